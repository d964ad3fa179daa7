"""Make fixtures/territoires/*.csv from the unpacked npm package @etalab/decoupage-administratif.

    python outils/extraire_territoires.py <folder of the unpacked package> [<output folder>]

Run once a year by hand; the CSV are committed. Facts are copied as published (names,
codes, figures), nothing is corrected here: see fixtures/territoires/LISEZMOI.md.
"""

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# The year of the populations published with COG 2026, by the package's own list of sources.
# INSEE gives Mayotte for 2017 there; the years of the other overseas collectivities are not said.
ANNEE_POPULATION = "2023"
ANNEE_POPULATION_MAYOTTE = "2017"
MILLESIMES = [("communes", 2026), ("epci", 2025)]

COLONNES = {
    "millesimes": "fichier millesime",
    "regions": "code nom liaison",
    "departements": "code nom liaison region nature population_annee",
    "epci": "code nom nature",
    "communes": "code nom liaison departement epci siren population codes_postaux anciens_noms",
    "arrondissements": "code nom liaison commune population codes_postaux",
    "anciens": "code nom liaison successeur",
}
CHAMPS_ARRONDISSEMENT = ("code", "nom", "typeLiaison", "commune", "population")

Ligne = dict[str, Any]


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
    actuelles = {c["code"] for c in communes if c["type"] == "commune-actuelle"}
    anciens = {
        code: ["", "", commune["code"]]
        for commune in communes
        for code in commune.get("anciensCodes", [])
    }
    for c in communes:
        if c["type"] in ("commune-deleguee", "commune-associee"):
            anciens[c["code"]] = [c["nom"], c["typeLiaison"], c["chefLieu"]]
    return {code: ligne for code, ligne in anciens.items() if code not in actuelles}


def lignes_communes(communes: list[Ligne], epci: list[Ligne]) -> Iterable[list[Any]]:
    """The communes of today, each with its EPCI and the name that its own code had before.

    A commune nouvelle often keeps the number of one of its communes déléguées, whose name
    then has no code of its own.
    """
    groupement = {m["code"]: e["code"] for e in epci for m in e["membres"]}
    deleguees = {c["code"]: c["nom"] for c in communes if c["type"] == "commune-deleguee"}
    for c in communes:
        if c["type"] == "commune-actuelle":
            ancien = deleguees.get(c["code"], c["nom"])
            yield [
                *(c["code"], c["nom"], c.get("typeLiaison", ""), c["departement"]),
                *(groupement.get(c["code"], ""), c.get("siren", ""), c.get("population", "")),
                " ".join(c.get("codesPostaux", [])),
                ancien if ancien != c["nom"] else "",
            ]


def lignes_departements(departements: list[Ligne]) -> Iterable[list[Any]]:
    """Départements, and the overseas collectivities, which lie in no région."""
    for d in departements:
        region, nature = ("", "COM") if d["zone"] == "com" else (d["region"], "")
        yield [d["code"], d["nom"], d["typeLiaison"], region, nature, annee_population(d)]


def extraire(donnees: Path, sortie: Path) -> None:
    """Read the package's JSON, write the CSV."""
    communes, epci, departements, regions = (
        json.loads((donnees / f"{nom}.json").read_text(encoding="utf-8"))
        for nom in ("communes", "epci", "departements", "regions")
    )
    tables: dict[str, Iterable[list[Any]]] = {
        "millesimes": map(list, MILLESIMES),
        "regions": ([r["code"], r["nom"], r["typeLiaison"]] for r in regions if r["zone"] != "com"),
        "departements": lignes_departements(departements),
        "epci": ([e["code"], e["nom"], e["type"]] for e in epci),
        "communes": lignes_communes(communes, epci),
        "arrondissements": (
            [*(c[champ] for champ in CHAMPS_ARRONDISSEMENT), " ".join(c["codesPostaux"])]
            for c in communes
            if c["type"] == "arrondissement-municipal"
        ),
        "anciens": ([code, *reste] for code, reste in anciens_codes(communes).items()),
    }
    for nom, lignes in tables.items():
        ecrire(sortie, nom, COLONNES[nom].split(), lignes)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit((__doc__ or "").strip())
    racine = Path(__file__).resolve().parent.parent
    destination = Path(sys.argv[2]) if len(sys.argv) == 3 else racine / "fixtures/territoires"
    destination.mkdir(parents=True, exist_ok=True)
    extraire(Path(sys.argv[1]) / "data", destination)
