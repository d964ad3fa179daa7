"""An editor protects her account, then publishes a dispositif that she saw as it would be."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as compteurs
from playwright.sync_api import BrowserContext, Page, expect

from tests.navigateur.site import MOT_DE_PASSE, Site

ROLE = "Chargé·e de mission"
BANDEAU = "elle est visible de l’équipe seulement"


def _code(secret: str) -> str:
    """What the application of the telephone shows now: the middle one of those accepted."""
    acceptes = list(compteurs())
    return str(format_hotp_value(hotp_value(secret, acceptes[len(acceptes) // 2])))


def _entrer(page: Page, compte: str) -> None:
    page.goto("/compte/connexion/?next=/admin/")
    page.get_by_label("Identifiant").fill(compte)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()


def test_on_protege_son_compte_puis_on_entre_avec_un_code(
    site: Site,
    new_context: Callable[..., BrowserContext],
    surveiller: Callable[[Page], Any],
    axe: Callable[[Page], None],
) -> None:
    site.creer_compte("camille", ROLE)
    page = new_context().new_page()
    surveiller(page)
    _entrer(page, "camille")
    expect(page.get_by_role("heading", name="Tenir le registre")).to_be_visible()
    page.goto("/compte/double-authentification/activer/")
    dessin = page.locator("img.qr")
    expect(dessin).to_be_visible()
    assert dessin.evaluate("image => image.naturalWidth") > 0, "le dessin se charge"
    axe(page)
    secret = page.locator("code.cle").inner_text()
    page.get_by_label("Code de six chiffres").fill(_code(secret))
    page.get_by_role("button", name="Activer").click()
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    assert page.locator(".codes li").count() == 10
    axe(page)

    autre = new_context().new_page()
    surveiller(autre)
    _entrer(autre, "camille")
    expect(autre.get_by_role("heading", name="Votre code")).to_be_visible()
    axe(autre)
    autre.get_by_label("Code de six chiffres").fill(_code(secret))
    autre.get_by_role("button", name="Entrer").click()
    expect(autre.get_by_role("heading", name="Tenir le registre")).to_be_visible()


def test_on_publie_un_dispositif_apres_l_avoir_vu(
    site: Site,
    new_context: Callable[..., BrowserContext],
    surveiller: Callable[[Page], Any],
    axe: Callable[[Page], None],
) -> None:
    site.creer_compte("dominique", ROLE)
    page = new_context().new_page()
    surveiller(page)
    _entrer(page, "dominique")
    page.goto("/admin/dispositifs/dispositif/add/")
    page.get_by_label("Type", exact=False).first.select_option(label="atelier santé ville")
    page.locator("input[name=nom]").fill("ASV de l’essai")
    # Leaving the field is what writes the address.
    page.locator("input[name=nom]").press("Tab")
    expect(page.locator("input[name=slug]")).to_have_value("asv-de-lessai")
    page.locator("input[name=perimetre_inconnu]").check()
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    fiche = page.url

    page.get_by_role("link", name="Voir la page telle qu’elle sera").click()
    expect(page.get_by_text(BANDEAU)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ASV de l’essai")
    axe(page)
    page.get_by_role("link", name="Revenir à la fiche").click()
    assert page.url.split("?")[0] == fiche.split("?")[0]

    page.get_by_role("button", name="Publier").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto("/dispositifs/asv-de-lessai/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ASV de l’essai")
    expect(page.get_by_text(BANDEAU)).to_have_count(0)

    # Put back: other tests read this register.
    page.goto("/admin/dispositifs/dispositif/?q=asv-de-lessai")
    page.locator("#result_list tbody input[type=checkbox]").first.check()
    page.locator("select[name=action]").first.select_option("archiver")
    page.locator("button[name=index]").first.click()
    expect(page.get_by_text("1 fiche change")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Confirmer").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
