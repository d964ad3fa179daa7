"""Sceneries of the agenda's tests."""

import pytest

from tests.dispositifs.conftest import _demo_du_module, _demo_partagee
from tests.fabriques import Registre, registre

__all__ = ["_demo_du_module", "_demo_partagee"]


@pytest.fixture(name="registre")
def _registre(db: None) -> Registre:
    """Real places, the types, a source; no scheme yet."""
    return registre()
