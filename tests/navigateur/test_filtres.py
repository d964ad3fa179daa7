"""Filters act at once: the list, its count and its address follow; the focus stays."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

ANNONCE = ".avec-filtres > p.hors-vue[role=status]"


def test_un_choix_change_la_liste_son_compte_et_son_adresse(
    page_surveillee: Page, axe: Callable[[Page], None]
) -> None:
    page = page_surveillee
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/dispositifs/?vue=tableau")
    avant = page.locator(".phrase").inner_text()
    case = page.locator("input[name=type][value=cls]")
    case.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/dispositifs/?vue=tableau&type=cls")
    expect(page.locator(".phrase")).not_to_have_text(avant)
    expect(page.locator("input[name=type][value=cls]")).to_be_focused()
    expect(page.locator(ANNONCE)).to_contain_text("contrats locaux de santé")
    expect(page.locator("table.tableau")).to_be_visible()
    expect(page.get_by_role("list", name="Filtres actifs")).to_contain_text("CLS")
    axe(page)
    page.keyboard.press("Space")
    page.wait_for_url("**/dispositifs/?vue=tableau")
    expect(page.locator(".phrase")).to_have_text(avant)


def test_revenir_en_arriere_rend_la_liste_et_ses_cases(page_surveillee: Page) -> None:
    page = page_surveillee
    page.goto("/dispositifs/?hors_region=oui")
    page.set_viewport_size({"width": 1280, "height": 900})
    avant = page.locator(".phrase").inner_text()
    page.locator("input[name=hors_region]").uncheck()
    page.wait_for_url("**/dispositifs/")
    expect(page.locator(".phrase")).not_to_have_text(avant)
    page.go_back()
    expect(page.locator(".phrase")).to_have_text(avant)
    expect(page.locator("input[name=hors_region]")).to_be_checked()


def test_les_mots_cherches_gardent_les_filtres_choisis(page_surveillee: Page) -> None:
    page = page_surveillee
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/bibliographie/")
    page.locator("input[name=type][value=rapport]").check()
    page.wait_for_url("**type=rapport")
    expect(page.get_by_role("list", name="Filtres actifs")).to_contain_text("Rapport")
    page.locator("#f-q").fill("ville")
    page.locator("#f-q").press("Enter")
    page.wait_for_url("**q=ville**")
    assert "type=rapport" in page.url


@pytest.mark.parametrize("chemin", ["/dispositifs/", "/bibliographie/", "/contrats-de-ville/"])
def test_une_facette_se_lit_entiere(page_surveillee: Page, chemin: str) -> None:
    page = page_surveillee
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(chemin)
    coupees = page.evaluate(
        """() => [...document.querySelectorAll(".filtres fieldset ul")]
           .filter(liste => liste.scrollHeight > liste.clientHeight + 2).length"""
    )
    assert coupees == 0


def test_quitter_le_champ_d_une_date_relit_la_liste_a_cette_date(page_surveillee: Page) -> None:
    page = page_surveillee
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/dispositifs/?au=2018")
    page.locator("#f-au").fill("2018-03")
    page.locator("#f-au").press("Tab")
    page.wait_for_url("**au=2018-03")
    expect(page.locator(".instant")).to_contain_text("mars 2018")
