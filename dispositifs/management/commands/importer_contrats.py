"""Load contrats de ville from any published table, with the mapping that names its columns."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dispositifs.importation.contrats import (
    Bilan,
    Ecart,
    FicheDeContrat,
    Lieux,
    importer_contrats,
    lire_contrats,
)
from dispositifs.importation.correspondance import lire_correspondance
from socle.models import Source
from socle.tableur.lecture import TableurError, lire_feuille
from socle.textes import accorder
from territoires.importation.lecture import FichierIllisibleError


class Command(BaseCommand):
    """`importer_contrats contrats.xlsx --correspondance contrats.yaml --source cle --ecrire`."""

    help = "Importe des contrats de ville d’un tableau (à blanc, sauf avec --ecrire)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "fichier", type=Path, help="tableau XLSX, XLS, ODS ou CSV, avec un en-tête"
        )
        parser.add_argument(
            "--correspondance", type=Path, required=True, help="quel en-tête dit quoi (CSV, YAML)"
        )
        parser.add_argument("--source", default="", help="clé de la source du tableau")
        parser.add_argument(
            "--ecrire", action="store_true", help="écrire ; sans cela, l’import est à blanc"
        )

    def handle(self, *args: str, **options: Any) -> None:
        """Read, compare, write, sum up."""
        try:
            fiches = self._lire(options)
            source = self._source(options["source"])
            bilan = importer_contrats(fiches, source, ecrire=options["ecrire"])
        except (FichierIllisibleError, TableurError, OSError) as erreur:
            raise CommandError(f"{erreur}\nRien n’a été écrit.") from erreur
        self._resumer(bilan, ecrit=options["ecrire"])

    def _lire(self, options: dict[str, Any]) -> list[FicheDeContrat]:
        fichier, autre = Path(options["fichier"]), Path(options["correspondance"])
        correspondance = lire_correspondance(autre.read_bytes(), autre.name)
        feuille = lire_feuille(fichier.name, fichier.read_bytes(), correspondance.est_entete)
        for dit in feuille.avertissements:
            self.stdout.write(dit)
        return lire_contrats(feuille, correspondance, Lieux())

    @staticmethod
    def _source(cle: str) -> Source | None:
        if not cle:
            return None
        source = Source.objects.filter(cle=cle).first()
        if source is None:
            raise CommandError(f"Aucune source de clé « {cle} ». Rien n’a été écrit.")
        return source

    def _resumer(self, bilan: Bilan, *, ecrit: bool) -> None:
        n, m = len(bilan.nouveaux), len(bilan.modifies)
        self.stdout.write(
            f"Contrats : {n} {accorder(n, 'nouveau', 'nouveaux')} (à relire), "
            f"{m} {accorder(m, 'modifié')}, "
            f"{bilan.inchanges} {accorder(bilan.inchanges, 'inchangé')}."
        )
        for fiche in bilan.nouveaux:
            self.stdout.write(f"  + ligne {fiche.ligne}, {fiche.nom} ({fiche.territoire})")
        for fiche, ecarts in bilan.modifies:
            self._dire(f"  ~ ligne {fiche.ligne}, {fiche.slug}", ecarts)
        if bilan.gardes:
            self.stdout.write("Corrigés à la main, laissés tels quels :")
        for fiche, ecarts in bilan.gardes:
            self._dire(f"  = ligne {fiche.ligne}, {fiche.slug}", ecarts)
        if not (n or m):
            self.stdout.write("Rien à changer.")
        else:
            dit = "Écrit." if ecrit else "Rien n’a été écrit : relancez avec --ecrire."
            self.stdout.write(dit)

    def _dire(self, debut: str, ecarts: list[Ecart]) -> None:
        self.stdout.write(debut)
        for ecart in ecarts:
            ici, tableau = ecart.ici or "vide", ecart.tableau
            self.stdout.write(
                f"      {ecart.champ} : ici « {ici[:80]} », tableau « {tableau[:80]} »"
            )
