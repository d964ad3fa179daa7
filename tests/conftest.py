"""What every test stands on: no network, one hypothesis profile, loud skips, a small register."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connection

from tests import fabriques, modele
from tests.bases import Base, partir_de
from tests.clients.programmes import PROGRAMMES, absents
from tests.navigateur.chromium import chercher_chromium
from tests.repartition import ParModule

TRAVAILLEUR = os.environ.get("PYTEST_XDIST_WORKER", "seul")
EN_CI = os.environ.get("CI", "").lower() in {"1", "true"}

# A CI run draws the same examples each time; a developer's draws new ones.
hypothesis.settings.register_profile("maison", deadline=None, max_examples=60, derandomize=EN_CI)
hypothesis.settings.load_profile("maison")


MD5 = "django.contrib.auth.hashers.MD5PasswordHasher"


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """What every test of every scope finds in the settings."""
    # A password costs a third of a second to hash well: here, badly will do.
    settings.PASSWORD_HASHERS = [MD5, *settings.PASSWORD_HASHERS]
    # collectstatic has not run: whitenoise looks files up instead of warning.
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: visiting it again took a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


class ReseauInterditError(OSError):
    """A test tried to leave the machine."""


def _est_local(adresse: Any) -> bool:
    """Unix sockets and the loopback range stay on the machine."""
    if not isinstance(adresse, tuple):
        return True
    hote = str(adresse[0])
    return hote in {"localhost", "::1"} or hote.startswith("127.")


@pytest.fixture(scope="session", autouse=True)
def _reseau_interdit() -> Iterator[None]:
    """Refuse every connection that is not to this machine, for the whole session."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def garde(origine: Any) -> Any:
        def appel(prise: socket.socket, adresse: Any) -> Any:
            if not _est_local(adresse):
                raise ReseauInterditError(f"Un test a voulu joindre {adresse} : aucun réseau ici.")
            return origine(prise, adresse)

        return appel

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", garde(connect))
        patch.setattr(socket.socket, "connect_ex", garde(connect_ex))
        yield


@pytest.fixture
def registre(db: None) -> fabriques.Registre:
    """Real places, the types, a source; no scheme yet."""
    return fabriques.registre()


@pytest.fixture
def demo(db: None) -> fabriques.Registre:
    """Real places and a small register that shows every case."""
    return fabriques.registre_de_demo()


@pytest.fixture(scope="module")
def _demo_du_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[fabriques.Registre]:
    yield from fabriques.scene(django_db_blocker, fabriques.registre_de_demo)


@pytest.fixture
def demo_partagee(_demo_du_module: fabriques.Registre, db: None) -> fabriques.Registre:
    """The same, made once for a module that asks for no other scenery."""
    return _demo_du_module


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> Iterator[None]:
    """The test database begins as the model that `migrate` made, once for all runs."""
    with modele.verrou():
        gardee = partir_de(modele.modele("vide"))
    yield
    if gardee is not None:
        gardee.close()


@pytest.fixture(scope="session")
def faire_une_copie(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Base]]:
    """Databases of this worker: a copy of the model named, for the rest of the session."""
    with ExitStack() as pile:

        def faire(role: str, usage: str) -> Base:
            dossier, nom = tmp_path_factory.getbasetemp(), f"{usage}_{TRAVAILLEUR}"
            return pile.enter_context(modele.copie(role, dossier, nom))

        yield faire


@pytest.fixture(scope="session")
def _copie_de_france(django_db_setup: None, faire_une_copie: Callable[..., Base]) -> Base:
    return faire_une_copie("france", "france")


@pytest.fixture(scope="module")
def france(_copie_de_france: Base) -> Iterator[None]:
    """All that `make setup` loads: the module works on a copy, each test is rolled back."""
    with _copie_de_france.branchee():
        yield


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ParModule:
    """One worker a core, one worker a module."""
    return ParModule(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: the quick ones say first what is broken.

    Without Chromium, or the program that a test names, they are skipped, loudly; in CI they fail.
    """
    for item in items:
        if "tests/navigateur/" in item.path.as_posix():
            item.add_marker(pytest.mark.navigateur)
            if chercher_chromium() is None and not EN_CI:
                item.add_marker(pytest.mark.skip(reason="Chromium absent (apt install chromium)"))
        for marque in item.iter_markers("programme"):
            if marque.args[0] in absents() and not EN_CI:
                paquet = PROGRAMMES[marque.args[0]]
                item.add_marker(pytest.mark.skip(reason=f"absent (apt install {paquet})"))
    items.sort(key=lambda item: item.get_closest_marker("navigateur") is not None)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in capitals what this machine could not test."""
    if chercher_chromium() is None:
        terminalreporter.write_line(
            "NON TESTÉ : les pages dans un navigateur. Installez Chromium (apt install chromium).",
            red=True,
            bold=True,
        )
    for programme, paquet in absents().items():
        terminalreporter.write_line(
            f"NON TESTÉ : nos fichiers relus par {programme}. Installez-le (apt install {paquet}).",
            red=True,
            bold=True,
        )
    if connection.vendor != "postgresql" and not EN_CI:
        terminalreporter.write_line(
            "NON TESTÉ : PostgreSQL, cette fois sur SQLite. Pour l’ajouter : "
            "DATABASE_URL=postgres://postgres@127.0.0.1/portail make test",
            yellow=True,
            bold=True,
        )


@pytest.hookimpl(trylast=True)
def pytest_report_header() -> list[str]:
    """Which database and which browser this run is about."""
    return [f"base : {connection.vendor}", f"chromium : {chercher_chromium() or 'absent'}"]
