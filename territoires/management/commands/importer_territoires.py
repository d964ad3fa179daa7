"""Load the official territories of fixtures/territoires, or of another folder made alike."""

import argparse
from pathlib import Path
from typing import Any

from django.conf import settings

from territoires.importation import officiel
from territoires.importation.commande import CommandeDImport
from territoires.importation.fiches import Referentiel


class Command(CommandeDImport):
    """`importer_territoires --ecrire`: pays, régions, départements, EPCI, communes, old codes."""

    help = "Importe les territoires officiels (à blanc, sauf avec --ecrire)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--dossier",
            type=Path,
            default=settings.BASE_DIR / "fixtures" / "territoires",
            help="dossier des CSV (voir fixtures/territoires/LISEZMOI.md)",
        )
        parser.add_argument(
            "--millesime",
            type=int,
            help="année du code officiel géographique ; sinon, celle de millesimes.csv",
        )

    def lire(self, options: dict[str, Any]) -> Referentiel:
        return officiel.lire(officiel.fichiers(Path(options["dossier"])), options["millesime"])
