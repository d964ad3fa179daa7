"""Make fixtures/territoires/*.csv from unpacked npm packages @etalab/decoupage-administratif.

    python outils/extraire_territoires.py <folder of the unpacked package>
        [<year>=<folder of an older one> …] [--sortie <output folder>]

Run once a year by hand; the CSV are committed. Facts are copied as published (names,
codes, figures), nothing is corrected here: see fixtures/territoires/LISEZMOI.md. The older
packages, one a year and without a gap, name the communes that the newest has forgotten, and say
in which year each code of theirs went out of use.
"""

import argparse
import csv
import json
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# The year of the populations published with COG 2026, by the package's own list of sources.
# INSEE gives Mayotte for 2017 there; the years of the other overseas collectivities are not said.
ANNEE_POPULATION = "2023"
ANNEE_POPULATION_MAYOTTE = "2017"
ANNEE = 2026
# The last two lines: files that this tool does not write.
MILLESIMES = [("communes", ANNEE), ("epci", 2025), ("epci_anciens", 2015), ("qpv", 2024)]

COLONNES = {
    "millesimes": "fichier millesime",
    "regions": "code nom liaison",
    "departements": "code nom liaison region nature population_annee",
    "epci": "code nom nature",
    "communes": "code nom liaison departement epci siren population codes_postaux anciens_noms",
    "arrondissements": "code nom liaison commune population codes_postaux",
    "anciens": "code nom liaison successeur codes_postaux obsolete_depuis",
}
CHAMPS_ARRONDISSEMENT = ("code", "nom", "typeLiaison", "commune", "population")

Ligne = dict[str, Any]
ACTUELLE = "commune-actuelle"
ANCIENNES = ("commune-deleguee", "commune-associee")


def ecrire(dossier: Path, nom: str, colonnes: list[str], lignes: Iterable[list[Any]]) -> None:
    """Write one CSV and say how many rows it holds."""
    toutes = sorted([str(c) for c in ligne] for ligne in lignes)
    with (dossier / f"{nom}.csv").open("w", encoding="utf-8", newline="") as sortie:
        plume = csv.writer(sortie, lineterminator="\n")
        plume.writerow(colonnes)
        plume.writerows(toutes)
    sys.stdout.write(f"{nom}.csv : {len(toutes)} lignes\n")


def annee_population(departement: Ligne) -> str:
    """The year of the populations of a département's communes; empty when not said."""
    if departement["zone"] == "com":
        return ""
    return ANNEE_POPULATION_MAYOTTE if departement["code"] == "976" else ANNEE_POPULATION


def anciens_codes(communes: list[Ligne]) -> dict[str, list[Any]]:
    """Old code → [name, liaison, successor]; the name is empty when the package has none.

    Where the two lists of the package disagree (two communes déléguées), the chef-lieu that
    the commune déléguée itself declares is believed.
    """
    actuelles = {c["code"] for c in communes if c["type"] == ACTUELLE}
    anciens = {
        code: ["", "", commune["code"]]
        for commune in communes
        for code in commune.get("anciensCodes", [])
    }
    for c in communes:
        if c["type"] in ANCIENNES:
            anciens[c["code"]] = [c["nom"], c["typeLiaison"], c["chefLieu"]]
    return {code: ligne for code, ligne in anciens.items() if code not in actuelles}


def lignes_anciens(
    communes: list[Ligne], millesimes: dict[int, list[Ligne]]
) -> Iterable[list[Any]]:
    """The old codes, with what older packages know of them: name, postcodes, end.

    `millesimes`: the communes of each older package, by year.
    """
    connues: dict[str, Ligne] = {}
    derniere: dict[str, int] = {}
    for annee, anciennes in sorted(millesimes.items()):
        # A commune of that year says more than the part of another that bears its code.
        for c in sorted(anciennes, key=lambda c: c["type"] == ACTUELLE):
            if c["type"] in ANCIENNES:
                connues.setdefault(c["code"], c)
            elif c["type"] == ACTUELLE:
                connues[c["code"]] = c
                derniere[c["code"]] = annee
    for code, (nom, liaison, successeur) in anciens_codes(communes).items():
        connue = connues.get(code, {})
        yield [
            *(code, nom or connue.get("nom", "")),
            *(liaison if nom else connue.get("typeLiaison", ""), successeur),
            " ".join(connue.get("codesPostaux", [])),
            derniere[code] + 1 if code in derniere else "",
        ]


def noms_d_avant(
    communes: list[Ligne], millesimes: dict[int, list[Ligne]]
) -> dict[str, dict[str, str]]:
    """Code → every other name that it has borne, by its letters alone, the latest first.

    A commune nouvelle often keeps the number of one of its communes déléguées, whose name
    then has no code of its own. Others have changed name.
    """
    noms: dict[str, dict[str, str]] = defaultdict(dict)
    paquets = [communes, *(millesimes[annee] for annee in sorted(millesimes, reverse=True))]
    for rang, paquet in enumerate(paquets):
        for c in paquet:
            if c["type"] == "commune-deleguee" or (rang and c["type"] in (ACTUELLE, *ANCIENNES)):
                noms[c["code"]].setdefault(lettres(c["nom"]), c["nom"])
    return noms


def lettres(nom: str) -> str:
    """A name without what only typography changes.

    >>> lettres("Essarts en Bocage") == lettres("Essarts-en-Bocage")
    True
    """
    decompose = unicodedata.normalize("NFKD", nom.casefold())
    return "".join(c for c in decompose if c.isalnum())


def lignes_communes(
    communes: list[Ligne], epci: list[Ligne], millesimes: dict[int, list[Ligne]]
) -> Iterable[list[Any]]:
    """The communes of today, each with its EPCI and the names that its own code had before."""
    groupement = {m["code"]: e["code"] for e in epci for m in e["membres"]}
    noms = noms_d_avant(communes, millesimes)
    for c in communes:
        if c["type"] == ACTUELLE:
            avant = [n for cle, n in noms[c["code"]].items() if cle != lettres(c["nom"])]
            yield [
                *(c["code"], c["nom"], c.get("typeLiaison", ""), c["departement"]),
                *(groupement.get(c["code"], ""), c.get("siren", ""), c.get("population", "")),
                " ".join(c.get("codesPostaux", [])),
                ", ".join(avant),
            ]


def lignes_departements(departements: list[Ligne]) -> Iterable[list[Any]]:
    """Départements, and the overseas collectivities, which lie in no région."""
    for d in departements:
        region, nature = ("", "COM") if d["zone"] == "com" else (d["region"], "")
        yield [d["code"], d["nom"], d["typeLiaison"], region, nature, annee_population(d)]


def lire(paquet: Path, nom: str) -> list[Ligne]:
    """One JSON file of an unpacked package."""
    lu: list[Ligne] = json.loads((paquet / "data" / f"{nom}.json").read_text(encoding="utf-8"))
    return lu


def extraire(paquet: Path, anciens: dict[int, Path], sortie: Path) -> None:
    """Read the packages' JSON, write the CSV."""
    communes, epci, departements, regions = (
        lire(paquet, nom) for nom in ("communes", "epci", "departements", "regions")
    )
    millesimes = {annee: lire(ancien, "communes") for annee, ancien in anciens.items()}
    tables: dict[str, Iterable[list[Any]]] = {
        "millesimes": map(list, MILLESIMES),
        "regions": ([r["code"], r["nom"], r["typeLiaison"]] for r in regions if r["zone"] != "com"),
        "departements": lignes_departements(departements),
        "epci": ([e["code"], e["nom"], e["type"]] for e in epci),
        "communes": lignes_communes(communes, epci, millesimes),
        "arrondissements": (
            [*(c[champ] for champ in CHAMPS_ARRONDISSEMENT), " ".join(c["codesPostaux"])]
            for c in communes
            if c["type"] == "arrondissement-municipal"
        ),
        "anciens": lignes_anciens(communes, millesimes),
    }
    for nom, lignes in tables.items():
        ecrire(sortie, nom, COLONNES[nom].split(), lignes)


def _paquet_date(texte: str) -> tuple[int, Path]:
    """« 2025=/dossier » → its year and its folder."""
    annee, _, dossier = texte.partition("=")
    return int(annee), Path(dossier)


def lancer() -> None:
    """Read the command line; refuse years with a gap, which would date an end wrongly."""
    racine = Path(__file__).resolve().parent.parent
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("paquet", type=Path)
    options.add_argument("anciens", nargs="*", type=_paquet_date, metavar="ANNÉE=PAQUET")
    options.add_argument("--sortie", type=Path, default=racine / "fixtures/territoires")
    choix = options.parse_args()
    anciens = dict(choix.anciens)
    if sorted(anciens) != list(range(ANNEE - len(anciens), ANNEE)):
        options.error(f"les années des anciens paquets doivent se suivre jusqu’à {ANNEE - 1}")
    choix.sortie.mkdir(parents=True, exist_ok=True)
    extraire(choix.paquet, anciens, choix.sortie)


if __name__ == "__main__":
    lancer()
