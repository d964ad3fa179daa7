"""The place finder's suggestions: an ease for those who have scripts, on the same words."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_les_suggestions_viennent_en_tapant_et_s_ouvrent_au_clavier(
    page_surveillee: Page, axe: Callable[[Page], None]
) -> None:
    page = page_surveillee
    page.goto("/territoires/")
    page.locator("main input[name=q]").press_sequentially("la seyne", delay=30)
    suggestions = page.locator("#suggestions")
    expect(suggestions.get_by_role("link", name="La Seyne-sur-Mer")).to_be_visible()
    axe(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    suggestions.get_by_role("link", name="La Seyne-sur-Mer").press("Enter")
    expect(page.locator("h1")).to_contain_text("La Seyne-sur-Mer")
