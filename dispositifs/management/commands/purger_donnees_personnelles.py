"""`manage.py purger_donnees_personnelles`: erase the addresses that are no longer needed."""

from typing import Any

from django.core.management.base import BaseCommand

from dispositifs.actualisation.purge import purger
from socle.textes import accorder


class Command(BaseCommand):
    help = (
        "Efface les adresses de ceux qui ont proposé une correction, une fois prévenus ou passé "
        "leur date ; un an après la fin d’une campagne, les boîtes auxquelles elle a écrit. "
        "À lancer chaque jour."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        bilan = purger()
        faits = [
            _dire(bilan.auteurs, "adresse d’auteur", "adresses d’auteurs"),
            _dire(bilan.boites, "boîte de campagne finie", "boîtes de campagnes finies"),
            _dire(bilan.brouillons, "réponse jamais envoyée", "réponses jamais envoyées"),
        ]
        self.stdout.write(f"Effacé : {', '.join(faits)}.")


def _dire(combien: int, un: str, plusieurs: str) -> str:
    return f"{combien} {accorder(combien, un, plusieurs)}"
