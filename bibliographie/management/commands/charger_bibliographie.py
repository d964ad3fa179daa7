"""`manage.py charger_bibliographie [--ecrire]`: add to the catalogue what its files hold."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from bibliographie.chargement.catalogue import Chargeur
from dispositifs.chargement import Bilan, ChargementError, Fichier, lire


class Command(BaseCommand):
    help = (
        "Ajoute au catalogue les thèmes, les notices et les sélections des fichiers YAML d’un "
        "dossier. Ne modifie rien de ce qui existe : les corrections faites dans "
        "l’administration restent. Les territoires et le registre se chargent avant. "
        "Sans --ecrire, montre seulement ce qui serait ajouté."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dossier",
            type=Path,
            default=settings.BASE_DIR / "fixtures" / "bibliographie",
            help="Dossier des fichiers YAML.",
        )
        parser.add_argument("--ecrire", action="store_true", help="Écrit dans la base.")

    def handle(self, *args: Any, dossier: Path, ecrire: bool, **options: Any) -> None:
        try:
            fichiers = lire(dossier)
            if not fichiers:
                raise CommandError(f"Aucun fichier YAML dans {dossier}.")
            with transaction.atomic():
                bilan = self._charger(fichiers)
                transaction.set_rollback(not ecrire)
        except ChargementError as erreur:
            raise CommandError(f"Rien n’a été écrit. {erreur}") from erreur
        self._dire(bilan, ecrire)

    def _charger(self, fichiers: list[Fichier]) -> Bilan:
        chargeur = Chargeur(fichiers)
        total = chargeur.nombre_de_lignes()
        with tqdm(
            total=total, desc="Bibliographie", unit=" lignes", leave=False, disable=None
        ) as barre:
            chargeur.suivre = barre.update
            bilan = chargeur.charger()
        for avertissement in chargeur.avertissements:
            self.stderr.write(avertissement)
        return bilan

    def _dire(self, bilan: Bilan, ecrire: bool) -> None:
        for nom in sorted({*bilan.ajoutes, *bilan.presents, *bilan.retires}):
            retires = bilan.retires[nom]
            suite = f", {retires} en moins par la main d’un éditeur" if retires else ""
            self.stdout.write(
                f"{nom} : {bilan.ajoutes[nom]} en plus, {bilan.presents[nom]} déjà là{suite}"
            )
        if not ecrire:
            self.stdout.write("Rien n’a été écrit : relancez avec --ecrire.")
