"""The robot's cast: a local server, a directory, and a robot that may go there."""

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bibliographie.robot.cadence import Cadence
from bibliographie.robot.client import Client
from bibliographie.robot.frontiere import Frontiere
from bibliographie.robot.visite import Robot, Visite
from tests.bibliographie.robot.serveur import Annuaire, Serveur

Visiter = Callable[..., Visite]


@pytest.fixture
def serveur() -> Iterator[Serveur]:
    serveur = Serveur()
    serveur.ouvrir()
    yield serveur
    serveur.fermer()


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell starts what runs in the background deaf to interruptions: hear them again."""
    avant = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, avant)


@pytest.fixture
def annuaire() -> Annuaire:
    return Annuaire()


@pytest.fixture
def frontiere(serveur: Serveur, annuaire: Annuaire) -> Frontiere:
    return annuaire.frontiere(serveur)


@pytest.fixture
def visiter(frontiere: Frontiere) -> Visiter:
    """Visit addresses one after the other with one robot; the last visit."""

    def visiter(*urls: str, **options: Any) -> Visite:
        async def tout() -> Visite | None:
            client = Client("essai/1.0", **{"frontiere": frontiere, **options})
            robot = Robot(client, Cadence(delai_s=0))
            try:
                return [await robot.visiter(url) for url in urls][-1]
            finally:
                await client.aclose()

        visite = asyncio.run(tout())
        assert visite is not None
        return visite

    return visiter


@pytest.fixture
def connexions(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address that a socket tried to reach."""
    tentees: list[Any] = []
    connect = socket.socket.connect

    def noter(prise: socket.socket, adresse: Any) -> None:
        tentees.append(adresse)
        connect(prise, adresse)

    monkeypatch.setattr(socket.socket, "connect", noter)
    return tentees
