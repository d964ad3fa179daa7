"""The cast of places, and the command that gives them outlines."""

from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from territoires.models import Territoire
from tests.fabriques import Registre, distribution, registre_de_demo, scene
from tests.territoires.contours.formes import communes, ecrire_geojson

Importer = Callable[..., str]


@pytest.fixture
def lieux(db: None) -> dict[str, Territoire]:
    return distribution()


@pytest.fixture
def importer(tmp_path: Path) -> Importer:
    """Run the command on features or on files; what it prints, with plain spaces."""
    return partial(_importer, tmp_path)


def _importer(dossier: Path, *sources: Any, **options: Any) -> str:
    fichiers = [s for s in sources if isinstance(s, Path)]
    objets = [s for s in sources if not isinstance(s, Path)]
    if objets:
        fichiers.append(ecrire_geojson(dossier / "contours.geojson", objets))
    sortie = StringIO()
    options = {"ecrire": True, "verbosity": 0, "millesime": 2024} | options
    call_command("importer_contours", *map(str, fichiers), stdout=sortie, **options)
    return sortie.getvalue().replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture(scope="module")
def _scene(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Registre]:
    def faire() -> Registre:
        demo = registre_de_demo()
        _importer(tmp_path_factory.mktemp("contours"), *communes())
        return demo

    yield from scene(django_db_blocker, faire)


@pytest.fixture
def demo_dessinee(_scene: Registre, db: None) -> Registre:
    """The small register, its communes drawn as squares."""
    return _scene
