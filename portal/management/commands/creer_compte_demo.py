"""A staff account to try the admin with, on a development site only."""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

IDENTIFIANT = "demo"


class Command(BaseCommand):
    """Give the account « demo » a fresh random password and print it: it is kept nowhere."""

    help = "Crée le compte de démonstration, ou change son mot de passe, et l’affiche."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="port du site (défaut : 8000)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "Pas de compte de démonstration sur un site en production. "
                "Créez un vrai compte : manage.py createsuperuser"
            )
        compte, _ = get_user_model().objects.get_or_create(username=IDENTIFIANT)
        mot_de_passe = secrets.token_urlsafe(12)
        compte.set_password(mot_de_passe)
        compte.is_active = compte.is_staff = compte.is_superuser = True
        compte.save()
        adresse = f"http://127.0.0.1:{options['port']}/"
        self.stdout.write(
            f"\n  Site            {adresse}\n"
            f"  Administration  {adresse}admin/\n"
            f"  Identifiant     {IDENTIFIANT}\n"
            f"  Mot de passe    {mot_de_passe}\n"
        )
