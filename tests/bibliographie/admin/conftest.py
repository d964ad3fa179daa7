"""An editor at work, and what the page tells her."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client


@pytest.fixture(name="editrice")
def _editrice(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("editrice", password="x"))
    return client


def textes(reponse: Any) -> list[str]:
    """The messages at the top of the page."""
    return [str(message) for message in reponse.context["messages"]]
