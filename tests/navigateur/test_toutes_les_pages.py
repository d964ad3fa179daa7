"""Each page of the site, loaded once: axe, console, CSP, other origins, overflow, folded parts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.navigateur.pages import LARGEURS, PAGES
from tests.navigateur.surveillance import violations_axe

TITRE = re.compile("<title>(.+?)</title>", re.DOTALL)
DEPASSEMENT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Words one letter a line, which axe does not see: a text of more than forty characters in a box
# of less than eight.
TEXTES_ETRANGLES = """() => [...document.querySelectorAll('main :is(p, td, th, li, dd, dt)')]
  .filter(e => {
    const texte = [...e.childNodes]
      .filter(n => n.nodeType === 3 || /^(A|B|ABBR|SPAN|TIME)$/.test(n.nodeName))
      .map(n => n.textContent).join('').trim();
    if (texte.length <= 40 || !e.clientWidth || !e.checkVisibility()) return false;
    if (e.closest('.hors-vue')) return false;
    const style = getComputedStyle(e);
    const marges = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
    return e.clientWidth - marges < 4 * parseFloat(style.fontSize);
  }).map(e => e.textContent.trim().slice(0, 60))"""
DEPLIER = "document.querySelectorAll('details').forEach(d => d.open = true)"


@pytest.mark.parametrize("chemin", PAGES)
def test_une_page_est_accessible_lisible_et_sans_erreur(
    onglet: Page, axe: Callable[[Page], None], chemin: str, subtests: pytest.Subtests
) -> None:
    """Each subtest says its own failure; what the browser complained of fails the whole."""
    page = onglet
    page.set_viewport_size({"width": LARGEURS[0], "height": 800})
    page.goto(chemin)
    with subtests.test("un titre"):
        assert page.locator("h1").count() == 1
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 800})
        with subtests.test("axe", largeur=largeur):
            axe(page)
        with subtests.test("largeur", largeur=largeur):
            assert page.evaluate(DEPASSEMENT) == 0, "la page défile en largeur"
            assert page.evaluate(TEXTES_ETRANGLES) == [], "un texte dans une colonne trop étroite"
    page.emulate_media(color_scheme="dark")
    with subtests.test("sombre"):
        # Colours alone change: contrast is what can break.
        assert violations_axe(page, "color-contrast") == []
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": LARGEURS[0], "height": 800})
    page.evaluate(DEPLIER)
    with subtests.test("replis, axe"):
        axe(page)
    with subtests.test("replis, largeur"):
        assert page.evaluate(DEPASSEMENT) == 0, "la page dépliée défile en largeur"


def test_chaque_page_a_un_titre_different(page: Page) -> None:
    """As the site sends it: no script changes a title."""
    titres: dict[str, str] = {}
    for chemin in PAGES:
        if "?" in chemin:
            continue
        trouve = TITRE.search(page.request.get(chemin).text())
        assert trouve, f"{chemin} n’a pas de titre"
        titre = " ".join(trouve[1].split())
        assert titre not in titres, f"{chemin} et {titres[titre]} : « {titre} »"
        titres[titre] = chemin


def test_une_adresse_inconnue_offre_une_suite_en_francais(
    page_surveillee: Page, axe: Callable[[Page], None]
) -> None:
    page_surveillee.set_viewport_size({"width": 320, "height": 800})
    page_surveillee.goto("/cette-page-n-existe-pas/")
    assert page_surveillee.locator("main a[href], main form").count() > 0, "aucune suite proposée"
    axe(page_surveillee)
