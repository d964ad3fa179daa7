"""The map that moves: over the drawn one, by keyboard, its state in the address."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import BrowserContext, Page, Request, expect

from territoires.models import Contour, Voisinage
from tests.navigateur.site import Site
from tests.navigateur.surveillance import violations_axe
from tests.navigateur.test_toutes_les_pages import DEPASSEMENT, LARGEURS
from tests.territoires.contours.formes import carre, objet

POIDS_MAX = 160_000
# Every kind of page that bears a map: tests/navigateur/pages.py visits them without outlines.
AVEC_CARTE = [
    "/carte/",
    "/carte/?au=2018-03",
    "/carte/?type=asv&par=commune",
    "/carte/?territoire=departement-83",
    "/territoires/commune/83126/",
    "/territoires/departement/83/?au=2018-03",
    "/dispositifs/asv-la-seyne-sur-mer/",
]
# Squares where the places are, roughly.
DESSINS: dict[str, list[dict[str, Any]]] = {
    "commune": [
        objet("13055", carre(5.3, 43.2, 0.2)),
        objet("83126", carre(5.8, 43.0, 0.15)),
        objet("84003", carre(5.3, 43.8, 0.15)),
    ],
    "departement": [
        objet("13", carre(4.5, 43.2, 1)),
        objet("83", carre(5.7, 43.0, 1)),
        objet("84", carre(4.9, 43.7, 0.8)),
    ],
    "region": [objet("93", carre(4.4, 42.9, 2.6))],
}


@pytest.fixture(scope="module", autouse=True)
def _contours(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A few outlines for these tests only."""
    dossier: Path = tmp_path_factory.mktemp("contours")
    for echelle, objets in DESSINS.items():
        fichier = dossier / f"{echelle}.geojson"
        document = {"type": "FeatureCollection", "features": objets}
        fichier.write_text(json.dumps(document), encoding="utf-8")
        commande = ("importer_contours", str(fichier), "--echelle", echelle, "--ecrire")
        site.ecrire(partial(call_command, *commande, verbosity=0))
    yield
    site.ecrire(Voisinage.objects.all().delete)
    site.ecrire(Contour.objects.all().delete)


@pytest.mark.parametrize("chemin", AVEC_CARTE)
def test_une_page_avec_carte_est_accessible_et_tient_en_largeur(
    onglet: Page, axe: Callable[[Page], None], chemin: str, subtests: pytest.Subtests
) -> None:
    page = onglet
    page.set_viewport_size({"width": LARGEURS[0], "height": 800})
    page.goto(chemin)
    for largeur in LARGEURS:
        page.set_viewport_size({"width": largeur, "height": 800})
        with subtests.test("la carte se montre", largeur=largeur):
            if "/carte/" in chemin and "par=" not in chemin:
                expect(page.get_by_role("application")).to_be_visible()
            else:
                expect(page.get_by_role("img", name=re.compile("^Carte"))).to_be_visible()
        with subtests.test("axe", largeur=largeur):
            axe(page)
        with subtests.test("largeur", largeur=largeur):
            assert page.evaluate(DEPASSEMENT) == 0, "la page défile en largeur"
        page.emulate_media(color_scheme="dark")
        with subtests.test("sombre", largeur=largeur):
            assert violations_axe(page, "color-contrast") == []
        page.emulate_media(color_scheme="light")


def test_la_carte_bouge_et_s_ouvre_au_clavier(
    page_surveillee: Page, axe: Callable[[Page], None]
) -> None:
    page = page_surveillee
    # A bubble that fades in has, for an instant, too little contrast.
    page.emulate_media(reduced_motion="reduce")
    page.goto("/carte/?type=cls")
    carte = page.get_by_role("application")
    expect(carte).to_be_visible()
    expect(page.get_by_role("img", name="Carte")).to_be_hidden()
    axe(page)
    marque = carte.get_by_role("button", name=re.compile("^Marseille"))
    marque.focus()
    page.keyboard.press("Enter")
    lien = carte.get_by_role("link", name="CLS de Marseille")
    expect(lien).to_be_visible()
    axe(page)
    lien.press("Enter")
    expect(page.locator("h1")).to_contain_text("CLS de Marseille")


def test_espace_ouvre_echap_ferme_et_rend_sa_place(page_surveillee: Page) -> None:
    page = page_surveillee
    page.emulate_media(reduced_motion="reduce")
    page.goto("/carte/?type=cls")
    carte = page.get_by_role("application")
    marque = carte.get_by_role("button", name=re.compile("^La Seyne-sur-Mer : .*, à confirmer"))
    marque.press("Space")
    lien = carte.get_by_role("link", name=re.compile("La Seyne"))
    expect(lien).to_be_focused()
    page.keyboard.press("Escape")
    expect(lien).to_be_hidden()
    expect(marque).to_be_focused()
    # Names on the land, and the words of the drawing.
    expect(carte.get_by_text("Var", exact=True)).to_be_visible()
    expect(carte).to_have_accessible_description(re.compile("périmètre"))
    # Experimental for axe; Lighthouse runs it.
    assert violations_axe(page, "label-content-name-mismatch") == []


def test_d_un_doigt_la_page_defile(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(has_touch=True, is_mobile=True).new_page()
    page.goto("/carte/")
    carte = page.get_by_role("application")
    expect(carte).to_be_visible()
    assert carte.evaluate("carte => getComputedStyle(carte).touchAction") == "pan-x pan-y"


def test_les_quatre_etats_se_disent_au_survol(page_surveillee: Page) -> None:
    page = page_surveillee
    page.goto("/carte/?type=asv&par=commune")
    lieu = page.locator('.etat > use[href="#l-commune-83126"]')
    lieu.hover()
    lu = page.locator(".lu")
    expect(lu).to_have_text("La Seyne-sur-Mer : connu, à confirmer")
    lieu.click()
    expect(page.locator("h1")).to_contain_text("La Seyne-sur-Mer")


def test_la_vue_reste_dans_l_adresse_et_suit_la_legende(page_surveillee: Page) -> None:
    page = page_surveillee
    page.goto("/carte/")
    carte = page.get_by_role("application")
    carte.get_by_role("button", name="Agrandir").click()
    expect(page).to_have_url(re.compile(r"/carte/#vue=\d"))
    page.get_by_role("navigation", name="Légende").get_by_role("link", name="CLS").first.click()
    expect(page).to_have_url(re.compile(r"/carte/\?type=cls#vue=\d"))
    expect(page.get_by_role("application")).to_be_visible()


def test_imprimee_la_carte_est_celle_qui_est_dessinee(page_surveillee: Page) -> None:
    page = page_surveillee
    page.goto("/carte/")
    expect(page.get_by_role("application")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("img", name="Carte")).to_be_visible()
    expect(page.get_by_role("application")).to_be_hidden()


def test_sans_script_la_carte_est_dessinee(page_sans_script: Page) -> None:
    page = page_sans_script
    page.goto("/carte/")
    expect(page.get_by_role("img", name="Carte")).to_be_visible()
    page.get_by_role("navigation", name="Légende").get_by_role("link", name="CLS").first.click()
    expect(page).to_have_url(re.compile(r"/carte/\?type=cls$"))
    expect(page.get_by_role("img", name="Carte")).to_be_visible()


def test_la_fiche_d_un_lieu_porte_sa_carte(
    page_surveillee: Page, axe: Callable[[Page], None]
) -> None:
    page = page_surveillee
    page.goto("/territoires/commune/83126/")
    expect(page.get_by_role("img", name="Carte : La Seyne-sur-Mer")).to_be_visible()
    axe(page)


def _poids(requete: Request) -> int:
    """Over the wire: the proxy compresses what is made for each request, the page and the GeoJSON;
    what WhiteNoise serves comes compressed."""
    tailles = requete.sizes()
    corps = tailles["responseBodySize"]
    if "/static/" not in requete.url:
        reponse = requete.response()
        assert reponse is not None
        corps = min(corps, len(gzip.compress(reponse.body(), 5)))
    return corps + tailles["responseHeadersSize"]


def test_la_page_de_la_carte_pese_moins_de_160_ko(page_surveillee: Page) -> None:
    page = page_surveillee
    requetes: list[Request] = []
    page.on("requestfinished", lambda requete: requetes.append(requete))
    page.goto("/carte/", wait_until="networkidle")
    expect(page.get_by_role("application")).to_be_visible()
    poids = {requete.url: _poids(requete) for requete in requetes}
    assert any("leaflet" in url for url in poids)
    assert sum(poids.values()) <= POIDS_MAX, poids
