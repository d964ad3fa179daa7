"""Processes that are asked one thing at a time, a JSON line each way; and servers."""

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any, Self

from outils.banc.bases import RACINE, Base
from outils.banc.mesure import Mesure

PATIENCE = 60


class Interlocuteur:
    """A process that answers: the portal on one base, or Datasette."""

    def __init__(self, commande: Sequence[str], environnement: dict[str, str]) -> None:
        self.processus = subprocess.Popen(
            commande,
            cwd=RACINE,
            env=environnement,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @classmethod
    def portail(cls, base: Base) -> Self:
        """The portal, in a process of its own."""
        return cls([sys.executable, "-m", "outils.banc.interieur"], base.environnement)

    def dire(self, ordre: str, **details: Any) -> Any:
        """Give an order, and wait for what it gives back."""
        entree, sortie = self.processus.stdin, self.processus.stdout
        if entree is None or sortie is None:
            raise SystemExit("Un processus du banc n’écoute pas.")
        entree.write(json.dumps({"ordre": ordre, **details}) + "\n")
        entree.flush()
        reponse = sortie.readline()
        if not reponse:
            raise SystemExit(f"Un processus du banc s’est arrêté : {ordre} {details}")
        return json.loads(reponse)

    def demander(self, chemin: str, **details: Any) -> Mesure:
        """What a page costs."""
        return Mesure(**self.dire("demander", chemin=chemin, **details))

    def demander_a_part(self, chemin: str, **details: Any) -> Mesure:
        """What it costs in a child of that process."""
        return Mesure(**self.dire("demander_a_part", chemin=chemin, **details))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # The end of its input is the end of its work; communicate also closes the pipes.
        self.processus.communicate(timeout=PATIENCE)


def port_libre() -> int:
    """A port that nobody listens to."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextlib.contextmanager
def gunicorn(base: Base) -> Iterator[int]:
    """The portal as it is served in production, two workers; gives its port."""
    port = port_libre()
    commande = [sys.executable, "-m", "gunicorn", "--config", "deploiement/gunicorn.conf.py"]
    commande += ["--access-logfile", "/dev/null", "--log-level", "critical", "portal.wsgi"]
    ecoute = {"ADRESSE_ECOUTE": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2"}
    serveur = subprocess.Popen(commande, cwd=RACINE, env=base.environnement | ecoute)
    try:
        _attendre(serveur, port)
        yield port
    finally:
        serveur.terminate()
        serveur.wait(timeout=PATIENCE)


def _attendre(serveur: subprocess.Popen[bytes], port: int) -> None:
    limite = time.monotonic() + PATIENCE
    while time.monotonic() < limite and serveur.poll() is None:
        essai = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        with contextlib.closing(essai), contextlib.suppress(OSError):
            essai.request("GET", "/sante/")
            if essai.getresponse().status == http.HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise SystemExit(f"Le portail ne répond pas (port {port}).")
