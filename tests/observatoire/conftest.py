"""Sceneries of the observatory's tests."""

import pytest

from tests.dispositifs.conftest import _demo_du_module, _demo_partagee
from tests.fabriques import Registre, registre
from tests.territoires.conftest import france

__all__ = ["_demo_du_module", "_demo_partagee", "france"]


@pytest.fixture(name="registre")
def _registre(db: None) -> Registre:
    """Real places, the types, a source; no scheme yet."""
    return registre()
