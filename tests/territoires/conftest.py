"""The real cast, the extract of the reference, and all of France for the tests that need it."""

from pathlib import Path

import pytest

from territoires.models import Territoire
from tests.fabriques import distribution
from tests.territoires.importation.extrait import Dossier


@pytest.fixture
def lieux(db: None) -> dict[str, Territoire]:
    """The real places of the tests, by reference."""
    return distribution()


@pytest.fixture
def dossier(tmp_path: Path) -> Dossier:
    """Real lines of the reference, in a folder of their own."""
    return Dossier(tmp_path)
