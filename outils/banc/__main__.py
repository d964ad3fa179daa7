"""`make bench`: sow or take up the seed, ask every public page, print ratios and what is slow."""

import argparse
import os
import time
from pathlib import Path

from outils.banc import rapport
from outils.banc.bases import RACINE
from outils.banc.bilan import PLAFOND, Bilan
from outils.banc.charge import charger
from outils.banc.mesures import mesurer
from outils.banc.preparation import Nombres, dire, preparer

DOSSIER, TERRITOIRES = RACINE / ".banc", RACINE / "fixtures" / "territoires"


def options() -> argparse.Namespace:
    """Sizes, and what to leave out."""
    lecteur = argparse.ArgumentParser(prog="make bench", description=__doc__)
    lecteur.add_argument("--quartiers", type=int, default=1_600)
    lecteur.add_argument("--dispositifs", type=int, default=5_000)
    lecteur.add_argument("--notices", type=int, default=100_000)
    lecteur.add_argument("--tours", type=int, default=2, help="mesures de chaque page")
    lecteur.add_argument("--charge", type=float, default=5, help="secondes des 64 connexions")
    lecteur.add_argument("--plafond", type=float, default=PLAFOND, help="secondes")
    lecteur.add_argument("--base", default="", help="postgres://… : PostgreSQL aussi")
    lecteur.add_argument("--dossier", type=Path, default=DOSSIER, help="où garder le semis")
    lecteur.add_argument(
        "--territoires", type=Path, default=TERRITOIRES, help="moins, pour un essai"
    )
    lecteur.add_argument("--sans-datasette", action="store_true", help="sans réseau")
    lecteur.add_argument("--ecrire", type=Path, help="mettre le relevé à jour dans ce document")
    return lecteur.parse_args()


def main() -> int:
    """0 when no public page is above the ceiling."""
    voulu, depart = options(), time.perf_counter()
    commande = " ".join(["make bench", *([f"BASE={voulu.base}"] if voulu.base else [])])
    nombres = Nombres(voulu.quartiers, voulu.dispositifs, voulu.notices)
    bases, france = preparer(voulu.dossier.resolve(), nombres, voulu.territoires, voulu.base)
    dire(f"→ Données prêtes en {time.perf_counter() - depart:.0f} s")
    pages, releves = mesurer(
        bases, france, voulu.dossier.resolve(), voulu.tours, voisin=not voulu.sans_datasette
    )
    grandes = [base for base in bases if base.taille == "France"]
    charges = [charger(base, voulu.charge) for base in grandes] if voulu.charge else []
    bilan = Bilan(pages, releves, charges, voulu.plafond)
    temps = os.times()
    dire(rapport.complet(bilan, commande))
    dire(
        f"Durée : {time.perf_counter() - depart:.0f} s, dont "
        f"{sum(temps[:4]):.0f} s de processeur (sans celui de PostgreSQL)."
    )
    if voulu.ecrire:
        rapport.mettre_a_jour(voulu.ecrire, bilan, commande)
    return bilan.code


if __name__ == "__main__":
    raise SystemExit(main())
