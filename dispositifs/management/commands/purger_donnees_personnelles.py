"""`manage.py purger_donnees_personnelles`: erase the addresses that are no longer needed."""

from typing import Any

from django.core.management.base import BaseCommand

from dispositifs.actualisation.purge import purger


class Command(BaseCommand):
    help = (
        "Efface les adresses de ceux qui ont proposé une correction, passé leur date ; un an après "
        "la fin d’une campagne, les boîtes auxquelles elle a écrit. À lancer chaque jour."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        bilan = purger()
        self.stdout.write(
            f"Effacés : {bilan.auteurs} adresses d’auteurs, {bilan.boites} boîtes de campagnes "
            f"finies, {bilan.brouillons} réponses commencées et jamais envoyées."
        )
