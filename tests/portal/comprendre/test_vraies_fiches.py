"""The real explainers, loaded once: every page answers, nothing is missing, every acronym opens."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from bibliographie.chargement.catalogue import Chargeur as ChargeurDuCatalogue
from dispositifs.chargement import Chargeur, Fichier, lire
from dispositifs.models import Explication, Terme
from territoires.models import Territoire
from tests.bibliographie.conftest import fichiers
from tests.fabriques import MILLESIME, registre, scene
from tests.lecture import texte

# The load takes seconds: one worker does it for the whole module.
pytestmark = pytest.mark.xdist_group("vraies_fiches")

MOTS_UTILES = {"source", "sources", "chiffres"}
FIXTURES = settings.BASE_DIR / "fixtures"
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
NOMS = {"region-84": "Auvergne-Rhône-Alpes", "region-75": "Nouvelle-Aquitaine"}


def _a_charger() -> list[Fichier]:
    """The explainers' files, and what the register's own files count."""
    registre = lire(FIXTURES / "registre")
    comptes = [
        replace(f, contenu={m: v for m, v in f.contenu.items() if m in MOTS_UTILES})
        for f in registre
    ]
    return comptes + lire(FIXTURES / "comprendre")


def _lieux_nommes(a_charger: list[Fichier]) -> set[str]:
    """Every place that a figure or a notice names."""
    chiffres = {
        str(chiffre.get("territoire") or "pays-FR")
        for fichier in a_charger
        for chiffre in fichier.contenu.get("chiffres") or []
    }
    return chiffres | {
        reference
        for fichier in fichiers()
        for notice in fichier.contenu.get("notices") or []
        for reference in notice.get("territoires") or []
    }


def _tout_charger() -> None:
    presents, a_charger = registre().lieux, _a_charger()
    lieux = []
    for reference in sorted(_lieux_nommes(a_charger) - set(presents)):
        echelle, _, code = reference.partition("-")
        nom = NOMS.get(reference, f"Lieu {code}")
        lieux.append(Territoire(echelle=echelle, code=code, nom=nom, millesime=MILLESIME))
        lieux[-1].preparer()
    Territoire.objects.bulk_create(lieux)
    Chargeur(a_charger).charger()
    ChargeurDuCatalogue(list(fichiers())).charger()


@pytest.fixture(scope="module", name="_charge")
def _charge(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from scene(django_db_blocker, _tout_charger)


@pytest.fixture(autouse=True)
def charge(_charge: None, db: None) -> None:
    """The real texts, figures, terms and notices."""


@pytest.mark.parametrize("adresse", PAGES)
def test_chaque_page_repond_et_rien_n_y_manque(client: Client, adresse: str) -> None:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert "introuvable" not in page
    assert "[[" not in page
    assert "\ue000" not in page


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
    html = contexte["chapo"] + "".join(p.html for p in contexte["parties"])
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
