"""`manage.py relancer_invitations [--ecrire]`: remind the coordinations that did not answer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from dispositifs.actualisation import envoi
from dispositifs.models import Invitation
from socle.textes import accorder


class Command(BaseCommand):
    help = (
        "Envoie les relances du jour : invitations parties, restées sans réponse plus longtemps "
        "que le délai de leur campagne, et pas encore trop relancées ; et les décisions dont le "
        "message à l’auteur n’était pas parti. À lancer chaque jour. "
        "Sans --ecrire, dit seulement combien partiraient."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ecrire", action="store_true", help="Envoie les messages.")

    def handle(self, *args: Any, ecrire: bool, verbosity: int, **options: Any) -> None:
        a_relancer = Invitation.objects.a_relancer().select_related("campagne", "dispositif")
        nombre = a_relancer.count()
        if not ecrire:
            self.stdout.write(f"{nombre} à relancer. Rien n’est parti : ajoutez --ecrire.")
            return
        with tqdm(total=nombre, unit="message", disable=verbosity < 1 or None) as barre:
            bilan = envoi.relancer(a_relancer, barre.update)
        partis = accorder(bilan.partis, "relance partie", "relances parties")
        echecs = accorder(bilan.echecs, "échec")
        self.stdout.write(f"{bilan.partis} {partis}, {bilan.echecs} {echecs}.")
        if prevenus := envoi.prevenir_en_retard():
            mots = accorder(prevenus, "auteur prévenu", "auteurs prévenus")
            self.stdout.write(
                f"{prevenus} {mots} d’une décision dont le message n’était pas parti."
            )
