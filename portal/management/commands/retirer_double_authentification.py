"""Way back in when nobody has a telephone left: from the machine itself."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Erase the second factor and the recovery codes of one account."""

    help = "Retire la double authentification d’un compte, qui la remettra en place en entrant."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("compte", help="identifiant du compte")

    def handle(self, *args: Any, **options: Any) -> None:
        compte = get_user_model().objects.filter(username=options["compte"]).first()
        if compte is None:
            raise CommandError(f"Aucun compte ne s’appelle « {options['compte']} ».")
        effaces, _ = Authenticator.objects.filter(user=compte).delete()
        suite = "retirée" if effaces else "déjà absente"
        self.stdout.write(f"Double authentification {suite} : {compte.get_username()}.")
