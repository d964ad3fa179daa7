"""Two editors on one record, in two browsers: the second chooses, and nothing typed is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, StorageState, expect

from tests.navigateur.site import MOT_DE_PASSE, Site
from tests.navigateur.surveillance import Surveillance

SECONDE = "seconde-editrice"
FICHE = "/admin/dispositifs/dispositif/?q=asv-lyon"


@pytest.fixture
def page_de_la_seconde(
    site: Site,
    new_context: Callable[..., BrowserContext],
    session_editrice: StorageState,
    surveiller: Callable[[Page], Surveillance],
) -> Page:
    """Another editor, in her own browser."""
    site.creer_compte(SECONDE)
    page = new_context().new_page()
    surveiller(page)
    page.goto("/admin/login/?next=/admin/")
    page.fill("input[name=login]", SECONDE)
    page.fill("input[name=password]", MOT_DE_PASSE)
    page.locator("main [type=submit]").click()
    page.wait_for_url("**/admin/")
    return page


def _ouvrir(page: Page) -> None:
    page.goto(FICHE)
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")


def _enregistrer(page: Page) -> None:
    page.locator("input[name=_continue]").last.click()


def _champ(page: Page, nom: str) -> str:
    return page.locator(f"[name={nom}]").input_value()


def test_un_conflit_se_resout_dans_le_navigateur(
    page_editrice: Page, page_de_la_seconde: Page, axe: Callable[[Page], None]
) -> None:
    premiere, seconde = page_editrice, page_de_la_seconde
    _ouvrir(premiere)
    _ouvrir(seconde)
    avant = _champ(premiere, "presentation"), _champ(premiere, "passage")
    seconde.fill("textarea[name=presentation]", "La présentation de la seconde.")
    seconde.fill("input[name=passage]", "p. 7")
    _enregistrer(seconde)
    expect(seconde.locator(".messagelist .success")).to_be_visible()

    premiere.fill("textarea[name=presentation]", "La présentation de la première.")
    _enregistrer(premiere)
    panneau = premiere.get_by_role("region", name="Cette fiche a changé")
    expect(panneau).to_contain_text(SECONDE)
    expect(panneau).to_contain_text("La présentation de la seconde.")
    expect(premiere.locator("textarea[name=presentation]")).to_have_value(
        "La présentation de la première."
    )
    expect(premiere.locator("input[name=passage]")).to_have_value("p. 7")
    for largeur in (320, 768, 1280):
        premiere.set_viewport_size({"width": largeur, "height": 800})
        axe(premiere)

    premiere.get_by_role("radio", name="Garder la mienne").check()
    premiere.get_by_role("button", name="Enregistrer ce qui est choisi").click()
    expect(premiere.locator(".messagelist .success")).to_be_visible()
    expect(premiere.locator("textarea[name=presentation]")).to_have_value(
        "La présentation de la première."
    )
    expect(premiere.locator("input[name=passage]")).to_have_value("p. 7")

    premiere.fill("textarea[name=presentation]", avant[0])
    premiere.fill("input[name=passage]", avant[1])
    _enregistrer(premiere)
    expect(premiere.locator(".messagelist .success")).to_be_visible()
