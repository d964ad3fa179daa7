"""Load ANCT's list of quartiers prioritaires, and what became of the quartiers of 2015."""

import argparse
from pathlib import Path
from typing import Any

from territoires.importation import qpv
from territoires.importation.commande import CommandeDImport
from territoires.importation.fiches import Referentiel
from territoires.importation.lecture import ouvrir
from territoires.models import Echelle, Territoire

MILLESIME = 2024


class Command(CommandeDImport):
    """`importer_qpv listeqp2024-cog2024.csv --correspondance …csv --ecrire`."""

    help = "Importe les quartiers prioritaires de l’ANCT (à blanc, sauf avec --ecrire)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("liste", type=Path, help="liste de l’ANCT (CSV à points-virgules)")
        parser.add_argument(
            "--correspondance", type=Path, help="correspondance des codes de 2015 à 2024"
        )
        parser.add_argument(
            "--millesime", type=int, default=MILLESIME, help="année de la liste (2024)"
        )

    def lire(self, options: dict[str, Any]) -> Referentiel:
        communes = set(
            Territoire.objects.filter(echelle=Echelle.COMMUNE)
            .order_by()
            .values_list("code", flat=True)
        )
        liste = Path(options["liste"])
        quartiers = qpv.lire_liste(ouvrir(liste), liste.name, communes)
        heritiers: dict[str, frozenset[str]] = {}
        if options["correspondance"]:
            correspondance = Path(options["correspondance"])
            heritiers = qpv.lire_correspondance(
                ouvrir(correspondance), correspondance.name, {q.code for q in quartiers}
            )
        return qpv.referentiel(quartiers, heritiers, options["millesime"])
