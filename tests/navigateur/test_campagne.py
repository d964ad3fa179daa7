"""A round to its end, in a browser: the message read, its link opened, a field corrected."""

import email
import email.policy
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.navigateur.site import Site

FICHE = "/dispositifs/asv-grasse/"
Ouvrir = Callable[..., BrowserContext]


def _courriers(site: Site) -> list[Any]:
    """The messages that the site sent, the oldest first."""
    fichiers = sorted(site.courriers.glob("*.log"), key=lambda f: f.stat().st_mtime_ns)
    return [
        email.message_from_bytes(octets.strip(), policy=email.policy.default)
        for fichier in fichiers
        for octets in fichier.read_bytes().split(b"-" * 79 + b"\n")
        if octets.strip()
    ]


def _lien(site: Site, boite: str) -> str:
    """The link of the last message to that mailbox, on the site under test."""
    corps = [m.get_content() for m in _courriers(site) if m["To"] == boite][-1]
    trouve = re.search(r"https://portail\.example\.org(/actualiser/\S+)", corps)
    assert trouve, corps
    return site.adresse + trouve[1]


def _envoyer(page: Page, boite: str, campagne: str) -> None:
    """Choose the ASV of Grasse in the list, write the round, give the mailbox, send."""
    page.goto("/admin/dispositifs/dispositif/?q=asv-grasse&fraicheur=a-verifier")
    page.locator("#result_list tbody input[type=checkbox]").first.check()
    page.locator("select[name=action]").select_option("demander_une_mise_a_jour")
    page.locator("button[name=index]").click()
    page.get_by_label("Nom").fill(campagne)
    page.get_by_role("button", name="Préparer les invitations").click()
    expect(page.get_by_text("1 dispositif ajouté à la campagne")).to_be_visible()
    page.get_by_role("link", name="Sans adresse").click()
    page.locator("#result_list input[type=email]").fill(boite)
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist")).to_be_visible()
    page.goto("/admin/dispositifs/campagne/")
    ligne = page.locator("#result_list tr", has_text=campagne)
    ligne.get_by_role("link", name="Tableau de bord").click()
    page.get_by_role("button", name="Envoyer 1 message").click()
    expect(page.get_by_text("1 message parti.")).to_be_visible()


def test_une_campagne_du_choix_a_la_page_publique(
    site: Site,
    page_editrice: Page,
    new_context: Ouvrir,
    surveiller: Callable[[Page], Any],
    axe: Callable[[Page], None],
) -> None:
    boite = "asv@grasse.example.org"
    _envoyer(page_editrice, boite, "Grasse")
    axe(page_editrice)
    coordination = new_context(java_script_enabled=True).new_page()
    surveiller(coordination).vouloir("/corriger/", 400)
    coordination.set_viewport_size({"width": 320, "height": 640})
    coordination.goto(_lien(site, boite))
    expect(coordination.get_by_role("button", name="Tout est exact").first).to_be_in_viewport()
    axe(coordination)
    coordination.get_by_role("link", name="Corriger ou compléter").first.click()
    coordination.get_by_label("Présentation").fill("Un atelier relancé en 2025.")
    coordination.get_by_role("button", name="Garder pour plus tard").click()
    expect(coordination.get_by_role("heading", name="C’est gardé")).to_be_visible()
    coordination.goto(_lien(site, boite))
    coordination.get_by_role("link", name="Reprendre mes corrections").first.click()
    expect(coordination.get_by_label("Présentation")).to_have_value("Un atelier relancé en 2025.")
    axe(coordination)
    # As one types it: the browser lets it go, the server completes it.
    coordination.get_by_label("Titre du document").fill("Bilan de l’atelier")
    coordination.get_by_label("Son adresse sur le web").fill("grasse.example.org/bilan.pdf")
    coordination.get_by_role("button", name="Envoyer au CRES").click()
    expect(coordination.get_by_role("heading", name="Merci, c’est reçu")).to_be_visible()
    assert not coordination.context.cookies()

    page_editrice.goto("/admin/dispositifs/proposition/")
    page_editrice.get_by_role("link", name="ASV de Grasse").click()
    expect(page_editrice.get_by_text("Un atelier relancé en 2025.")).to_be_visible()
    axe(page_editrice)
    page_editrice.set_viewport_size({"width": 320, "height": 640})
    axe(page_editrice)
    expect(page_editrice.get_by_text("https://grasse.example.org/bilan.pdf")).to_be_visible()
    page_editrice.get_by_label("Accepter").first.check()
    page_editrice.get_by_label("Refuser").last.check()
    page_editrice.get_by_role("button", name="Enregistrer mes décisions").click()
    expect(page_editrice.get_by_text("L’auteur est prévenu.")).to_be_visible()

    lecteur = new_context().new_page()
    surveiller(lecteur)
    lecteur.goto(FICHE)
    expect(lecteur.get_by_role("main")).to_contain_text("Un atelier relancé en 2025.")
    expect(lecteur.get_by_role("main")).to_contain_text("Vérifié il y a moins d’un mois")
    dernier = [m for m in _courriers(site) if m["To"] == boite][-1]
    assert "Publié." in dernier.get_content()


def test_un_signalement_sans_script_puis_un_refus(
    site: Site, page_sans_script: Page, page_editrice: Page, axe: Callable[[Page], None]
) -> None:
    page = page_sans_script
    page.goto(FICHE)
    page.get_by_role("main").get_by_role("link", name="Signaler une modification").click()
    page.get_by_label("Ce qui a changé").fill("Cet atelier s’appelle autrement.")
    page.get_by_label("Pour être prévenu").fill("lectrice@example.org")
    page.get_by_role("button", name="Envoyer au CRES").click()
    expect(page.get_by_role("heading", name="Merci, c’est noté")).to_be_visible()
    assert not page.context.cookies()
    page_editrice.goto("/admin/dispositifs/proposition/?origine__exact=signalement")
    page_editrice.locator("#result_list tbody th a").last.click()
    expect(page_editrice.get_by_text("Cet atelier s’appelle autrement.")).to_be_visible()
    axe(page_editrice)
    page_editrice.get_by_label("Un mot à l’auteur").fill("Le nom est celui du contrat.")
    page_editrice.get_by_role("button", name="Ne pas retenir").click()
    expect(page_editrice.get_by_text("Proposition refusée. L’auteur est prévenu.")).to_be_visible()
    dernier = [m for m in _courriers(site) if m["To"] == "lectrice@example.org"][-1]
    assert "Nous n’avons pas retenu" in dernier.get_content()
    assert "Le nom est celui du contrat." in dernier.get_content()
