"""The real cast, the extract of the reference, and all of France for the tests that need it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from territoires.models import Territoire
from tests.fabriques import distribution
from tests.territoires.extrait import Dossier


@pytest.fixture(autouse=True)
def _fichiers_statiques_non_reunis(settings: Any) -> None:
    """collectstatic has not run here: whitenoise looks files up instead of warning."""
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def lieux(db: None) -> dict[str, Territoire]:
    """The real places of the tests, by reference."""
    return distribution()


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    """Real lines of the reference, in a folder of their own."""
    return Dossier(tmp_path)


@pytest.fixture(scope="module")
def france(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole reference, loaded once for a module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("importer_territoires", ecrire=True, verbosity=0)
        # PostgreSQL would check the deferred keys of every row again after each test.
        connection.check_constraints()
        with django_db_blocker.block():
            yield
        transaction.set_rollback(True)
