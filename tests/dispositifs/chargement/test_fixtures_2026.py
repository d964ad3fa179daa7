"""The register of 2026 says what its lists say: 70 CPTS, nine DAC, 24 and 30 contrats de ville.

Plain reading of the files, no model. The tables below were counted on the lists themselves
(ARS, January 2026; network of the DAC, 2023; ANCT, May 2023 and March 2026).
"""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml

from tests.dispositifs.chargement.test_fixtures_registre import RACINE, TERRITOIRES, lire, textes

FICHIERS = ("cpts-2026", "dac-2023", "contrats-2015-2023", "contrats-2024-2030")
BIBLIOGRAPHIE = RACINE / "fixtures" / "bibliographie"
PACA = ("04", "05", "06", "13", "83", "84")

# Each CPTS, and how many communes or arrondissements the list gives it.
CPTS = """
actes-sante=3 activ-sante-marseille-4-5=2 aix-sainte-victoire=6 alpes-bleone-durance=44
antipolis=2 buech-devoluy=57 cerebellum-pays-des-sorgues-et-luberon=18 champsaur-valgaudemar=25
comtat-venaissin=38 coordination-sante-marseille-2-3=2 coeur-du-var=10 dracenie-provence-verdon=34
durance-haut-var=15 grand-brianconnais-ecrins=21 guil-durance=31 h3ve=53 haute-ouveze=18
hauts-pays-du-verdon-et-monts-d-azur=38 hyeres-et-des-iles-d-or=1 initiative-action-sante-orange=6
initiatives-sante=5 itineraire-sante=3 la-caravelle=2 la-poudrerie=2 la-seyne-toulon-ouest=5
littoral-sud-marseille-8-9=2 marseille-7=1 nice-centre-nice-est=5 nice-nord-et-ses-collines=3
nice-ouest-vallee=2 nord-provence=10 ouest-etang-de-berre=3 pays-grassois=11
pays-d-aubagne-et-de-l-etoile=14 pays-de-martigues=7 pays-des-maures-littoral=7 provence-sante=13
provence-verte=35 sante-lub=21 sud-04=48 tinee-vesubie=21 toulon-littoral=1 ubaye-serre-poncon=13
val-durance=11 vallee-des-paillons-et-de-la-banquiere=16 vallee-du-gapeau=5
var-est-pays-de-fayence=8 var-esterel-mediterranee=5 var-ouest=10 var-provence-mediterranee=5
verdon=15 vignes-et-calanques=5 vitale-sante-marseille-10=1 de-la-riviera-francaise=16 des-baous=7
des-collines-de-valbonne=9 des-villages-de-l-arc=7 du-canton-vert=2 du-ferion=6 du-gapencais=34
du-golfe=12 du-grand-avignon=12 du-littoral-06=5 du-pays-salonnais=9 du-pays-d-apt=22
du-pays-d-arles=28 du-pays-d-azur=3 du-pays-de-lerins=2 du-plateau=1
drome-provencale-enclave-des-papes=4
"""
SITES = 29
# Each DAC, and its communes: département by département.
DAC = """
dac-13-sud=22 dac-cap-azur-sante=87 dac-centre-de-soutien-sante-social-c3s=61 dac-est-azur=15
dac-hautes-alpes=162 dac-provence-sante-coordination=310 dac-ressources-sante-vaucluse=136
dac-var-est=69 dac-var-ouest=84
"""
# Code of the contrat = SIREN of its intercommunalité / its quartiers.
CONTRATS_2024 = """
CN00401I=200034700/2 CN00402M=200067437/1 CN00501M=200067825/1 CN00601M=200039915/1
CN00602I=240600585/1 CN00603I=200039857/2 CN00604I=200030195/10 CN01301I=241300417/4
CN01302I=200035087/2 CN01303M=200054807/66 CN08301M=200068104/2 CN08302I=248300550/1
CN08303M=248300493/3 CN08304M=200035319/2 CN08305M=248300543/15 CN08401M=248400251/6
CN08402M=248400293/4 CN08403I=200040442/2 CN08404I=248400053/4 CN08405I=248400319/1
CN08406I=200040681/1 CN08407I=200040624/1 CN08408M=248400236/2 CN08409I=200000628/1
"""
CONTRATS_2015 = """
CV018=200034916 CV019=200034700 CV020=200040004 CV021=200039915 CV022=200030195 CV023=240600593
CV024=200039857 CV025=240600585 CV043=241300276 CV044=241300417 CV045=241300268 CV046=241300201
CV047=200035087 CV048=241300177 CV049=241300391 CV050=241300409 CV308=248300527 CV309=248300493
CV310=200035319 CV311=248300543 CV312=248300550 CV313=200040624 CV314=248400251 CV315=200000628
CV316=248400053 CV317=200040442 CV318=248400319 CV319=248400293 CV320=248400236 CV321=200040681
"""
QPV_PAR_DEPARTEMENT = {"04": 3, "05": 1, "06": 14, "13": 71, "83": 23, "84": 23}
SIGNATURES = {
    "CN01301I": "2024-09-20", "CN08305M": "2024-10-10", "CN08401M": "2024-12-16",
    "CN08402M": "2024-12", "CN08407I": "2024-11-15",
    "CV043": "2015-06-30", "CV044": "2015-10-01", "CV045": "2015-10-06", "CV049": "2015-07-15",
    "CV311": "2015-07-02",
    **dict.fromkeys(["CV308", "CV309", "CV310", "CV312"], "2015"),
}  # fmt: skip
# Those whose intercommunalité did not hold a contrat of 2015 under the same SIREN.
SANS_PREDECESSEUR = {"CN00402M", "CN00501M", "CN01303M", "CN08301M"}


def dispositifs(nom: str) -> list[dict[str, Any]]:
    lus: list[dict[str, Any]] = lire(nom)["dispositifs"]
    return lus


def lieux(dispositif: dict[str, Any], *, vises: bool = False) -> list[str]:
    """What a record covers, or the quartiers that it aims at."""
    return [
        lieu
        for rangee in dispositif["perimetre"]
        if bool(rangee.get("visee")) == vises
        for lieu in rangee.get("territoires") or [rangee["territoire"]]
    ]


def parts(dispositif: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for rangee in dispositif["perimetre"]:
        for lieu in rangee.get("territoires") or [rangee["territoire"]]:
            yield lieu, rangee.get("part", ""), rangee.get("deduit", "")


def table(texte: str) -> dict[str, str]:
    return dict(couple.split("=") for couple in texte.split())


def code(contrat: dict[str, Any]) -> str:
    return str(contrat["passage"]).removeprefix("Contrat ")


@cache
def liste(nom: str) -> list[dict[str, str]]:
    with (TERRITOIRES / f"{nom}.csv").open(encoding="utf-8-sig", newline="") as fichier:
        return list(csv.DictReader(fichier))


@cache
def communes() -> dict[str, dict[str, str]]:
    return {f"commune-{c['code']}": c for c in liste("communes") if c["departement"] in PACA}


@cache
def arrondissements() -> dict[str, dict[str, str]]:
    return {f"arrondissement-{a['code']}": a for a in liste("arrondissements")}


# CPTS


def test_chaque_cpts_de_la_liste_est_la_avec_toutes_ses_places() -> None:
    comptees = {d["cle"]: str(len(lieux(d))) for d in dispositifs("cpts-2026")}
    assert comptees == {f"cpts-{cle}": n for cle, n in table(CPTS).items()}
    assert len(comptees) == 70
    assert all(len(lieux(d)) == len(set(lieux(d))) for d in dispositifs("cpts-2026"))


def test_les_70_cpts_couvrent_915_places_qui_existent() -> None:
    places = {lieu for d in dispositifs("cpts-2026") for lieu in lieux(d)}
    assert len(places) == 915
    assert places <= {*communes(), *arrondissements()}


def test_quarante_cinq_communes_de_la_region_n_ont_pas_de_cpts() -> None:
    places = {lieu for d in dispositifs("cpts-2026") for lieu in lieux(d)}
    en_ville = {f"commune-{arrondissements()[p]['commune']}" for p in places & {*arrondissements()}}
    assert en_ville == {"commune-13055"}
    assert len({*communes()} - places - en_ville) == 45
    # In Marseille, all but the first arrondissement.
    de_marseille = {a for a, ligne in arrondissements().items() if ligne["commune"] == "13055"}
    assert de_marseille - places == {"arrondissement-13201"}


def test_98_pour_cent_des_habitants_ont_une_cpts() -> None:
    habitants = {r: int(x["population"]) for r, x in {**communes(), **arrondissements()}.items()}
    places = {lieu for d in dispositifs("cpts-2026") for lieu in lieux(d)}
    couverts = sum(habitants[place] for place in places)
    assert round(100 * couverts / sum(habitants[c] for c in communes()), 1) == 98.1


def test_une_commune_de_plusieurs_cpts_n_est_couverte_qu_en_partie() -> None:
    fois = Counter(lieu for d in dispositifs("cpts-2026") for lieu in lieux(d))
    assert {lieu: n for lieu, n in fois.items() if n > 1} == {
        "commune-06088": 3,
        "commune-83137": 2,
    }
    for d in dispositifs("cpts-2026"):
        for lieu, part, deduit in parts(d):
            assert part == ("partielle" if fois[lieu] > 1 else "entiere"), d["cle"]
            assert bool(deduit) == (fois[lieu] > 1), d["cle"]


def test_une_cpts_est_constatee_en_janvier_2026_et_rien_de_plus_n_est_dit() -> None:
    for d in dispositifs("cpts-2026"):
        assert d["etapes"] == [{"statut": "actif", "date": "2026-01", "constat": True}], d["cle"]
        assert not {"porteur", "debut", "coordinations"} & set(d), d["cle"]
        assert d["nom"].startswith("CPTS ") or d["cle"] == "cpts-drome-provencale-enclave-des-papes"
    sites = [d["site"] for d in dispositifs("cpts-2026") if "site" in d]
    assert (len(sites), len(set(sites))) == (SITES, SITES)
    assert all(re.fullmatch(r"https://[\w.-]+\.(fr|com)", site) for site in sites)


def test_une_cpts_est_rangee_a_sa_place_la_plus_peuplee() -> None:
    habitants = {r: int(x["population"]) for r, x in {**communes(), **arrondissements()}.items()}
    for d in dispositifs("cpts-2026"):
        assert habitants[d["lieu"]] == max(habitants[lieu] for lieu in lieux(d)), d["cle"]


# DAC


def test_les_neuf_dac_se_partagent_les_946_communes() -> None:
    par_territoire = {
        "departement-05": [r for r, c in communes().items() if c["departement"] == "05"],
        "epci-240600551": [r for r, c in communes().items() if c["epci"] == "240600551"],
    }
    siennes = {
        d["cle"]: [c for lieu in lieux(d) for c in par_territoire.get(lieu, [lieu])]
        for d in dispositifs("dac-2023")
    }
    assert {cle: str(len(c)) for cle, c in siennes.items()} == table(DAC)
    toutes = [commune for les_siennes in siennes.values() for commune in les_siennes]
    assert len(toutes) == 946
    assert set(toutes) == set(communes())


def test_un_dac_dit_par_un_territoire_entier_dit_pourquoi() -> None:
    for d in dispositifs("dac-2023"):
        for lieu, part, deduit in parts(d):
            assert part == "entiere"
            assert bool(deduit) == (not lieu.startswith("commune-")), d["cle"]


def test_un_seul_dac_a_un_porteur_connu() -> None:
    assert {d["cle"]: d["porteur"] for d in dispositifs("dac-2023") if "porteur" in d} == {
        "dac-ressources-sante-vaucluse": "ressources-sante-vaucluse"
    }


# Contrats de ville


@pytest.mark.parametrize(
    ("fichier", "attendus", "generation"),
    [
        ("contrats-2024-2030", CONTRATS_2024, "2024-2030"),
        ("contrats-2015-2023", CONTRATS_2015, "2015-2023"),
    ],
)
def test_chaque_contrat_est_tenu_par_son_intercommunalite(
    fichier: str, attendus: str, generation: str
) -> None:
    sirens = {cle: valeur.partition("/")[0] for cle, valeur in table(attendus).items()}
    assert {code(d): lieux(d) for d in dispositifs(fichier)} == {
        cle: [f"epci-{siren}"] for cle, siren in sirens.items()
    }
    assert {d["generation_nommee"] for d in dispositifs(fichier)} == {generation}
    assert all(d["lieu"] == lieux(d)[0] for d in dispositifs(fichier))


def test_les_contrats_sont_24_puis_30() -> None:
    assert [len(dispositifs(f)) for f in FICHIERS[2:]] == [30, 24]


def test_chaque_contrat_de_2024_vise_les_quartiers_de_sa_table() -> None:
    nombres = {cle: int(valeur.partition("/")[2]) for cle, valeur in table(CONTRATS_2024).items()}
    contrats = dispositifs("contrats-2024-2030")
    assert {code(d): len(lieux(d, vises=True)) for d in contrats} == nombres
    assert all(r["deduit"] for d in contrats for r in d["perimetre"] if r.get("visee"))


def test_chacun_des_135_quartiers_est_dans_un_seul_contrat() -> None:
    vises = [q for d in dispositifs("contrats-2024-2030") for q in lieux(d, vises=True)]
    assert len(vises) == len(set(vises)) == 135
    assert Counter(q.removeprefix("qpv-QN")[1:3] for q in vises) == QPV_PAR_DEPARTEMENT


def test_chaque_quartier_est_dans_l_intercommunalite_de_son_contrat() -> None:
    des_quartiers = {f"qpv-{q['code']}": q["communes"].split() for q in liste("qpv")}
    for contrat in dispositifs("contrats-2024-2030"):
        for quartier in lieux(contrat, vises=True):
            epci = {communes()[f"commune-{c}"]["epci"] for c in des_quartiers[quartier]}
            assert lieux(contrat) == [f"epci-{siren}" for siren in epci], quartier


def test_une_date_de_signature_est_celle_qui_a_ete_lue() -> None:
    contrats = [d for f in FICHIERS[2:] for d in dispositifs(f)]
    lues = {code(d): e["date"] for d in contrats for e in d["etapes"] if not e.get("constat")}
    assert lues == SIGNATURES
    constats = {e["date"] for d in contrats for e in d["etapes"] if e.get("constat")}
    assert constats == {"2026-03-11", "2023-05", "2018-03"}
    # The year of three is deduced from what the page says.
    deduites = {code(d) for d in contrats for e in d["etapes"] if e.get("deduit")}
    assert deduites == {"CN08401M", "CN08402M", "CN08407I", "CV311", "CV314"}


def test_un_contrat_succede_a_celui_de_la_meme_intercommunalite() -> None:
    par_cle = {d["cle"]: d for d in dispositifs("contrats-2015-2023")}
    contrats = dispositifs("contrats-2024-2030")
    assert {code(d) for d in contrats if "succede_a" not in d} == SANS_PREDECESSEUR
    for contrat in contrats:
        if "succede_a" in contrat:
            assert lieux(par_cle[contrat["succede_a"]]) == lieux(contrat), contrat["cle"]
    neufs = {s.partition("/")[0] for s in table(CONTRATS_2024).values()}
    assert len(neufs & set(table(CONTRATS_2015).values())) == 24 - len(SANS_PREDECESSEUR)


# All


def test_chaque_source_citee_existe() -> None:
    connues = {s["cle"] for nom in (*FICHIERS, "sources") for s in lire(nom)["sources"]}
    for nom in FICHIERS:
        citees = {
            e.get("source", lire(nom)["source"]) for d in dispositifs(nom) for e in d["etapes"]
        }
        assert citees | {lire(nom)["source"]} <= connues


def test_les_textes_suivent_la_typographie_francaise() -> None:
    for nom in FICHIERS:
        for texte in textes(lire(nom)):
            sans_adresse = re.sub(r"https?://\S+", "", texte)
            assert not re.search(r"'|« | »| [:;?!](\s|$)|\d %", sans_adresse), (nom, texte)
    for d in (d for nom in FICHIERS for d in dispositifs(nom)):
        assert not re.search(r"\bde ([AEÉIOUY]|Les? )", d["nom"]), d["nom"]


def test_les_cpts_et_dac_que_nomme_la_selection_sont_lies_a_leurs_notices() -> None:
    cles = {d["cle"] for nom in FICHIERS for d in dispositifs(nom)}
    liees = {
        notice["cle"]: notice["dispositifs_registre"]
        for chemin in sorted(BIBLIOGRAPHIE.glob("notices-2023-*.yaml"))
        for notice in yaml.safe_load(chemin.read_text("utf-8"))["notices"]
        if set(notice.get("dispositifs_registre", [])) & cles
    }
    assert liees == {
        "reportage-a-la-cpts-du-champsaur-valgaudemar-2023": ["cpts-champsaur-valgaudemar"],
        "dispositif-d-appui-a-la-coordination-aide-face-aux-cas-complexes-2022": [
            "dac-ressources-sante-vaucluse"
        ],
    }
