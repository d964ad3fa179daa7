"""The admin in the browser: no CSP refusal, nothing for axe, and what an editor changes shows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.navigateur.pages import LARGEURS, PAGES_ADMIN


@pytest.mark.parametrize("chemin", PAGES_ADMIN)
def test_une_page_de_l_admin_est_accessible_et_sans_erreur(
    page_editrice: Page, axe: Callable[[Page], None], chemin: str, subtests: pytest.Subtests
) -> None:
    page = page_editrice
    page.set_viewport_size({"width": LARGEURS[0], "height": 800})
    page.goto(chemin)
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 800})
        with subtests.test("axe", largeur=largeur):
            axe(page)
        with subtests.test("largeur", largeur=largeur):
            tient = page.evaluate("document.documentElement.scrollWidth")
            assert tient <= largeur, "la page ne se pousse pas de côté"


@pytest.mark.parametrize("largeur", [320, 1280])
def test_la_fiche_d_un_dispositif_dans_l_admin_nomme_tous_ses_champs(
    page_editrice: Page, axe: Callable[[Page], None], largeur: int
) -> None:
    """The longest form, its rows filled, and one row more."""
    page = page_editrice
    page.set_viewport_size({"width": largeur, "height": 800})
    page.goto("/admin/dispositifs/dispositif/?q=asv-la-seyne-sur-mer")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    page.locator(".add-row a").first.click()
    axe(page)


def test_une_correction_dans_l_admin_se_lit_sur_le_site(page_editrice: Page) -> None:
    page = page_editrice
    page.goto("/admin/dispositifs/dispositif/?q=asv-la-seyne-sur-mer")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    presentation = page.locator("textarea[name=presentation]")
    avant = presentation.input_value()
    presentation.fill("Corrigé à l’instant depuis l’administration.")
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    edition = page.url
    page.goto("/dispositifs/asv-la-seyne-sur-mer/")
    expect(page.get_by_role("main")).to_contain_text("Corrigé à l’instant")
    page.goto(edition)
    page.locator("textarea[name=presentation]").fill(avant)
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()
