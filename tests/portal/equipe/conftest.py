"""Accounts of each role, and what they keep."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client

from portal.equipe.roles import appliquer_roles


@pytest.fixture
def entrer_comme(db: None) -> Callable[[str], Client]:
    """A client signed in with one role of `portal.equipe.roles`; « tous » for all, « » for none."""

    def entrer(role: str) -> Client:
        appliquer_roles(apps)
        compte, _ = User.objects.get_or_create(
            username=role or "sans-role", is_staff=True, is_superuser=role == "tous"
        )
        if role not in ("", "tous"):
            compte.groups.set([Group.objects.get(name=role)])
        client = Client()
        client.force_login(compte)
        return client

    return entrer
