"""Sceneries of the portal's tests."""

import pytest

from tests.fabriques import Registre, registre, registre_de_demo
from tests.territoires.conftest import france

__all__ = ["france"]


@pytest.fixture(name="registre")
def _registre(db: None) -> Registre:
    """Real places, the types, a source; no scheme yet."""
    return registre()


@pytest.fixture(name="demo")
def _demo(db: None) -> Registre:
    """The small register that shows every case."""
    return registre_de_demo()
