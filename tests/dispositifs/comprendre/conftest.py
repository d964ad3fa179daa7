"""A few words explained, compared and counted; a test writes the rest."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client


def _connecter(nom: str, *droits: str) -> Client:
    compte = User.objects.create_user(nom, is_staff=True)
    compte.user_permissions.set(Permission.objects.filter(codename__in=droits))
    client = Client()
    client.force_login(compte)
    return client


@pytest.fixture
def editrice(db: None) -> Client:
    """Who writes the explainers: may see and change them, and what they are made of."""
    publiables = ("explication", "reponsecritere", "textereference", "terme", "chiffre")
    modeles = (*publiables, "partie", "sourcedepartie")
    return _connecter(
        "editrice",
        *(f"publier_{modele}" for modele in publiables),
        *(f"{verbe}_{m}" for verbe in ("add", "change", "view") for m in modeles),
    )


@pytest.fixture
def documentaliste(db: None) -> Client:
    """Staff, but not for the explainers."""
    return _connecter("documentaliste", "change_notice")
