"""An editor corrects an étape, adds the next one, and reads both on the public page."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

FICHE = "/dispositifs/cls-fontaine/"
RECHERCHE = "/admin/dispositifs/dispositif/?q=cls-fontaine"


def _ouvrir(page: Page) -> None:
    page.goto(RECHERCHE)
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")


def _enregistrer(page: Page) -> None:
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def _choisir_la_source(page: Page, ligne: str) -> None:
    """By a few letters of its title, as the list proposes it."""
    page.locator(f"{ligne} .field-source .select2-selection").click()
    page.locator(".select2-search__field").fill("Fabrique")
    page.locator(".select2-results__option", has_text="Fabrique").first.click()


def test_une_etape_corrigee_se_lit_sur_la_page_publique(
    page_editrice: Page, axe: Callable[[Page], None]
) -> None:
    page = page_editrice
    _ouvrir(page)
    date = page.locator("input[name=etapes-0-date]")
    avant = date.input_value()
    date.fill("printemps")
    page.locator("input[name=_continue]").last.click()
    expect(page.locator("#etapes-group .errorlist")).to_contain_text("2018-03-31")
    axe(page)
    expect(date).to_have_value("printemps")
    date.fill("2018-02")
    page.get_by_text("Ajouter un objet Étape supplémentaire").click()
    page.locator("select[name=etapes-1-statut]").select_option(label="actif")
    page.locator("input[name=etapes-1-date]").fill("2019")
    page.locator("input[name=etapes-1-passage]").fill("p. 12")
    _choisir_la_source(page, "#etapes-1")
    _enregistrer(page)

    page.goto(FICHE)
    frise = page.locator(".frise--seule")
    expect(frise.locator("time").nth(0)).to_have_text("Février 2018")
    expect(frise.locator("li", has_text="2019")).to_contain_text("Actif")
    expect(frise.locator("li", has_text="2019")).to_contain_text("p. 12")

    # Put back, as the register says it.
    _ouvrir(page)
    page.locator("input[name=etapes-0-date]").fill(avant)
    page.locator("input[name=etapes-1-DELETE]").check()
    _enregistrer(page)
    page.goto(FICHE)
    expect(frise.locator("time")).to_have_count(1)
    expect(frise.locator("time")).to_have_text("Mars 2018")
