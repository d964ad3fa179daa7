"""The register against its source, statement by statement: where, by whom, since when, how run.

Typed from the source (Fabrique Territoires Santé, March 2018), passage by passage: what differs
is wrong on one side. Statuts, absences of coordination and the main counts are in
`test_fixtures_registre.py`; here is everything else that a row states.
"""

import csv
import re
from collections import defaultdict
from typing import Any

import pytest

from tests.dispositifs.chargement.test_fixtures_registre import TERRITOIRES, lignes, lire

# type, place of the record, then what the source says besides: « porteur » (« ? » when only the
# scale is said), « c » the coordination (« ? » when it is said for all the ASV at once), « g » the
# generation, « a » the years, « p » the part that is said, « + » the links.
DISPOSITIFS = """
asv epci-200071751 c=dediee +articule-avec:cls-bourg-en-bresse-2
cls commune-01053 g=2 c=dediee p=entiere +s-appuie-sur:asv-bourg-en-bresse-agglomeration
    +articule-avec:contrat-de-ville-bourg-en-bresse-2015
clsm epci-200071751 c=dediee
mediation-sante commune-01053 p=partielle
asv epci-243800604 porteur=agglo-porte-de-l-isere?
cls commune-38053 porteur=commune-de-bourgoin-jallieu
clsm epci-243800604
mediation-sante epci-243800604 p=partielle
asv commune-38169 porteur=commune-de-fontaine? c=partagee +coordination-partagee:clsm-fontaine
cls commune-38169
clsm commune-38169 c=partagee
mediation-sante commune-38169 p=partielle
asv epci-244200770 porteur=commune-de-saint-etienne c=en-recrutement p=partielle
cls commune-42218 p=entiere
cls epci-244200770
clsm epci-244200770
mediation-sante commune-42218 p=partielle
asv epci-200035731 porteur=roannais-agglomeration? c=dediee
cls epci-200035731 g=2 a=2016-2020 c=en-place
clsm epci-200035731 porteur=roannais-agglomeration?
mediation-sante epci-200035731 porteur=roannais-agglomeration? p=partielle
asv commune-63113 porteur=mutualite-francaise
cls commune-63113 porteur=commune-de-clermont-ferrand a=2016-2018 c=dediee
clsm commune-63113 p=entiere
asv commune-69123 porteur=commune-de-lyon c=en-place p=partielle
cls commune-69123 porteur=commune-de-lyon
clsm commune-69123 c=en-place
mediation-sante commune-69123 p=partielle
asv commune-69266 +absorbe-par:cls-villeurbanne
cls commune-69266
asv commune-69149 p=partielle
asv epci-200069110 porteur=pole-de-sante-73
cls commune-73065 a=2015-2018 p=entiere
clsm epci-200069110
mediation-sante epci-200069110 porteur=pole-de-sante-73 p=partielle
asv epci-200040590
asv commune-26362 +absorbe-par:cls-valence
cls commune-26362
cls epci-240100750
cls epci-200068997
cls epci-241500230
cls epci-200070712
cls epci-200065886
cls epci-200071363
mediation-sante commune-74042 p=partielle
mediation-sante commune-74081 p=partielle
mediation-sante epci-200085751 p=partielle
mediation-sante commune-26325 p=partielle
mediation-sante commune-07019 p=partielle
mediation-sante commune-07319 p=partielle
mediation-sante commune-26198 p=partielle
mediation-sante commune-07010 p=partielle
msp commune-38151
asv commune-16015
asv commune-17300
asv commune-86066
asv commune-86194
asv commune-79191
asv epci-244000808
asv commune-16374 porteur=aspros
cls epci-243300316 porteur=bordeaux-metropole? p=entiere
asv commune-33063 porteur=commune-de-bordeaux?
asv commune-33522
asv commune-33162
asv epci-200070092 +articule-avec:contrat-de-ville-libournais-2015
asv commune-06152 c=en-place?
asv commune-06004 c=en-place?
asv commune-06069 c=en-place?
cls commune-06069
asv commune-06033
clsm commune-06033 c=aucune
asv commune-83126 c=en-place? +integre-a:contrat-de-ville-toulon-provence-mediterranee-2015
    +integre-a:cls-la-seyne-sur-mer +articule-avec:clsm-la-seyne-sur-mer
cls commune-83126 c=non-dediee
clsm commune-83126
cls commune-83137 c=non-dediee
asv commune-04070 c=en-place?
cls commune-05023
asv commune-84007 porteur=agglomeration-d-avignon c=en-place? +a-donne-naissance-a:plsp-avignon
plsp commune-84007 +articule-avec:contrat-de-ville-grand-avignon-2015
asv commune-84035 porteur=ccas-de-cavaillon? c=en-place?
asv commune-84003 c=aucune
cls commune-84003 c=non-dediee
asv commune-13055 porteur=metropole-aix-marseille-provence c=en-place?
asv commune-13055 porteur=metropole-aix-marseille-provence c=en-place?
asv commune-13055 porteur=metropole-aix-marseille-provence c=en-place?
asv commune-13055 porteur=metropole-aix-marseille-provence c=en-place?
cls commune-13055 c=non-dediee
msp commune-13055
asv commune-13056 porteur=metropole-aix-marseille-provence c=en-place?
cls commune-13056 c=non-dediee
asv commune-13117 c=aucune
asv commune-13005 c=aucune
"""

# Places cited with a contrat de ville, and whether the source says the scale it is held at.
CONTRATS = """
epci-200071751 epci-243800604 epci-200040715 epci-244200770 epci-200035731 epci-246300701
epci-200046977 epci-200069110 epci-240100750 epci-200068997 epci-241500230 epci-200070712
epci-200065886 epci-200071363 commune-74042 commune-74081 epci-200085751 commune-26325
commune-07019 commune-07319 commune-26198 commune-07010 epci-200070092!
"""

# « n’existe plus », « a disparu », « ni ASV, ni CLS, ni CLSM », « uniquement d’un CLS ».
ABSENCES = {
    "departement-05": "asv cls clsm", "commune-06033": "asv", "commune-05023": "cls",
    "commune-06069": "cls", "commune-06004": "contrat-de-ville", "epci-200040590": "asv",
    "epci-246300701": "mediation-sante",
    **dict.fromkeys(
        ["epci-240100750", "epci-200068997", "epci-241500230", "epci-200070712",
         "epci-200065886", "epci-200071363"],
        "asv clsm",
    ),
    **dict.fromkeys(
        ["commune-74042", "commune-74081", "epci-200085751", "commune-26325", "commune-07019",
         "commune-07319", "commune-26198", "commune-07010"],
        "asv cls clsm",
    ),
}  # fmt: skip

# Where two passages contradict each other: every record that the contradiction touches says so.
DESACCORDS = {
    "cls-fontaine": "finalisation",  # counted among those that hold a CLS
    "asv-saint-etienne-metropole": "Vallées du Gier",  # another source, another perimeter
    **dict.fromkeys(["asv-valbonne", "asv-antibes", "asv-grasse"], "six ASV"),  # then seven
    "asv-la-seyne-sur-mer": "deux",  # one ASV in the Var, then two
    "cls-toulon": "ne nomme aucun ASV à Toulon",  # every CLS stands on an ASV
    **dict.fromkeys(["asv-avignon", "asv-cavaillon"], "trois ASV"),  # then one
    "asv-apt": "trois ASV",
    "asv-martigues": "Port",
    **dict.fromkeys(["asv-vitrolles", "asv-aubagne"], "tous animés"),
}  # fmt: skip

# Every figure of the document, in the order of its pages: « scope subject value ».
CHIFFRES = """
pays-FR asv-recenses ~220 | pays-FR cls-recenses 305 | pays-FR cls-par-porteur 50 21 15
pays-FR cls-sur-territoire-prioritaire 50 | pays-FR qpv-couverts-par-un-cls 474
pays-FR territoires-ruraux-couverts-par-un-cls 43 | pays-FR clsm-recenses 200
region-84 contrats-de-ville 45 | region-84 cls-recenses 27 | region-84 cls-avec-qpv 19
region-84 asv-recenses 27 | region-84 clsm-recenses 25 | region-84 asv-par-ancienne-region 25 2
region-84 cls-par-ancienne-region 15 | region-84 mediation-sante-territoires 26
region-84 mediation-sante-appels-a-projets 2 | region-84 collectivites-cumulant-asv-cls-clsm 8
region-84 collectivites-cumulant-aussi-la-mediation 7
region-84 sites-sans-demarche-candidats-mediation 8
region-75 contrats-de-ville 26 | region-75 cls-recenses 35 | region-75 asv-recenses 20
region-75 clsm-recenses 15
region-93 contrats-de-ville 30 | region-93 asv-recenses 23 | region-93 cls-recenses 5
region-93 asv-hors-politique-de-la-ville 1 | region-93 asv-en-territoire-de-veille 1
region-93 clsm-recenses 14 | departement-05 habitants-du-qpv ~1500
region-93 contrats-de-ville-par-combinaison 7 0 0 1 0 4 4 14
region-93 asv-coordonnes 23 | departement-06 asv-recenses 6 7
departement-06 habitants-du-qpv ~1500
departement-83 asv-recenses 1 2 | departement-04 asv-recenses 1 1 | departement-84 asv-recenses 3 1
departement-13 asv-recenses 12 | departement-13 asv-non-coordonnes 2
epci-200054807 asv-coordonnes 9 | commune-13055 asv-recenses 4
pays-FR experiences-relues 27 | pays-FR experiences-territoires-urbains 90
pays-FR experiences-en-qpv ~50 | pays-FR experiences-par-niveau 63 30 7
pays-FR experiences-avec-asv 67 | pays-FR experiences-avec-ville 83
pays-FR experiences-multi-financees 67 | pays-FR experiences-financeurs-en-volume 54 50 ~33 21
pays-FR experiences-actions-financees 48 44 30 18 | pays-FR experiences-autres-politiques 18
pays-FR experiences-politiques-de-sante 70 | pays-FR experiences-duree 2 19 6.5 4.5
"""
DATES_A_PART = {
    "france-cls-2017-09": "2017-09", "france-clsm-2017": "2017-12",
    **dict.fromkeys(
        ["france-cls-porteurs-communes-2017", "france-cls-porteurs-communautes-de-communes-2017",
         "france-cls-porteurs-pays-2017", "france-cls-territoire-prioritaire-2017",
         "france-cls-qpv-2017", "france-cls-territoires-ruraux-2017"],
        "2017",
    ),
}  # fmt: skip


def dire(d: dict[str, Any]) -> str:
    """What a record states, in the shorthand of the list above."""
    mots = [d["type"], d["lieu"]]
    if d.get("porteur"):
        mots.append(f"porteur={d['porteur']}{'?' if d.get('porteur_deduit') else ''}")
    if d.get("generation"):
        mots.append(f"g={d['generation']}")
    if d.get("debut") or d.get("fin"):
        mots.append(f"a={d['debut']}-{d['fin']}")
    for c in d.get("coordinations", []):
        mots.append(f"c={c['etat']}{'?' if c.get('deduit') else ''}")
    principal = next(p for p in d["perimetre"] if p["territoire"] == d["lieu"])
    if principal["part"] != "non-precisee":
        mots.append(f"p={principal['part']}")
    for lien in d.get("articulations", []):
        mots.append(f"+{lien['nature']}:{lien['dispositif']}")
    return " ".join(mots)


def du_document(rubrique: str) -> list[dict[str, Any]]:
    """The rows that this source gives."""
    return [x for x in lignes(rubrique) if x.get("source", "fts-2018") == "fts-2018"]


def test_chaque_dispositif_dit_ce_que_dit_la_source_et_rien_de_plus() -> None:
    attendus = DISPOSITIFS.replace("\n    ", " ").strip().split("\n")
    assert sorted(dire(d) for d in lignes("dispositifs")) == sorted(attendus)


def test_les_lieux_en_plus_sont_ceux_que_nomme_la_source() -> None:
    """« ASV Martigues Port de Bouc » is the only scheme of two named places."""
    autres = {
        d["cle"]: [p["territoire"] for p in d["perimetre"] if p["territoire"] != d["lieu"]]
        for d in lignes("dispositifs")
        if len(d["perimetre"]) > 1
    }
    assert autres == {"asv-martigues": ["commune-13077"]}


def test_les_contrats_de_ville_sont_ceux_des_lieux_cites() -> None:
    contrats = lignes("contrats")
    tenus = {c["cle"]: p for c in contrats for p in c["perimetre"]}
    cites = {f"{p['territoire']}{'!' * (p['part'] == 'entiere')}" for p in tenus.values()}
    assert cites == set(CONTRATS.split())
    assert len(cites) == len(tenus) == len(contrats)
    assert {c["generation_nommee"] for c in contrats} == {"2015-2023"}
    deduits = {c["cle"] for c in contrats if c["etapes"][0].get("deduit")}
    assert all(p.get("precision") or cle in deduits for cle, p in tenus.items())
    # Named by the source: Bourg, the Libournais, and the eight small sites.
    assert len(contrats) - len(deduits) == 2 + 8


def test_les_contrats_de_la_seyne_et_d_avignon_sont_ceux_de_leurs_agglomerations() -> None:
    """The paper says « le contrat de ville » without its scale; the ANCT knows one for each."""
    dits = {
        d["lieu"]: e
        for d in lire("contrats-2015-2023")["dispositifs"]
        for e in d["etapes"]
        if e.get("source") == "fts-2018"
    }
    assert {
        lieu: (e["statut"], e["date"], e["constat"]) for lieu, e in dits.items()
    } == dict.fromkeys(["epci-248300543", "epci-248400251"], ("actif", "2018-03", True))
    assert all("sans son échelle" in e["deduit"] for e in dits.values())


def test_les_absences_sont_toutes_celles_que_dit_la_source() -> None:
    dites: dict[str, list[str]] = defaultdict(list)
    for absence in lignes("absences"):
        assert absence["date"] == "2018-03"
        dites[absence["territoire"]].append(absence["type"])
    assert {lieu: " ".join(sorted(types)) for lieu, types in dites.items()} == ABSENCES


def test_les_contradictions_sont_dites_sur_chaque_fiche_concernee() -> None:
    dits = {d["cle"]: d["desaccord"] for d in lignes("dispositifs") if d.get("desaccord")}
    assert sorted(dits) == sorted(DESACCORDS)
    for cle, mots in DESACCORDS.items():
        assert mots in dits[cle], cle


def test_les_dates_sont_celles_de_la_source() -> None:
    """March 2018, but for what the source dates itself, all of it listed here."""
    autres = {
        (d["cle"], e["statut"], e["date"])
        for d in lignes("dispositifs")
        for e in d["etapes"]
        if (e["date"], e["constat"]) != ("2018-03", True)
    }
    sites = "bonneville cluses pays-roussillonnais saint-rambert-d-albon aubenas le-teil montelimar"
    assert autres == {
        ("cls-roannais-agglomeration-2", "actif", "2016"),
        ("cls-clermont-ferrand", "actif", "2016"),
        ("cls-chambery", "actif", "2015"),
        ("asv-villefranche-sur-saone", "termine", "2017"),
        ("asv-eysines", "actif", "2005"),
        *((f"mediation-sante-{s}", "en-projet", "2016") for s in [*sites.split(), "annonay"]),
    }
    coordinations = [c for d in lignes("dispositifs") for c in d.get("coordinations", [])]
    assert {c["date"] for c in coordinations} == {"2018-03"}


def test_chaque_chiffre_du_document_est_la_et_aucun_autre() -> None:
    attendus = defaultdict(list)
    for dit in re.split(r" \| |\n", CHIFFRES.strip()):
        lieu, sujet, *valeurs = dit.split()
        attendus[lieu, sujet] += valeurs
    trouves = defaultdict(list)
    for c in du_document("chiffres"):
        valeur = f"{'~' * c['approximatif']}{c['valeur']}"
        trouves[c.get("territoire", "pays-FR"), c["sujet"]].append(valeur)
    assert {cle: sorted(v) for cle, v in trouves.items()} == {
        cle: sorted(v) for cle, v in attendus.items()
    }


def test_chaque_chiffre_du_document_porte_sa_date() -> None:
    autres = {c["cle"]: c["date"] for c in du_document("chiffres") if c["date"] != "2018-03"}
    assert autres == DATES_A_PART


def test_chaque_passage_mene_a_une_partie_du_document() -> None:
    parties = (
        "ASV, CLS, CLSM, démarche territorialisée de santé", "Focus Auvergne Rhône-Alpes, ",
        "Focus Nouvelle Aquitaine, ", "Focus Provence Alpes Côte d’Azur, ",
        "Revue des productions de la Fabrique",
    )  # fmt: skip
    rubriques = ("contrats", "dispositifs", "absences", "chiffres")
    for ligne in (x for rubrique in rubriques for x in du_document(rubrique)):
        assert ligne["passage"].startswith(parties), ligne["passage"]
    graphique = [
        c["passage"]
        for c in du_document("chiffres")
        if c["sujet"] == "contrats-de-ville-par-combinaison"
    ]
    assert all(passage.endswith("p.\u00a014") for passage in graphique)


def test_chaque_commune_porte_le_nom_que_dit_sa_fiche() -> None:
    with (TERRITOIRES / "communes.csv").open(encoding="utf-8-sig", newline="") as liste:
        noms = {f"commune-{x['code']}": x["nom"] for x in csv.DictReader(liste)}
    # Pierre-Bénite is, since 2024, a part of Oullins-Pierre-Bénite.
    noms["commune-69149"] = noms["commune-69149"].removeprefix("Oullins-")
    for d in lignes("dispositifs"):
        if d["lieu"] in noms:
            nom = noms[d["lieu"]].removeprefix("Le ").replace("'", "’")
            assert re.search(rf"\b{nom}( \(\d sur 4\))?$", d["nom"]), d["nom"]


@pytest.mark.parametrize(
    ("fichier", "region"),
    [
        ("auvergne-rhone-alpes", "84"),
        ("nouvelle-aquitaine", "75"),
        ("provence-alpes-cote-d-azur", "93"),
    ],
)
def test_chaque_lieu_est_dans_sa_region(fichier: str, region: str) -> None:
    """Fontaine is the one of the Isère, Valence that of the Drôme: never a namesake elsewhere."""
    departements = {
        "84": "01 03 07 15 26 38 42 43 63 69 73 74",
        "75": "16 17 19 23 24 33 40 47 64 79 86 87",
        "93": "04 05 06 13 83 84",
    }[region].split()
    lieux = {p["territoire"] for d in lire(fichier)["dispositifs"] for p in d["perimetre"]}
    communes = {lieu.removeprefix("commune-") for lieu in lieux if lieu.startswith("commune-")}
    assert sorted(c for c in communes if c[:2] not in departements) == []
