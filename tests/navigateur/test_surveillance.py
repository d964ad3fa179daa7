"""The watch itself: what it must see, it sees."""

import time

import pytest
from playwright.sync_api import Page

from tests.navigateur.conftest import PATIENCE
from tests.navigateur.site import Site
from tests.navigateur.surveillance import Surveillance, violations_axe


@pytest.mark.parametrize(
    ("fragment", "vu"),
    [
        ('<p style="color: red">rouge</p>', "CSP style-src"),
        ('<img alt="" src="https://ailleurs.example.org/x.png">', "requête ailleurs"),
        ('<img alt="" src="/static/absent.png">', "statut 404"),
    ],
)
def test_une_faute_glissee_dans_une_page_est_vue(
    page: Page, site: Site, fragment: str, vu: str
) -> None:
    surveillance = Surveillance(page, site.adresse)
    page.goto("/aide/")
    assert surveillance.problemes == []
    page.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", fragment)
    echeance = time.monotonic() + PATIENCE / 1000
    while vu not in "\n".join(surveillance.problemes) and time.monotonic() < echeance:
        page.wait_for_timeout(20)
    assert vu in "\n".join(surveillance.problemes)


def test_axe_voit_un_champ_sans_etiquette(page: Page) -> None:
    page.goto("/aide/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<input>')")
    assert any("axe label " in ligne for ligne in violations_axe(page))


@pytest.mark.parametrize("couleur", ["rgb(255, 255, 255)", "#fffffe", "rgb(0 0 0 / 5%)"])
def test_axe_voit_un_texte_qui_se_fond_dans_la_page(page: Page, couleur: str) -> None:
    """Twice: what it retains of the first reading does not blind the second."""
    page.goto("/aide/")
    assert violations_axe(page, "color-contrast") == []
    page.evaluate("c => document.querySelector('h1').style.color = c", couleur)
    assert any("axe color-contrast" in ligne for ligne in violations_axe(page, "color-contrast"))
    page.evaluate("document.querySelector('h1').style.color = ''")
    assert violations_axe(page, "color-contrast") == []
