"""What a first visit costs, and what it leaves: bytes, requests, cookies."""

from playwright.sync_api import Page, Request

POIDS_MAX = 60_000
REQUETES_MAX = 10


def _poids(requete: Request) -> int:
    tailles = requete.sizes()
    return tailles["responseBodySize"] + tailles["responseHeadersSize"]


def test_la_premiere_page_pese_moins_de_60_ko_en_dix_requetes(page_surveillee: Page) -> None:
    """An upper bound: the proxy compresses the HTML further."""
    requetes: list[Request] = []
    page_surveillee.on("requestfinished", lambda requete: requetes.append(requete))
    page_surveillee.goto("/", wait_until="networkidle")
    poids = {requete.url: _poids(requete) for requete in requetes}
    assert len(poids) <= REQUETES_MAX, poids
    assert sum(poids.values()) <= POIDS_MAX, poids


def test_un_lecteur_ne_recoit_aucun_cookie(page_surveillee: Page) -> None:
    for chemin in (
        "/",
        "/territoires/?q=toulon",
        "/dispositifs/?type=asv",
        "/bibliographie/?q=elus",
        "/bibliographie/24/",
        "/bibliographie/selections/guides-pour-agir-2022/",
        "/ma-selection/?n=1-2",
        "/recherche/?q=elus",
    ):
        page_surveillee.goto(chemin)
    assert page_surveillee.context.cookies() == []


def test_les_fichiers_de_presentation_sont_gardes_un_an_et_compresses(
    page_surveillee: Page,
) -> None:
    reponses = {}
    page_surveillee.on("response", lambda reponse: reponses.update({reponse.url: reponse}))
    page_surveillee.goto("/", wait_until="networkidle")
    feuilles = [reponse for adresse, reponse in reponses.items() if ".css" in adresse]
    assert feuilles
    for feuille in feuilles:
        entetes = feuille.headers
        assert "immutable" in entetes["cache-control"], entetes
        assert entetes["content-encoding"] in {"br", "gzip"}, entetes
