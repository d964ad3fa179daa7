"""The pictures of the staff guide: what a colleague does, task by task, on the real data.

What is typed here stays in a database that is thrown away.
"""

import email
import email.policy
import re
from collections.abc import Callable

from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from outils.captures.cliche import HAUTEUR_MAX, LARGEUR, cliche
from outils.captures.fichiers import notices_a_importer, terme_corrige
from tests.navigateur.site import MOT_DE_PASSE, Site

PATIENCE = 60_000
CHARGEE, COLLEGUE, NOUVELLE = "claude", "dominique", "camille"
COMPTES = [
    (CHARGEE, "Claude", "Administrateur·rice"),
    (COLLEGUE, "Dominique", "Chargé·e de mission"),
    (NOUVELLE, "Camille", "Documentaliste"),
]
EXEMPLE = "Exemple : la présentation, corrigée par la coordination."
BOITE = "coordination@example.org"
LISTE = "/admin/dispositifs/dispositif/"


class Scene:
    """A browser, a site, and who is signed in."""

    def __init__(self, navigateur: Browser, site: Site) -> None:
        self.navigateur, self.site = navigateur, site

    def visiteur(self) -> Page:
        """Nobody, with a page of the guide's width."""
        page = self.navigateur.new_context(
            base_url=self.site.adresse,
            locale="fr-FR",
            viewport={"width": LARGEUR, "height": HAUTEUR_MAX},
        ).new_page()
        page.set_default_timeout(PATIENCE)
        # The admin's side list stays closed: the page itself takes the width.
        page.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
        return page

    def collegue(self, compte: str) -> Page:
        """A colleague, signed in."""
        page = self.visiteur()
        page.goto("/compte/connexion/?next=/admin/")
        page.get_by_label("Identifiant").fill(compte)
        page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
        page.get_by_role("main").get_by_role("button", name="Se connecter").click()
        page.wait_for_url("**/admin/")
        return page

    def lien_recu(self, boite: str) -> str:
        """The link of the last message to that mailbox."""
        for fichier in sorted(self.site.courriers.glob("*.log"), reverse=True):
            for texte in reversed(fichier.read_text().split(f"{'-' * 79}\n")):
                message = email.message_from_string(texte.strip(), policy=email.policy.default)
                trouve = re.search(r"/actualiser/\S+", str(message.get_content()))
                if message["To"] == boite and trouve:
                    return trouve[0]
        raise SystemExit(f"Aucun message n’est arrivé à {boite}.")


def ouvrir(page: Page, slug: str) -> None:
    """The admin page of a dispositif."""
    page.goto(f"{LISTE}?q={slug}")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")


def large(page: Page, largeur: int = 1400) -> None:
    """Room for the widest tables; the picture is brought back to the guide's width."""
    page.set_viewport_size({"width": largeur, "height": 2000})


def enregistrer(page: Page) -> None:
    """Save and stay."""
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def compte(scene: Scene) -> None:
    """Signing in; the second factor, its secrets covered."""
    page = scene.visiteur()
    page.goto("/compte/connexion/")
    cliche(page, "connexion", hauteur=620)
    page = scene.collegue(NOUVELLE)
    page.goto("/compte/double-authentification/activer/")
    cliche(
        page,
        "double-authentification",
        de=page.get_by_role("heading", level=1),
        jusqu_a=page.get_by_role("button", name="Activer"),
        cacher=[page.locator("img.qr"), page.locator("code.cle")],
    )


def registre(scene: Scene) -> None:
    """A draft, its preview, its étapes, its coordination."""
    page = scene.collegue(CHARGEE)
    page.goto(f"{LISTE}add/")
    page.locator("select[name=type]").select_option(label="atelier santé ville")
    page.locator("input[name=nom]").fill("ASV, exemple du guide")
    page.locator("input[name=perimetre_inconnu]").check()
    enregistrer(page)
    cliche(page, "dispositif-brouillon", hauteur=620)
    page.get_by_role("link", name="Voir la page telle qu’elle sera").click()
    cliche(page, "apercu", hauteur=520)
    ouvrir(page, "asv-la-seyne-sur-mer")
    large(page)
    etapes = page.locator("#etapes-group")
    cliche(page, "etapes", de=etapes, jusqu_a=etapes)
    page.set_viewport_size({"width": LARGEUR, "height": HAUTEUR_MAX})
    coordination = page.locator("#coordinations-group")
    cliche(page, "coordination", de=coordination, jusqu_a=coordination, hauteur=620)


def versions(scene: Scene) -> None:
    """Two colleagues on one record; its history; going back."""
    page, autre = scene.collegue(CHARGEE), scene.collegue(COLLEGUE)
    ouvrir(page, "asv-lyon")
    ouvrir(autre, "asv-lyon")
    autre.fill("textarea[name=presentation]", "Exemple : la phrase de Dominique.")
    autre.fill("input[name=passage]", "p. 7")
    enregistrer(autre)
    page.fill("textarea[name=presentation]", "Exemple : la phrase de Claude.")
    page.locator("input[name=_continue]").last.click()
    panneau = page.locator("section.conflit")
    cliche(page, "conflit", de=panneau, jusqu_a=panneau, hauteur=HAUTEUR_MAX + 100)
    page.get_by_role("radio", name="Garder la mienne").check()
    page.get_by_role("button", name="Enregistrer ce qui est choisi").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.get_by_role("link", name="Historique").click()
    page.wait_for_url("**/history/**")
    cliche(page, "historique", hauteur=620)
    page.get_by_role("link", name="Rétablir la version").first.click()
    page.wait_for_url("**/retablir/**")
    cliche(page, "retablir", jusqu_a=page.locator("form.retablir"))


def bibliographie(scene: Scene) -> None:
    """A sélection and one of its sections; a file imported; a notice typed twice; addresses."""
    page = scene.collegue(CHARGEE)
    page.goto("/admin/bibliographie/selection/?q=guides")
    page.locator("#result_list tbody th a").first.click()
    large(page)
    sections = page.locator("#sections-group")
    cliche(page, "selection", de=sections, jusqu_a=sections, hauteur=600)
    page.locator("#sections-group .inlinechangelink").first.click()
    page.wait_for_url("**/bibliographie/section/**")
    large(page, LARGEUR)
    page.locator(".add-row a").click()
    page.locator("#entrees-group .select2-selection").last.click()
    with page.expect_response(re.compile(r"/autocomplete/.*term=sant")):
        page.locator(".select2-search__field").fill("santé mentale")
    expect(page.locator(".loading-results")).to_have_count(0)
    bas = page.locator(".select2-results")
    cliche(page, "selection-entrees", de=page.locator("tr.dynamic-entrees").last, jusqu_a=bas)
    page.set_viewport_size({"width": LARGEUR, "height": HAUTEUR_MAX})
    page.goto("/admin/bibliographie/notice/importer/")
    cliche(page, "notices-importer", hauteur=520)
    page.set_input_files("input[type=file]", files=[notices_a_importer(page)])
    page.get_by_role("button", name="Voir l’aperçu").click()
    page.wait_for_url("**/importer/*/")
    cliche(page, "notices-apercu", hauteur=700)
    page.goto("/admin/bibliographie/notice/add/")
    page.fill("textarea[name=titre]", "Guide pratique. Construire une CPTS")
    page.keyboard.press("Tab")
    ressemblance = page.locator(".ressemblance")
    expect(ressemblance).to_be_visible()
    cliche(page, "notice-doublon", jusqu_a=ressemblance, hauteur=620)
    page.goto("/admin/bibliographie/lien/?etat__exact=incomplet")
    cliche(page, "liens", hauteur=480)


def tournee(scene: Scene) -> None:
    """A round from the choice to the answer, and what is decided of it."""
    page = scene.collegue(CHARGEE)
    page.goto(f"{LISTE}?q=asv-grasse&fraicheur=a-verifier")
    page.locator("#result_list tbody input[type=checkbox]").first.check()
    page.locator("select[name=action]").select_option("demander_une_mise_a_jour")
    page.locator("button[name=index]").click()
    page.get_by_label("Nom").fill("Exemple : tournée d’automne")
    # A browser writes a date in its own language.
    jour = page.locator("input[type=date]")
    cliche(page, "campagne-preparer", hauteur=HAUTEUR_MAX + 80, cacher=[jour])
    page.get_by_role("button", name="Préparer les invitations").click()
    tableau = page.url
    page.get_by_role("link", name="Sans adresse").click()
    page.locator("#result_list input[type=email]").fill(BOITE)
    cliche(page, "campagne-adresse", hauteur=520)
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto(tableau)
    cliche(page, "campagne-tableau", hauteur=HAUTEUR_MAX + 100)
    page.get_by_role("button", name="Envoyer 1 message").click()
    expect(page.get_by_text("1 message parti.")).to_be_visible()
    _repondre(scene)
    page.goto("/admin/dispositifs/proposition/")
    cliche(page, "propositions", hauteur=520)
    page.get_by_role("link", name="ASV de Grasse").first.click()
    cliche(page, "proposition", hauteur=620)


def _repondre(scene: Scene) -> None:
    """What the coordination sees and sends."""
    page = scene.visiteur()
    page.goto(scene.lien_recu(BOITE))
    cliche(page, "coordination-repond", hauteur=620)
    page.get_by_role("link", name="Corriger ou compléter").first.click()
    page.get_by_label("Présentation").fill(EXEMPLE)
    page.get_by_role("button", name="Envoyer au CRES").click()
    expect(page.get_by_role("heading", name="Merci, c’est reçu")).to_be_visible()


def listes(scene: Scene) -> None:
    """A spreadsheet's round trip, duplicates, delays, accounts."""
    page = scene.collegue(CHARGEE)
    page.goto("/admin/dispositifs/terme/tableur/")
    cliche(page, "tableur", hauteur=700)
    page.set_input_files("input[type=file]", files=[terme_corrige(page)])
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.locator(".bilan")).to_be_visible()
    cliche(page, "tableur-retour", hauteur=520)
    page.goto("/admin/bibliographie/notice/doublons/")
    cliche(page, "doublons", hauteur=520)
    page.get_by_role("link", name="Comparer").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fusionner deux fiches")
    cliche(page, "fusion", hauteur=620)
    page.goto("/admin/dispositifs/delai/")
    cliche(page, "delais", hauteur=480)
    page.goto("/admin/auth/user/")
    large(page)
    cliche(page, "comptes", hauteur=HAUTEUR_MAX)


def discordances(scene: Scene) -> None:
    """What other rooms name and the register has not, as the nightly command finds it."""
    scene.site.ecrire(lambda: call_command("confronter", ecrire=True, verbosity=0))
    page = scene.collegue(CHARGEE)
    page.goto("/admin/dispositifs/discordance/?file=ouverte")
    large(page)
    cliche(page, "discordances", hauteur=560)


def accueil(scene: Scene) -> None:
    """What waits."""
    page = scene.collegue(CHARGEE)
    cliche(page, "accueil")


# The home last: by then something waits.
SCENES: list[Callable[[Scene], None]] = [
    compte,
    registre,
    versions,
    bibliographie,
    tournee,
    listes,
    discordances,
    accueil,
]
NOMS = [jouer.__name__ for jouer in SCENES]


def photographier_le_guide(navigateur: Browser, site: Site, noms: list[str]) -> None:
    """Make the accounts, then play each scene of these names."""
    for nom, prenom, role in COMPTES:
        site.creer_compte(nom, role, prenom)
    scene = Scene(navigateur, site)
    for jouer in SCENES:
        if jouer.__name__ in noms:
            jouer(scene)
