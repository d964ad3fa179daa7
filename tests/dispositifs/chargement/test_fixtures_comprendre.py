"""The explainers' files keep their promises: every key answers, every figure is a record.

The constants were typed from the five seeds (000 and 001: sélections of the CRES; 002: Fabrique
Territoires Santé, March 2018; 003: « De quoi parle-t-on ? »; 004: leaflet of the Plateforme ASV).
"""

import datetime
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dispositifs.chargement import Chargeur, lire
from dispositifs.comprendre.rendu import JETON, PAGES, chiffres_nus, jetons
from dispositifs.models import Rubrique, TexteReference
from territoires.models import Territoire
from tests.fabriques import MILLESIME, Registre
from tests.maison.typographie import fautes

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures"
COMPARES = {"asv", "cls", "clsm", "cpts", "dac", "contrat-de-ville"}
COURTS = {"mediation-sante", "msp", "plsp"}
FACULTATIVES = {"caracteristiques", "benefices"}
# Looked for, and not found: its explainer says so.
SANS_LOI = {"plsp"}
OFFICIELLE = re.compile(r"https?://([a-z-]+\.)*gouv\.fr/")
# Roman divisions of an article are no acronyms.
DIVISIONS = {"II", "III", "IV"}
SILENCES = {"Nos sources ne le disent pas.", "La loi ne le dit pas."}
# Words a sentence: the bound on the average of a file, and on the longest sentence.
MOYENNE_MAX, PHRASE_MAX = 15, 26

# Every figure of seeds 003 and 004, and of the national part of 002. Years, article numbers and
# the median income of seed 003 (most likely its 60 % threshold) are not figures to print.
CHIFFRES_DES_DOCUMENTS: dict[str, dict[str, float]] = {
    "de-quoi-parle-t-on": {
        "france-qpv-seuil-habitants-2015": 1000,
        "france-qpv-seuil-unite-urbaine-2015": 10_000,
        "france-qpv-seuil-revenu-2015": 60,
        "france-qpv-habitants-2015": 5_500_000,
        "france-qpv-2015": 1514,
        "france-qpv-communes-2015": 700,
        "france-contrats-de-ville-2015": 435,
        "france-cls-2017": 400,
        "france-contrats-de-ville-avec-cls-2017": 134,
        "france-contrats-de-ville-avec-cls-qpv-2017": 474,
    },
    "plateforme-asv-depliant": {
        "france-asv-2012": 258,
        "france-asv-porteur-commune-2013": 54,
        "france-asv-porteur-ccas-2013": 20,
        "france-asv-porteur-intercommunalite-2013": 11,
        "france-asv-porteur-association-2013": 8,
        "france-asv-echelle-communale-2013": 69,
        "france-asv-financement-etat-2013": 45,
        "france-asv-un-coordonnateur-2013": 55,
        "france-asv-demi-coordonnateur-2013": 22,
        "france-asv-capitalisation-2015": 50,
        "france-asv-experiences-valorisees-2015": 10,
    },
    "fts-2018": {
        "france-asv-2018-03": 220,
        "france-cls-2017-09": 305,
        "france-cls-porteurs-communes-2017": 50,
        "france-cls-porteurs-communautes-de-communes-2017": 21,
        "france-cls-porteurs-pays-2017": 15,
        "france-cls-territoire-prioritaire-2017": 50,
        "france-cls-qpv-2017": 474,
        "france-cls-territoires-ruraux-2017": 43,
        "france-clsm-2017": 200,
        "experiences-relues-2018-03": 27,
        "experiences-territoires-urbains-2018-03": 90,
        "experiences-en-qpv-2018-03": 50,
        "experiences-niveau-commune-2018-03": 63,
        "experiences-niveau-agglomeration-2018-03": 30,
        "experiences-niveau-departement-2018-03": 7,
        "experiences-avec-asv-2018-03": 67,
        "experiences-avec-ville-2018-03": 83,
        "experiences-multi-financees-2018-03": 67,
        "experiences-financeurs-ars-2018-03": 54,
        "experiences-actions-financees-ars-2018-03": 48,
        "experiences-financeurs-collectivites-2018-03": 50,
        "experiences-actions-financees-collectivites-2018-03": 44,
        "experiences-financeurs-ddcs-2018-03": 33,
        "experiences-actions-financees-ddcs-2018-03": 30,
        "experiences-coordination-payee-par-la-collectivite-2018-03": 100,
        "experiences-financeurs-organismes-sociaux-2018-03": 21,
        "experiences-actions-financees-organismes-sociaux-2018-03": 18,
        "experiences-autres-politiques-2018-03": 18,
        "experiences-politiques-de-sante-2018-03": 70,
        "experiences-duree-minimale-2018-03": 2,
        "experiences-duree-maximale-2018-03": 19,
        "experiences-duree-moyenne-2018-03": 6.5,
        "experiences-duree-mediane-2018-03": 4.5,
    },
}

# Every acronym that stands in the five seeds, as they print it. Surnames, headings in capitals and
# what addresses alone hold are not acronyms of the field.
SIGLES = """
3DS ACSÉ ADSP AFS AMF ANAP AP-HM AP-HP ARENES ARS ASProS ASV AVECsanté CA CACIS CAF CARSAT CCAS
CCOMS CELESTER CGET CLoterreS CLS CLSM CMP CMU CMU-C CNSA CoDES Copil COVID CPAM CPTH CPTS CRES CSL
CSLM CSP CV DAC DD DDASS DDCS DGOS DGS DOI DRDJSCS DREES DRJSCS DTS EHESP EPCI ESOP ESPT FACS FFMPS
GHT GIP HAS HCAAM HCSP HPST IGAS INPES IRDES IREPS IREV ISTS JORF LABERS LEH ML MSA MSP OCDE OMS ORS
PACA PACTeS PLSP PNNS PnrASV PPCS PPS PRAPS PRE ProDAS PRS PRS1 PRS2 PRSP PRU PTA QPV QSP RFST SA
SFSP SGCIV SSE TSN URPS VRAC
"""
# No source opens them, they are misprints, or they have two meanings: never opened by the site.
SANS_DEVELOPPE = {
    "ARENES", "ASProS", "CA", "CACIS", "CLoterreS", "CPTH", "CSL", "CSLM", "ESOP", "QSP", "SA",
}  # fmt: skip

# The timeline that an élu expects, and the day that the sources give.
TEXTES_ATTENDUS = {
    "civ-1999": "1999", "circulaire-2000-06-13": "2000-06-13", "loi-2004-08-09": "2004-08-09",
    "loi-2009-879": "2009-07-21", "referentiel-asv-2012": "2012-04-10", "avis-hcsp-2013": "2013",
    "loi-2014-173": "2014-02-21", "loi-2016-41": "2016-01-26",
    "instruction-2016-09-30": "2016-09-30", "loi-2019-774": "2019-07-24",
    "circulaire-2006-383": "2006-09-04", "decret-2021-03-18": "2021-03-18",
    "loi-2022-217": "2022-02-21", "circulaire-2023-08-31": "2023-08-31",
    "contrats-de-ville-2024": "2024", "instruction-2025-05-13": "2025-05-13",
}  # fmt: skip


@cache
def fichiers(dossier: str) -> dict[str, dict[str, Any]]:
    return {f.nom: f.contenu for f in lire(FIXTURES / dossier)}


def lignes(rubrique: str, *dossiers: str) -> list[dict[str, Any]]:
    """The rows of one list, each with the default source of its file."""
    return [
        {"source": contenu.get("source"), **ligne}
        for dossier in dossiers or ("comprendre",)
        for contenu in fichiers(dossier).values()
        for ligne in contenu.get(rubrique) or []
    ]


def cles(rubrique: str, *dossiers: str, champ: str = "cle") -> set[str]:
    return {ligne[champ] for ligne in lignes(rubrique, *dossiers)}


def explications() -> dict[str, dict[str, Any]]:
    """The explainer files, by type."""
    return {
        contenu["explication"]["type"]: contenu
        for contenu in fichiers("comprendre").values()
        if "explication" in contenu
    }


def textes_de(contenu: dict[str, Any]) -> Iterator[str]:
    """What a reader reads of one file."""
    yield from [contenu["explication"]["chapo"]] if "explication" in contenu else []
    for rubrique, champ in (
        ("parties", "texte"),
        ("reponses", "texte"),
        ("textes", "resume"),
        ("termes", "definition"),
    ):
        yield from (ligne[champ] for ligne in contenu.get(rubrique) or [] if ligne.get(champ))


def tous_les_textes() -> list[str]:
    return [t for contenu in fichiers("comprendre").values() for t in textes_de(contenu)]


def phrases(texte: str) -> Iterator[int]:
    """The number of words of each sentence; a called record counts for one word."""
    sans_jetons = JETON.sub("X", texte).replace("**", "")
    for ligne in sans_jetons.splitlines():
        for phrase in re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý«])", ligne.strip().removeprefix("- ")):
            mots = len(re.findall(r"[\w’'-]+", phrase))
            if mots:
                yield mots


# Keys


def test_every_record_that_a_text_calls_exists() -> None:
    connus = {
        "chiffre": cles("chiffres", "registre", "comprendre"),
        "type": cles("types", "registre", champ="code"),
        "texte": cles("textes"),
        "notice": cles("notices", "bibliographie"),
        "page": set(PAGES),
    }
    appeles = {genre: jetons("\n".join(tous_les_textes()), genre) for genre in connus}
    assert all(appeles.values())
    assert [cle for genre in connus for cle in sorted(appeles[genre] - connus[genre])] == []


def test_nothing_between_brackets_escapes_the_renderer() -> None:
    """A mistyped call (« [[chifre:…]] ») would be printed as it stands."""
    assert [t for t in tous_les_textes() if "[[" in JETON.sub("", t)] == []


def test_every_source_cited_exists() -> None:
    sources = cles("sources", "registre", "comprendre")
    cites = {s["source"] for p in lignes("parties") for s in p["sources"]}
    cites |= {ligne["source"] for r in ("chiffres", "reponses", "textes") for ligne in lignes(r)}
    cites |= {t["source"] for t in lignes("termes")} - {"usage"}
    assert sorted(cites - sources) == []


@pytest.mark.parametrize("rubrique", ["chiffres", "sources", "textes"])
def test_a_key_names_one_row_only(rubrique: str) -> None:
    toutes = [ligne["cle"] for ligne in lignes(rubrique, "registre", "comprendre")]
    assert sorted(cle for cle in set(toutes) if toutes.count(cle) > 1) == []
    assert [cle for cle in toutes if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cle)] == []


# Frame


def test_every_scheme_answers_every_question() -> None:
    criteres = cles("criteres")
    assert len(criteres) == 12
    assert sorted((r["type"], r["critere"]) for r in lignes("reponses")) == sorted(
        (type_, critere) for type_ in COMPARES for critere in criteres
    )


def test_an_answer_is_silent_when_and_only_when_it_says_so() -> None:
    muettes = {(r["type"], r["critere"]) for r in lignes("reponses") if r.get("silence")}
    disent = {(r["type"], r["critere"]) for r in lignes("reponses") if r["texte"] in SILENCES}
    assert muettes == disent


def test_each_full_explainer_keeps_the_whole_frame() -> None:
    assert set(explications()) == COMPARES | COURTS
    for type_ in COMPARES:
        rubriques = [p["rubrique"] for p in explications()[type_]["parties"]]
        assert set(Rubrique.values) - set(rubriques) <= FACULTATIVES, type_
        assert len(rubriques) == len(set(rubriques)), type_


def test_each_short_explainer_says_what_the_sources_leave_out() -> None:
    for type_ in COURTS:
        en_bref, *suite = explications()[type_]["parties"]
        assert en_bref["rubrique"] == "en-bref"
        assert "Nos sources ne disent pas" in en_bref["texte"], type_
        assert {"a-quoi-ca-sert", "liens-avec-les-autres", "ou-y-en-a-t-il"} <= {
            p["rubrique"] for p in suite
        }, type_


def test_every_part_says_where_it_was_read() -> None:
    assert [p["rubrique"] for p in lignes("parties") if not p["sources"]] == []


# Figures


@pytest.mark.parametrize("source", CHIFFRES_DES_DOCUMENTS)
def test_every_figure_of_the_document_is_a_record_with_its_date_and_source(source: str) -> None:
    chiffres = {c["cle"]: c for c in lignes("chiffres", "registre", "comprendre")}
    attendus = CHIFFRES_DES_DOCUMENTS[source]
    lus = {cle: chiffres[cle]["valeur"] for cle in attendus if cle in chiffres}
    assert lus == attendus
    assert {chiffres[cle]["source"] for cle in attendus} == {source}
    assert all(chiffres[cle]["date"] for cle in attendus)


def test_no_figure_is_written_in_a_text() -> None:
    assert [(t, chiffres_nus(t)) for t in tous_les_textes() if chiffres_nus(t)] == []


def test_what_was_not_confirmed_is_nowhere() -> None:
    valeurs = [c["valeur"] for c in lignes("chiffres", "registre", "comprendre")]
    assert 1609 not in valeurs  # total of the QPV: second-hand
    assert 11250 not in valeurs  # « median income » of seed 003


@pytest.mark.parametrize(
    ("article", "sources"),
    [
        ("article L1434-10", {"courrier-des-maires-cls"}),
        ("L6327-1", {"loi-2019-774-article-23", "dac-61-gouvernance", "csp-l6327-1"}),
    ],
)
def test_an_article_given_from_memory_is_printed_only_beside_a_text_that_confirms_it(
    article: str, sources: set[str]
) -> None:
    parties = [(p["texte"], {s["source"] for s in p["sources"]}) for p in lignes("parties")]
    cellules = [(r["texte"], {r["source"]}) for r in lignes("reponses")]
    cites = [citees for texte, citees in parties + cellules if article in texte]
    assert cites
    assert all(citees & sources for citees in cites)
    reste = [t for t in lignes("textes") if article in t["resume"]]
    assert reste == []


@pytest.mark.parametrize("type_", sorted((COMPARES | COURTS) - SANS_LOI))
def test_each_explainer_lists_an_official_text_with_its_address_and_the_day_it_was_read(
    type_: str,
) -> None:
    verifies = explications()[type_].get("verifies") or []
    adresses = {t["cle"]: t.get("url") or "" for t in lignes("textes")}
    assert {v["texte"] for v in verifies} <= set(adresses)
    assert any(OFFICIELLE.match(adresses[v["texte"]]) for v in verifies)
    # Read at its official address, or in a copy that is named.
    assert all(OFFICIELLE.match(adresses[v["texte"]]) or v.get("copie") for v in verifies)
    assert all(datetime.date.fromisoformat(v["lu_le"]) for v in verifies)


@pytest.mark.parametrize("type_", sorted(SANS_LOI))
def test_an_explainer_without_a_law_says_that_it_was_looked_for(type_: str) -> None:
    fiche = explications()[type_]
    assert not fiche.get("verifies")
    assert any("cherché une loi" in partie["texte"] for partie in fiche["parties"])


def test_no_law_or_decree_is_quoted_from_a_commercial_site() -> None:
    relais = ("doctrine.fr", "pappers.fr", "lemediasocial.fr")
    lois = [t for t in lignes("textes") if t["nature"] == "loi"]
    assert [t["cle"] for t in lois if any(r in (t.get("url") or "") for r in relais)] == []


def test_an_instruction_of_2016_discharges_nobody_of_a_law_of_2022() -> None:
    assert [t for t in tous_les_textes() if "en tient lieu" in t] == []


def test_the_thresholds_of_a_quartier_are_minima_as_in_the_decree() -> None:
    seuils = {c["sujet"]: c for c in lignes("chiffres", "registre")}
    for sujet in ("qpv-seuil-habitants", "qpv-seuil-unite-urbaine"):
        assert "au moins" in seuils[sujet]["libelle"]
        assert "n° 2014-767" in seuils[sujet]["note"]


def test_figures_that_make_a_whole_add_up() -> None:
    v = {c["cle"]: c["valeur"] for c in lignes("chiffres")}
    departements = ("alpes-de-haute-provence", "hautes-alpes", "alpes-maritimes")
    alpes = [f"{nom}-qpv-2024" for nom in departements]
    reste = ["bouches-du-rhone-qpv-2024", "var-et-vaucluse-qpv-2024"]
    assert sum(v[cle] for cle in alpes + reste) == v["paca-qpv-2024"] == 135
    evolutions = [c["valeur"] for c in lignes("chiffres") if c["sujet"].startswith("qpv-hexagone-")]
    assert sum(evolutions) == v["france-qpv-hexagone-2024"] == 1362
    communes = [c for c in lignes("chiffres") if c["sujet"] == "communes"]
    assert sum(c["valeur"] for c in communes) == 2 * v["paca-communes-2026"] == 2 * 946
    natures = [c["valeur"] for c in lignes("chiffres") if c["sujet"] == "epci-par-nature"]
    assert sum(natures) == v["paca-epci-2026"] == 52


def test_shares_that_do_not_line_up_are_kept_side_by_side() -> None:
    parts = [c for c in lignes("chiffres") if c["sujet"] == "cpts-population-couverte"]
    assert {(c["date"], c["valeur"]) for c in parts} == {("2024-02-01", 84), ("2025-05", 81)}
    assert all("ne s’accordent pas" in c["note"] for c in parts)


# Timeline


def test_the_timeline_holds_the_texts_that_an_elu_expects() -> None:
    dates = {t["cle"]: t["date"] for t in lignes("textes")}
    assert {cle: dates.get(cle) for cle in TEXTES_ATTENDUS} == TEXTES_ATTENDUS
    assert min(dates.values()) == "1999"
    assert {t["nature"] for t in lignes("textes")} <= set(TexteReference.Nature.values)
    assert {type_ for t in lignes("textes") for type_ in t["types"]} >= COMPARES


# Words


def test_every_acronym_of_the_documents_is_in_the_glossary() -> None:
    termes = {t["sigle"]: t for t in lignes("termes")}
    assert sorted(set(SIGLES.split()) - set(termes)) == []
    assert len(lignes("termes")) == len(termes)
    assert {s for s, t in termes.items() if not t["developpe"]} == SANS_DEVELOPPE
    assert all(termes[sigle]["note"] for sigle in SANS_DEVELOPPE)


def test_no_text_uses_an_acronym_that_the_site_cannot_open() -> None:
    ouverts = {t["sigle"] for t in lignes("termes") if t["developpe"]}
    textes = [t for contenu in explications().values() for t in textes_de(contenu)]
    textes += [r["texte"] for r in lignes("reponses")]
    employes = {
        mot
        for texte in textes
        for mot in re.findall(r"(?<![\w-])[A-ZÀ-Ý]{2,}[A-Za-z-]*(?![\w])", JETON.sub("", texte))
    }
    assert sorted(employes - ouverts - DIVISIONS) == []
    assert {"ARS", "QPV", "HPST"} <= employes


@pytest.mark.parametrize("nom", sorted(fichiers("comprendre")))
def test_sentences_are_short(nom: str) -> None:
    longueurs = [n for texte in textes_de(fichiers("comprendre")[nom]) for n in phrases(texte)]
    assert sum(longueurs) <= MOYENNE_MAX * len(longueurs)
    assert max(longueurs, default=0) <= PHRASE_MAX


def test_texts_follow_french_typography() -> None:
    assert [faute for texte in tous_les_textes() for faute in fautes(texte)] == []


# Loading


def test_the_files_load_and_a_second_load_adds_nothing(registre: Registre) -> None:
    for code, nom in (("04", "Alpes-de-Haute-Provence"), ("06", "Alpes-Maritimes")):
        departement = Territoire(echelle="departement", code=code, nom=nom, millesime=MILLESIME)
        departement.preparer()
        departement.save()
    sources = [f for f in lire(FIXTURES / "registre") if f.nom == "sources.yaml"]
    a_charger = sources + lire(FIXTURES / "comprendre")

    premier = Chargeur(a_charger).charger()
    second = Chargeur(a_charger).charger()

    assert premier.ajoutes["réponses de la comparaison"] == len(COMPARES) * 12
    assert premier.ajoutes["explications"] == len(COMPARES | COURTS)
    assert premier.ajoutes["termes du glossaire"] == len(lignes("termes"))
    assert not +second.ajoutes
