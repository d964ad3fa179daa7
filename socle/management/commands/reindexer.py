"""`manage.py reindexer`: make the search index what the records say."""

from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from socle.recherche.reconstruction import nombre_d_objets, reindexer


class Command(BaseCommand):
    help = (
        "Reconstruit l’index de recherche de tout le portail, en une fois. À lancer après un "
        "chargement de données, une mise à jour de PyStemmer ou des tables de socle.recherche. "
        "Lancée deux fois, n’écrit rien la seconde."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(
            total=nombre_d_objets(), desc="Recherche", unit=" fiches", leave=False, disable=None
        ) as barre:
            bilans = reindexer(barre.update)
        for nom, bilan in bilans.items():
            self.stdout.write(
                f"{nom} : {bilan.ajoutees} en plus, {bilan.corrigees} corrigées, "
                f"{bilan.retirees} en moins, {bilan.inchangees} déjà là"
            )
