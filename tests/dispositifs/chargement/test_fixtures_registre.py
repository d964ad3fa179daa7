"""The first register says what its source says: no place forgotten, no figure changed.

Plain YAML reading, no model: these files must be right before any importer reads them.
The constants below were typed from the source (Fabrique Territoires Santé, March 2018).
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

RACINE = Path(__file__).resolve().parents[3]
REGISTRE = RACINE / "fixtures" / "registre"
TERRITOIRES = RACINE / "fixtures" / "territoires"
# What each official list names; the ended EPCI and the quartiers are official too.
LISTES = {
    "regions": "region", "departements": "departement", "epci": "epci", "epci_anciens": "epci",
    "communes": "commune", "qpv": "qpv",
}  # fmt: skip
FICHIERS = ("auvergne-rhone-alpes", "nouvelle-aquitaine", "provence-alpes-cote-d-azur", "france")

TYPES = {"asv", "cls", "clsm", "cpts", "dac", "msp", "mediation-sante", "plsp", "pta"}
STATUTS = {
    "en-reflexion", "en-projet", "en-elaboration", "actif", "en-renouvellement", "absorbe",
    "termine", "abandonne",
}  # fmt: skip
ETATS = {"dediee", "partagee", "en-place", "en-recrutement", "non-dediee", "aucune"}
PARTS = {"entiere", "partielle", "non-precisee"}
NATURES_DE_LIEN = {
    "volet-sante-de", "integre-a", "s-appuie-sur", "a-donne-naissance-a", "absorbe-par",
    "coordination-partagee", "articule-avec",
}  # fmt: skip
NATURES_D_ORGANISME = {
    "commune", "epci", "departement", "region", "etat", "ars", "association", "mutualite",
    "etablissement", "reseau", "autre",
}  # fmt: skip
DATE_PARTIELLE = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$")

# Every place that the source ties to a scheme, as it prints the place, with the statut of each
# scheme in March 2018 where it is not « actif » (Eysines is only known by its creation).
LIEUX = """
Bourg-en Bresse Agglomération: asv-bourg-en-bresse-agglomeration cls-bourg-en-bresse-2
  clsm-bourg-en-bresse-agglomeration mediation-sante-bourg-en-bresse
Agglo Porte de l’Isère: asv-porte-de-l-isere clsm-porte-de-l-isere mediation-sante-porte-de-l-isere
Bourgoin-Jallieu: cls-bourgoin-jallieu
Fontaine: asv-fontaine cls-fontaine=en-elaboration clsm-fontaine mediation-sante-fontaine
Saint-Étienne Métropole: asv-saint-etienne-metropole cls-saint-etienne-metropole=en-reflexion
  clsm-saint-etienne-metropole
Saint-Étienne: cls-saint-etienne mediation-sante-saint-etienne
Roannais Agglomération: asv-roannais-agglomeration cls-roannais-agglomeration-2
  clsm-roannais-agglomeration mediation-sante-roannais-agglomeration
Clermont Auvergne Métropole: asv-clermont-ferrand cls-clermont-ferrand clsm-clermont-ferrand
Lyon: asv-lyon cls-lyon clsm-lyon mediation-sante-lyon
Grand Chambéry: asv-grand-chambery cls-chambery clsm-grand-chambery mediation-sante-grand-chambery
Villefranche-sur-Saône: asv-villefranche-sur-saone=termine
Pierre-Bénite: asv-pierre-benite
Villeurbanne: asv-villeurbanne=absorbe cls-villeurbanne
Valence: asv-valence=absorbe cls-valence
Gex: cls-pays-de-gex
Arlysère: cls-arlysere
Bassin d’Aurillac: cls-bassin-d-aurillac
Thiers communauté: cls-thiers-communaute
Loire Forez: cls-loire-forez
Vichy Communauté: cls-vichy-communaute
Bonneville: mediation-sante-bonneville=en-projet
Cluses: mediation-sante-cluses=en-projet
Pays roussillonnais: mediation-sante-pays-roussillonnais=en-projet
Saint-Rambert-d'Albon: mediation-sante-saint-rambert-d-albon=en-projet
Aubenas: mediation-sante-aubenas=en-projet
Le Teil: mediation-sante-le-teil=en-projet
Montélimar: mediation-sante-montelimar=en-projet
Annonay: mediation-sante-annonay=en-projet
Échirolles: msp-echirolles=en-projet
Angoulême: asv-angouleme
La Rochelle: asv-la-rochelle
Niort: asv-niort
Châtellerault: asv-chatellerault
Poitiers: asv-poitiers
Bordeaux Métropole: cls-bordeaux-metropole=en-elaboration
Bordeaux: asv-bordeaux
Talence: asv-talence
Mont-de-Marsan: asv-mont-de-marsan-agglomeration
Soyaux: asv-soyaux
Libournais: asv-libournais=en-projet
Eysines: asv-eysines
Valbonne: asv-valbonne
Antibes: asv-antibes
Grasse: asv-grasse cls-grasse=termine
Carros: asv-carros=termine clsm-carros
La Seyne sur Mer: asv-la-seyne-sur-mer cls-la-seyne-sur-mer clsm-la-seyne-sur-mer
Toulon: cls-toulon
Dignes-les-Bains: asv-digne-les-bains
Briançon: cls-briancon=termine
Avignon: asv-avignon plsp-avignon=en-elaboration
Cavaillon: asv-cavaillon
Apt: asv-apt cls-apt
Marseille: asv-marseille-1 asv-marseille-2 asv-marseille-3 asv-marseille-4 cls-marseille
  msp-marseille=en-projet
Martigues, Port de Bouc: asv-martigues cls-martigues
Vitrolles: asv-vitrolles
Aubagne: asv-aubagne
"""

# Schemes that the source implies without stating them: the étape must give the reason.
DEDUITS = {
    "clsm-grand-chambery", "clsm-la-seyne-sur-mer", "cls-villeurbanne", "cls-valence",
    "mediation-sante-porte-de-l-isere", "mediation-sante-fontaine", "mediation-sante-lyon",
    "asv-angouleme", "asv-la-rochelle", "asv-niort", "asv-chatellerault", "asv-poitiers",
    "asv-mont-de-marsan-agglomeration", "asv-soyaux", "asv-talence", "asv-eysines",
}  # fmt: skip

# « Aucune coordination dédiée » for the five CLS; « plus de coordination » for the four others.
COORDINATIONS_MANQUANTES = {
    "cls-marseille": "non-dediee", "cls-martigues": "non-dediee", "cls-toulon": "non-dediee",
    "cls-la-seyne-sur-mer": "non-dediee", "cls-apt": "non-dediee",
    "asv-vitrolles": "aucune", "asv-aubagne": "aucune", "asv-apt": "aucune",
    "clsm-carros": "aucune",
}  # fmt: skip

# Provence-Alpes-Côte d’Azur: what the source counts, and what it names (the register can only
# hold the latter).
PACA_PUBLIES = {"asv": 23, "cls": 5, "clsm": 14}
PACA_NOMMES = {"asv": 15, "cls": 5, "clsm": 2}
PACA_COMBINAISONS = {
    "asv": 7, "cls": 0, "clsm": 0, "asv+cls": 1, "cls+clsm": 0, "asv+clsm": 4,
    "asv+cls+clsm": 4, "aucun": 14,
}  # fmt: skip
PACA_PREMIERE_SERIE = {"04": 1, "06": 6, "13": 12, "83": 1, "84": 3}
PACA_SECONDE_SERIE = {"04": 1, "06": 7, "83": 2, "84": 1}
REGIONS_PUBLIEES = {
    "region-84": {"contrats-de-ville": 45, "cls": 27, "asv": 27, "clsm": 25},
    "region-75": {"contrats-de-ville": 26, "cls": 35, "asv": 20, "clsm": 15},
    "region-93": {"contrats-de-ville": 30, "cls": 5, "asv": 23, "clsm": 14},
}

# Figures copied one by one from the three sources.
FIGURES = {
    "france-asv-2018-03": 220, "france-asv-2012": 258, "france-clsm-2017": 200,
    "france-contrats-de-ville-2015": 435, "france-qpv-2015": 1514,
    "france-qpv-habitants-2015": 5_500_000, "france-contrats-de-ville-avec-cls-2017": 134,
    "france-contrats-de-ville-avec-cls-qpv-2017": 474, "france-cls-territoires-ruraux-2017": 43,
    "france-asv-porteur-commune-2013": 54, "france-asv-financement-etat-2013": 45,
    "experiences-relues-2018-03": 27, "experiences-financeurs-ars-2018-03": 54,
    "experiences-actions-financees-organismes-sociaux-2018-03": 18,
    "experiences-duree-mediane-2018-03": 4.5, "aura-mediation-sante-territoires-2018-03": 26,
    "aura-cls-avec-qpv-2018-03": 19,
}  # fmt: skip


@cache
def lire(nom: str) -> dict[str, Any]:
    contenu: dict[str, Any] = yaml.safe_load((REGISTRE / f"{nom}.yaml").read_text("utf-8"))
    return contenu


def lignes(rubrique: str, *fichiers: str) -> list[dict[str, Any]]:
    """The rows of a list; « contrats » are those of the dispositifs that the others leave out."""
    liste = "dispositifs" if rubrique == "contrats" else rubrique
    toutes = [ligne for nom in fichiers or FICHIERS for ligne in lire(nom).get(liste, [])]
    if liste != "dispositifs":
        return toutes
    return [x for x in toutes if (x["type"] == "contrat-de-ville") == (rubrique == "contrats")]


def textes(valeur: object) -> Iterator[str]:
    if isinstance(valeur, dict):
        for contenu in valeur.values():
            yield from textes(contenu)
    elif isinstance(valeur, list):
        for contenu in valeur:
            yield from textes(contenu)
    elif isinstance(valeur, str):
        yield valeur


def references() -> set[str]:
    """Every territory that the register points to."""
    tous = lignes("dispositifs") + lignes("contrats")
    citees = {d["lieu"] for d in tous}
    citees |= {p["territoire"] for d in tous for p in d["perimetre"]}
    citees |= {a["territoire"] for a in lignes("absences")}
    citees |= {c["territoire"] for c in lignes("chiffres") if "territoire" in c}
    citees |= {o["territoire"] for o in lire("organismes")["organismes"] if "territoire" in o}
    return citees


def statut(dispositif: dict[str, Any]) -> str:
    return str(dispositif["etapes"][-1]["statut"])


@pytest.mark.parametrize("rubrique", ["contrats", "dispositifs", "chiffres"])
def test_a_key_names_one_row_only(rubrique: str) -> None:
    cles = Counter(ligne["cle"] for ligne in lignes(rubrique))
    assert [cle for cle, fois in cles.items() if fois > 1] == []
    assert [cle for cle in cles if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", cle)] == []


def test_every_source_cited_exists() -> None:
    sources = {s["cle"] for s in lire("sources")["sources"]}
    assert {lire(nom)["source"] for nom in FICHIERS} <= sources
    assert {c["source"] for c in lignes("chiffres") if "source" in c} <= sources


def test_every_organisme_cited_exists_and_has_a_known_nature() -> None:
    organismes = {o["cle"]: o for o in lire("organismes")["organismes"]}
    cites = {d["porteur"] for d in lignes("dispositifs") if "porteur" in d}
    for dispositif in lignes("dispositifs"):
        cites |= {c["organisme"] for c in dispositif.get("coordinations", []) if "organisme" in c}
    assert cites <= set(organismes)
    assert {o["nature"] for o in organismes.values()} <= NATURES_D_ORGANISME


def test_every_articulation_points_to_a_row_of_the_register() -> None:
    cles = {d["cle"] for d in lignes("dispositifs") + lignes("contrats")}
    cles |= {d["cle"] for d in lignes("contrats", "contrats-2015-2023")}
    for dispositif in lignes("dispositifs"):
        for lien in dispositif.get("articulations", []):
            assert lien["nature"] in NATURES_DE_LIEN
            assert lien["dispositif"] in cles, dispositif["cle"]


def test_every_territory_code_exists_in_the_official_lists() -> None:
    if not list(TERRITOIRES.glob("*.csv")):
        pytest.skip("fixtures/territoires/*.csv is not there yet: codes cannot be compared")
    connus = {"pays-FR"}
    for nom, echelle in LISTES.items():
        with (TERRITOIRES / f"{nom}.csv").open(encoding="utf-8-sig", newline="") as liste:
            connus.update(f"{echelle}-{x['code']}" for x in csv.DictReader(liste))
    assert sorted(references() - connus) == []


def test_words_come_from_the_closed_lists() -> None:
    for d in lignes("dispositifs"):
        assert d["type"] in TYPES, d["cle"]
        assert d["cle"].startswith(f"{d['type']}-"), d["cle"]
        assert {p["part"] for p in d["perimetre"]} <= PARTS, d["cle"]
        assert {e["statut"] for e in d["etapes"]} <= STATUTS, d["cle"]
        assert {c["etat"] for c in d.get("coordinations", [])} <= ETATS, d["cle"]
    assert {a["type"] for a in lignes("absences")} <= TYPES | {"contrat-de-ville"}
    assert {c["type"] for c in lignes("chiffres") if "type" in c} <= TYPES


def test_a_dispositif_is_filed_under_a_territory_of_its_perimeter() -> None:
    for d in lignes("dispositifs"):
        assert d["lieu"] in {p["territoire"] for p in d["perimetre"]}, d["cle"]


def test_every_etape_and_coordination_is_dated_and_in_order() -> None:
    for d in lignes("dispositifs"):
        assert d["etapes"], d["cle"]
        for rubrique in ("etapes", "coordinations"):
            dates = [ligne["date"] for ligne in d.get(rubrique, [])]
            assert all(isinstance(x, str) and DATE_PARTIELLE.match(x) for x in dates), d["cle"]
            assert dates == sorted(dates), d["cle"]
        assert {type(e["constat"]) for e in d["etapes"]} == {bool}, d["cle"]


def test_every_absence_and_figure_is_dated() -> None:
    for ligne in lignes("absences") + lignes("chiffres"):
        assert isinstance(ligne["date"], str), ligne
        assert DATE_PARTIELLE.match(ligne["date"]), ligne


def test_every_place_of_the_source_is_in_the_register_with_its_statuts() -> None:
    attendus = {}
    for lieu in LIEUX.replace("\n  ", " ").strip().split("\n"):
        for scheme in lieu.split(": ")[1].split():
            cle, _, etat = scheme.partition("=")
            attendus[cle] = etat or "actif"
    assert {d["cle"]: statut(d) for d in lignes("dispositifs")} == attendus


def test_what_is_deduced_says_why_and_nothing_else_is() -> None:
    deduits = {d["cle"] for d in lignes("dispositifs") if d["etapes"][-1].get("deduit")}
    # The eight sites are stated; only the year of their answer to the call is deduced.
    assert deduits - {c for c in deduits if c.startswith("mediation") and c not in DEDUITS} == (
        DEDUITS
    )
    assert len(deduits) == len(DEDUITS) + 8


def test_schemes_without_coordination_are_recorded_as_such() -> None:
    manquantes = {
        d["cle"]: d["coordinations"][-1]["etat"]
        for d in lignes("dispositifs")
        if d.get("coordinations") and d["coordinations"][-1]["etat"] in {"non-dediee", "aucune"}
    }
    assert manquantes == COORDINATIONS_MANQUANTES
    assert all(
        "desaccord" in d
        for d in lignes("dispositifs", "provence-alpes-cote-d-azur")
        if d["type"] == "asv" and COORDINATIONS_MANQUANTES.get(d["cle"]) == "aucune"
    )


def test_absences_are_those_that_the_source_states() -> None:
    par_territoire: dict[str, set[str]] = {}
    for absence in lignes("absences"):
        par_territoire.setdefault(absence["territoire"], set()).add(absence["type"])
    assert par_territoire["departement-05"] == {"asv", "cls", "clsm"}
    assert par_territoire["epci-246300701"] == {"mediation-sante"}
    assert par_territoire["commune-06004"] == {"contrat-de-ville"}
    cls_seul = [t for t, types in par_territoire.items() if types == {"asv", "clsm"}]
    sans_demarche = [t for t, types in par_territoire.items() if types == {"asv", "cls", "clsm"}]
    assert len(cls_seul) == 6  # Gex, Arlysère, Aurillac, Thiers, Loire Forez, Vichy
    assert len(sans_demarche) == 8 + 1  # the eight small sites, and the Hautes-Alpes


def test_paca_register_holds_what_the_source_names_and_never_more_than_it_counts() -> None:
    actifs = Counter(
        d["type"]
        for d in lignes("dispositifs", "provence-alpes-cote-d-azur")
        if statut(d) == "actif"
    )
    publies = {
        c["type"]: c["valeur"]
        for c in lignes("chiffres")
        if c.get("territoire") == "region-93" and c["sujet"].endswith("-recenses")
    }
    assert publies == PACA_PUBLIES
    assert {t: actifs[t] for t in PACA_NOMMES} == PACA_NOMMES
    assert all(PACA_NOMMES[t] <= PACA_PUBLIES[t] for t in PACA_NOMMES)


def test_paca_chart_has_its_thirty_contracts() -> None:
    publies = {
        c["modalite"]: c["valeur"]
        for c in lignes("chiffres")
        if c["sujet"] == "contrats-de-ville-par-combinaison"
    }
    assert publies == PACA_COMBINAISONS
    assert sum(publies.values()) == 30


def test_paca_departements_keep_their_two_series() -> None:
    series: dict[str, dict[str, int]] = {"1": {}, "2": {}}
    for c in lignes("chiffres", "provence-alpes-cote-d-azur"):
        if "-serie-" in c["cle"]:
            assert c["sujet"] == "asv-recenses"
            series[c["cle"][-1]][c["territoire"].removeprefix("departement-")] = c["valeur"]
    assert series == {"1": PACA_PREMIERE_SERIE, "2": PACA_SECONDE_SERIE}
    assert sum(PACA_PREMIERE_SERIE.values()) == PACA_PUBLIES["asv"]


@pytest.mark.parametrize("region", REGIONS_PUBLIEES)
def test_each_region_keeps_its_published_counts(region: str) -> None:
    comptes = {
        c["sujet"].removesuffix("-recenses"): c["valeur"]
        for c in lignes("chiffres")
        if c.get("territoire") == region
        and (c["sujet"].endswith("-recenses") or c["sujet"] == "contrats-de-ville")
    }
    assert comptes == REGIONS_PUBLIEES[region]


def test_the_two_national_counts_of_cls_are_both_kept() -> None:
    nationaux = {
        (c.get("source", "fts-2018"), c["date"], c["valeur"], c["approximatif"])
        for c in lignes("chiffres")
        if c["sujet"] == "cls-recenses" and "territoire" not in c
    }
    assert nationaux == {
        ("fts-2018", "2017-09", 305, False),
        ("de-quoi-parle-t-on", "2017", 400, True),
    }


@pytest.mark.parametrize("cle", FIGURES)
def test_a_figure_carries_over_exactly(cle: str) -> None:
    assert [c["valeur"] for c in lignes("chiffres") if c["cle"] == cle] == [FIGURES[cle]]


def test_the_doubtful_median_income_is_not_printed() -> None:
    # Seed 003 calls 11 250 euros « the median income »; it is most likely the 60 % threshold.
    assert 11250 not in [c["valeur"] for c in lignes("chiffres")]


def test_every_row_says_where_it_is_read() -> None:
    for rubrique in ("contrats", "dispositifs", "absences", "chiffres"):
        assert [x for x in lignes(rubrique) if not x.get("passage")] == []


def test_every_presentation_holds_in_three_sentences() -> None:
    for d in lignes("dispositifs"):
        phrases = re.split(r"(?<=[.!?])\s", d["presentation"].strip())
        assert 1 <= len(phrases) <= 3, d["cle"]


def test_names_elide_and_contract_their_article() -> None:
    for ligne in lignes("dispositifs") + lignes("contrats"):
        assert not re.search(r"\bde ([AEÉIOUY]|Les? )", ligne["nom"]), ligne["nom"]


def test_texts_follow_french_typography() -> None:
    for nom in (*FICHIERS, "organismes"):
        for texte in textes(lire(nom)):
            assert not re.search(r"'|« | »| [:;?!](\s|$)|\d %", texte), (nom, texte)
