"""The real explainers: every page answers, nothing is missing, every acronym opens."""

import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from dispositifs.models import Explication, Terme
from tests.lecture import texte

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]
COMPARES = "asv,cls,clsm,cpts,dac,contrat-de-ville"
CODES = [*COMPARES.split(","), "mediation-sante", "msp", "plsp"]
PAGES = [
    "/comprendre/",
    *(f"/comprendre/{code}/" for code in CODES),
    "/comprendre/comparer/",
    f"/comprendre/comparer/?types={COMPARES}",
    "/comprendre/chronologie/",
    "/comprendre/chronologie/?type=cls",
    "/comprendre/glossaire/",
    "/comprendre/par-ou-commencer/",
    "/comprendre/par-ou-commencer/?besoin=cls&territoire=commune-83126",
]


@pytest.mark.parametrize("adresse", PAGES)
def test_chaque_page_repond_et_rien_n_y_manque(client: Client, adresse: str) -> None:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert "introuvable" not in page
    assert "[[" not in page
    assert "\ue000" not in page


def test_chaque_lien_de_ces_pages_repond(client: Client) -> None:
    """Links to pages: files have their own tests."""
    liens: set[str] = set()
    for adresse in PAGES:
        page = client.get(adresse).content.decode()
        liens |= set(re.findall(r'href="(/[^"#?]*/)["#?]', page))
    assert {lien: client.get(lien).status_code for lien in liens} == dict.fromkeys(liens, 200)


@pytest.mark.parametrize("adresse", PAGES)
def test_chaque_renvoi_a_sa_note_et_chaque_note_est_appelee(client: Client, adresse: str) -> None:
    page = client.get(adresse).content.decode()
    appels = set(re.findall(r'href="#(source-\d+|remarque-\w)"', page))
    notes = set(re.findall(r'id="(source-\d+|remarque-\w)"', page))
    assert appels == notes


@pytest.mark.parametrize("code", CODES)
def test_chaque_sigle_d_une_fiche_s_ouvre_une_fois_avant_tout_autre_emploi(
    client: Client, code: str
) -> None:
    """Read the texts of the page in order, links' titles aside: an opened acronym comes first."""
    fiche = Explication.objects.select_related("type").get(type=code)
    reponse = client.get(f"/comprendre/{code}/")
    contexte = reponse.context
    textes = [p.html for p in [*contexte["points"], *contexte["parties"]]]
    html = contexte["chapo"] + "".join(textes)
    sans_liens = re.sub(r'<a href="/.*?</a>(?! \()', " ", html)
    lu = strip_tags(sans_liens)
    for terme in Terme.objects.exclude(developpe=""):
        emplois = list(re.finditer(rf"(?<![\w-]){re.escape(terme.sigle)}(?![\w-])", lu))
        if emplois and terme.sigle != fiche.type.sigle:
            suite = lu[emplois[0].end() :]
            avant = lu[: emplois[0].start()]
            assert suite.startswith((" (", "\u00a0:")) or avant.endswith("("), terme.sigle
            assert html.count(f"<abbr>{terme.sigle}</abbr>") <= 1


def test_deux_comptes_de_cls_se_contredisent_cote_a_cote(client: Client) -> None:
    """Seed 003 says « près de 400 », seed 002 says 305: both stand, both say so."""
    page = texte(client.get("/comprendre/cls/"))
    assert re.search(r"\(deux sources, deux comptes\) 305.{0,99}deux comptes\) environ 400", page)


def test_aucune_case_de_la_comparaison_n_est_sans_source(client: Client) -> None:
    page = client.get(f"/comprendre/comparer/?types={COMPARES}").content.decode()
    cases = re.findall(r'<td role="cell" data-label=.*?</td>', page, re.DOTALL)
    assert len(cases) == 6 * 12
    assert [case for case in cases if 'href="#source-' not in case] == []


def test_chaque_sigle_a_une_place_a_lui_dans_le_glossaire(client: Client) -> None:
    page = client.get("/comprendre/glossaire/").content.decode()
    ancres = re.findall(r'<div id="(sigle-[^"]+)"', page)
    assert len(ancres) == len(set(ancres)) == Terme.objects.count()
    assert set(re.findall(r'href="/comprendre/glossaire/#([^"]+)"', page)) <= set(ancres)


def test_la_recherche_trouve_une_fiche_par_ses_mots() -> None:
    fiche = Explication.objects.get(type="clsm")
    corps = fiche.texte_de_recherche().corps
    assert "[[" not in corps
    assert "**" not in corps
    assert "psychiatrie" in corps
