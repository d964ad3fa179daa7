"""Each page of the site, at the three widths: axe, console, CSP, other origins, overflow."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.navigateur.pages import PAGES
from tests.navigateur.surveillance import violations_axe

LARGEURS = (320, 768, 1280)
DEPASSEMENT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.parametrize("largeur", LARGEURS)
@pytest.mark.parametrize("chemin", PAGES)
def test_une_page_est_accessible_et_sans_erreur(
    page_surveillee: Page, axe: Callable[[Page], None], chemin: str, largeur: int
) -> None:
    page_surveillee.set_viewport_size({"width": largeur, "height": 800})
    page_surveillee.goto(chemin)
    axe(page_surveillee)
    assert page_surveillee.evaluate(DEPASSEMENT) == 0, "la page défile en largeur"


@pytest.mark.parametrize("chemin", PAGES)
def test_une_page_est_lisible_dans_le_sombre(page_surveillee: Page, chemin: str) -> None:
    """Colours alone change: contrast is what can break."""
    page_surveillee.emulate_media(color_scheme="dark")
    page_surveillee.goto(chemin)
    assert violations_axe(page_surveillee, "color-contrast") == []


@pytest.mark.parametrize("chemin", PAGES)
def test_une_page_dit_son_nom_et_ouvre_ses_replis(
    page_surveillee: Page, axe: Callable[[Page], None], chemin: str
) -> None:
    """One h1, a title of its own, and nothing for axe inside the folded parts either."""
    page_surveillee.set_viewport_size({"width": 320, "height": 800})
    page_surveillee.goto(chemin)
    assert page_surveillee.locator("h1").count() == 1
    page_surveillee.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    axe(page_surveillee)
    assert page_surveillee.evaluate(DEPASSEMENT) == 0, "la page dépliée défile en largeur"


def test_chaque_page_a_un_titre_different(page_surveillee: Page) -> None:
    titres: dict[str, str] = {}
    for chemin in PAGES:
        if "?" in chemin:
            continue
        page_surveillee.goto(chemin)
        titre = page_surveillee.title()
        assert titre not in titres, f"{chemin} et {titres[titre]} : « {titre} »"
        titres[titre] = chemin


def test_une_adresse_inconnue_offre_une_suite_en_francais(
    page_surveillee: Page, axe: Callable[[Page], None]
) -> None:
    page_surveillee.set_viewport_size({"width": 320, "height": 800})
    page_surveillee.goto("/cette-page-n-existe-pas/")
    assert page_surveillee.locator("main a[href], main form").count() > 0, "aucune suite proposée"
    axe(page_surveillee)
