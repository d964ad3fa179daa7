"""The browser's own print of a sheet: one page, that says what it leaves on the screen."""

import re

import pytest
from playwright.sync_api import Page

FEUILLE = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("lieu", ["commune/83126", "commune/05023", "departement/83"])
def test_la_fiche_d_un_lieu_s_imprime_sur_une_page(page: Page, lieu: str) -> None:
    page.goto(f"/territoires/{lieu}/")
    papier = page.pdf(prefer_css_page_size=True, print_background=True)
    assert len(FEUILLE.findall(papier)) == 1
