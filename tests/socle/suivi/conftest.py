"""Two editors and a scheme whose perimeter, life and coordination they both may change."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from dispositifs.models import Dispositif
from tests.fabriques import Registre, un_organisme


@pytest.fixture
def cls(registre: Registre) -> Dispositif:
    """A published CLS over two communes, with two étapes and a coordination."""
    return registre.un_dispositif(
        "cls",
        perimetre=[("commune-83126", "entiere"), "commune-83137"],
        etapes=[("en-projet", "2016"), ("actif", "2018-03")],
        coordination="dediee",
        porteur=un_organisme(),
        presentation="Un contrat.",
        slug="cls-la-seyne-sur-mer",
    )


def _editrice(nom: str, prenom: str) -> Client:
    compte = User.objects.create_superuser(nom, first_name=prenom, last_name="Test")
    client = Client()
    client.force_login(compte)
    return client


@pytest.fixture
def alice(db: None) -> Client:
    """Who opens the page first, and saves last."""
    return _editrice("alice", "Alice")


@pytest.fixture
def basile(db: None) -> Client:
    """Who saves meanwhile."""
    return _editrice("basile", "Basile")


@pytest.fixture
def adresse(cls: Dispositif) -> Any:
    """The editors' page of the CLS."""
    return f"/admin/dispositifs/dispositif/{cls.pk}/change/"
