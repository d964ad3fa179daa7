"""Load ANCT's list of quartiers prioritaires, and what became of the quartiers of 2015."""

import argparse
from pathlib import Path
from typing import Any

from territoires.importation import qpv
from territoires.importation.commande import CommandeDImport
from territoires.importation.fiches import Referentiel
from territoires.importation.lecture import FichierIllisibleError
from territoires.importation.tableau import Synonymes, Tableau, lire_tableau
from territoires.models import Appartenance, Echelle, Territoire

MILLESIME = 2024


class Command(CommandeDImport):
    """`importer_qpv listeqp2024-cog2024.csv --correspondance …csv --ecrire`."""

    help = "Importe les quartiers prioritaires de l’ANCT (à blanc, sauf avec --ecrire)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("liste", type=Path, help="liste de l’ANCT (XLSX, XLS, ODS ou CSV)")
        parser.add_argument(
            "--correspondance", type=Path, help="correspondance des codes de 2015 à 2024"
        )
        parser.add_argument(
            "--millesime", type=int, default=MILLESIME, help="année de la liste (2024)"
        )

    def lire(self, options: dict[str, Any]) -> Referentiel:
        tableau = self._tableau(options["liste"], qpv.COLONNES)
        quartiers, ecartees = qpv.lire_liste(tableau, _communes())
        if not quartiers and ecartees:
            raise FichierIllisibleError(ecartees)
        self.ecartees, complet = ecartees, not ecartees
        heritiers: dict[str, frozenset[str]] = {}
        if options["correspondance"]:
            correspondance = self._tableau(
                options["correspondance"], qpv.COLONNES_DE_CORRESPONDANCE
            )
            codes = {q.code for q in quartiers}
            heritiers, ecartees = qpv.lire_correspondance(correspondance, codes)
            self.ecartees = [*self.ecartees, *ecartees]
        return qpv.referentiel(quartiers, heritiers, options["millesime"], complet=complet)

    def _tableau(self, chemin: str | Path, colonnes: Synonymes) -> Tableau:
        """That of a file, once it was said how it was read."""
        tableau = lire_tableau(Path(chemin), colonnes)
        for dit in tableau.avertissements:
            self.stdout.write(dit)
        return tableau


def _communes() -> dict[str, str]:
    """Each code of commune, in force or old, and that of the commune of each arrondissement."""
    communes = Territoire.objects.filter(echelle=Echelle.COMMUNE).order_by()
    codes = communes.values_list("code", flat=True)
    arrondissements = Appartenance.objects.filter(
        contenant__echelle=Echelle.COMMUNE, contenu__echelle=Echelle.ARRONDISSEMENT
    ).values_list("contenu__code", "contenant__code")
    return dict(arrondissements) | {code: code for code in codes}
