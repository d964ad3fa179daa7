"""Sceneries of the register's tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fabriques import Registre, registre, registre_de_demo, scene


@pytest.fixture(name="registre")
def _registre(db: None) -> Registre:
    """Real places, the types, a source; no scheme yet."""
    return registre()


@pytest.fixture(name="demo")
def _demo(db: None) -> Registre:
    """The small register that shows every case."""
    return registre_de_demo()


@pytest.fixture(scope="module", name="_demo_du_module")
def _demo_du_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Registre]:
    yield from scene(django_db_blocker, registre_de_demo)


@pytest.fixture(name="demo_partagee")
def _demo_partagee(_demo_du_module: Registre, db: None) -> Registre:
    """The same, made once for a module that asks for no other scenery."""
    return _demo_du_module
