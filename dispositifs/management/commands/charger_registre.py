"""`manage.py charger_registre [--ecrire]`: add to the register what its fixture files hold."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from dispositifs.chargement import Bilan, ChargementError, Chargeur, lire

DOSSIERS = [settings.BASE_DIR / "fixtures" / nom for nom in ("registre", "comprendre")]


class Command(BaseCommand):
    help = (
        "Ajoute au registre ce que disent les fichiers YAML d’un dossier. Ne modifie rien de ce "
        "qui existe : les corrections faites dans l’administration restent. "
        "Sans --ecrire, montre seulement ce qui serait ajouté."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dossier",
            type=Path,
            action="append",
            help="Dossier de fichiers YAML, répétable. "
            "Sans lui : fixtures/registre et fixtures/comprendre.",
        )
        parser.add_argument("--ecrire", action="store_true", help="Écrit dans la base.")

    def handle(self, *args: Any, dossier: list[Path] | None, ecrire: bool, **options: Any) -> None:
        dossiers = dossier or DOSSIERS
        try:
            fichiers = [fichier for chemin in dossiers for fichier in lire(chemin)]
            if not fichiers:
                raise CommandError(f"Aucun fichier YAML dans {', '.join(map(str, dossiers))}.")
            with transaction.atomic():
                bilan = self._charger(fichiers)
                transaction.set_rollback(not ecrire)
        except ChargementError as erreur:
            raise CommandError(f"Rien n’a été écrit. {erreur}") from erreur
        self._dire(bilan, ecrire)

    def _charger(self, fichiers: list) -> Bilan:
        chargeur = Chargeur(fichiers)
        total = chargeur.nombre_de_lignes()
        with tqdm(total=total, desc="Registre", unit=" lignes", leave=False, disable=None) as barre:
            chargeur.suivre = barre.update
            return chargeur.charger()

    def _dire(self, bilan: Bilan, ecrire: bool) -> None:
        for nom in sorted({*bilan.ajoutes, *bilan.presents, *bilan.retires}):
            retires = bilan.retires[nom]
            suite = f", {retires} en moins par la main d’un éditeur" if retires else ""
            self.stdout.write(
                f"{nom} : {bilan.ajoutes[nom]} en plus, {bilan.presents[nom]} déjà là{suite}"
            )
        for laisse in bilan.laisses:
            self.stdout.write(laisse)
        if not ecrire:
            self.stdout.write("Rien n’a été écrit : relancez avec --ecrire.")
