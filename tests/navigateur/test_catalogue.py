"""The catalogue in a browser: the basket without script, the copy buttons with and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.site import Site


def test_mettre_de_cote_ranger_et_partager_sans_script(page_sans_script: Page) -> None:
    page = page_sans_script
    page.goto("/bibliographie/?tri=titre")
    assert page.context.cookies() == []
    ajouter = page.get_by_role("button", name="Ajouter à ma sélection")
    titres = [page.locator(".notice h3").nth(rang).inner_text() for rang in (0, 1)]
    ajouter.first.click()
    expect(page.get_by_role("link", name="Ma sélection (1)")).to_be_visible()
    # The first button is now « Retirer »: the second notice is the first that can be added.
    ajouter.first.click()
    page.get_by_role("link", name="Ma sélection (2)").click()
    montres = page.locator(".imprimee__titre")
    expect(montres).to_have_text(titres)
    page.get_by_role("button", name="Descendre").first.click()
    expect(montres).to_have_text(titres[::-1])
    page.get_by_role("button", name="Retirer de ma sélection").first.click()
    expect(montres).to_have_text(titres[:1])
    page.get_by_role("button", name="Annuler le dernier changement").click()
    expect(montres).to_have_text(titres[::-1])
    adresse = page.get_by_label("Adresse à garder ou à envoyer").input_value()
    page.context.clear_cookies()
    page.goto("/ma-selection/" + adresse.partition("/ma-selection/")[2])
    expect(montres).to_have_text(titres[::-1])
    expect(page.get_by_role("button", name="Prendre cette liste")).to_be_visible()
    expect(page.get_by_role("button", name="Copier l’adresse")).to_have_count(0)


def test_ajouter_ramene_a_la_meme_notice(page_surveillee: Page) -> None:
    page = page_surveillee
    page.goto("/bibliographie/?tri=titre")
    ligne = page.locator(".notice").nth(8)
    ancre = ligne.get_attribute("id")
    ligne.get_by_role("button", name="Ajouter à ma sélection").click()
    page.wait_for_url(f"**/bibliographie/?tri=titre#{ancre}")
    expect(ligne.get_by_role("button", name="Retirer de ma sélection")).to_be_in_viewport()


def test_copier_la_citation(page_surveillee: Page, site: Site) -> None:
    page = page_surveillee
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.adresse)
    page.goto("/bibliographie/24/")
    page.get_by_role("button", name="Copier la citation").click()
    expect(page.get_by_text("Copié.")).to_be_visible()
    copie = page.evaluate("navigator.clipboard.readText()")
    assert copie == page.locator("#citation").inner_text()


@pytest.mark.parametrize("chemin", ["/bibliographie/24/", "/ma-selection/?n=1-2"])
def test_sans_presse_papiers_le_texte_est_selectionne(page_surveillee: Page, chemin: str) -> None:
    page = page_surveillee
    page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.goto(chemin)
    page.get_by_role("button", name="Copier").click()
    expect(page.get_by_text("Sélectionné\u00a0: copiez avec Ctrl\u00a0+\u00a0C.")).to_be_visible()
    assert page.evaluate(
        "() => (getSelection().toString() || document.activeElement.value || '').length > 20"
    )


def test_le_panier_plein_reste_accessible(
    page_surveillee: Page, axe: Callable[[Page], None]
) -> None:
    page = page_surveillee
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("/ma-selection/?n=1-24-70-120")
    page.get_by_role("button", name="Prendre cette liste").click()
    expect(page.get_by_text("Cette liste est devenue votre sélection.")).to_be_visible()
    axe(page)


def test_une_selection_imprimee_n_a_ni_bouton_ni_menu(page_surveillee: Page) -> None:
    page = page_surveillee
    page.emulate_media(media="print")
    page.goto("/bibliographie/selections/guides-pour-agir-2022/")
    for inutile in ("button", ".menu", ".exports", ".pied", ".sommaire"):
        for element in page.locator(inutile).all()[:3]:
            expect(element).to_be_hidden()
    expect(page.locator(".imprimee__titre").first).to_be_visible()
    expect(page.locator(".colophon")).to_be_visible()


@pytest.mark.parametrize("largeur", [320, 1280])
def test_l_apercu_d_un_import_se_lit_a_toute_largeur(
    page_editrice: Page, axe: Callable[[Page], None], largeur: int
) -> None:
    page = page_editrice
    page.set_viewport_size({"width": largeur, "height": 800})
    page.goto("/bibliographie/24/")
    titre = page.locator("h1").inner_text()
    page.goto("/admin/bibliographie/notice/importer/")
    csv = f'titre;date\nUn titre que personne ne porte;2016\n"{titre}";1999\n;2001\n'
    fichier = {"name": "liste.csv", "mimeType": "text/csv", "buffer": csv.encode()}
    page.get_by_label("Fichier").set_input_files([fichier])
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.locator("main")).to_contain_text("1 nouvelle, 1 doublon possible, 1 refusée")
    expect(page.locator("main")).to_contain_text("5 champs lus, 4 repris, 1 mis de côté")
    expect(page.get_by_role("combobox")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    axe(page)
    page.get_by_role("button", name="Abandonner cet import").click()
    expect(page.get_by_text("Rien de plus n’a été écrit.")).to_be_visible()
