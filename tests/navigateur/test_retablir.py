"""Restore a former version in the browser, and what the public reads of it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

RECHERCHE = "/admin/dispositifs/dispositif/?type__code__exact=clsm"


def test_une_version_se_retablit_dans_le_navigateur(
    page_editrice: Page, axe: Callable[[Page], None]
) -> None:
    page = page_editrice
    page.goto(RECHERCHE)
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    presentation = page.locator("textarea[name=presentation]")
    avant = presentation.input_value()
    presentation.fill("Une présentation que personne ne voulait.")
    page.fill("input[name=motif]", "Essai malheureux")
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    page.get_by_role("link", name="Historique").click()
    page.wait_for_url("**/history/**")
    expect(page.locator("#change-history")).to_contain_text("Essai malheureux")
    for largeur in (320, 768, 1280):
        page.set_viewport_size({"width": largeur, "height": 800})
        axe(page)
    page.get_by_role("link", name="Rétablir la version").first.click()
    page.wait_for_url("**/retablir/**")
    expect(page.locator("#content-main")).to_contain_text("Une présentation que personne")
    for largeur in (320, 768, 1280):
        page.set_viewport_size({"width": largeur, "height": 800})
        axe(page)
    page.get_by_role("textbox", name="Pourquoi revenir").fill("Rien n’était à changer")
    page.get_by_role("button", name="Rétablir cette version").click()
    page.wait_for_url("**/change/**")
    expect(page.locator(".messagelist .success")).to_contain_text("rétablie")
    expect(page.locator("textarea[name=presentation]")).to_have_value(avant)


def test_supprimer_demande_pourquoi_et_ne_change_rien_sans_reponse(
    page_editrice: Page, axe: Callable[[Page], None]
) -> None:
    page = page_editrice
    page.goto(RECHERCHE)
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    page.get_by_role("link", name="Supprimer").first.click()
    page.wait_for_url("**/delete/**")
    axe(page)
