"""Start the processes that are compared, each on the loopback address, and stop them."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent.parent
# Production settings (docs/exploitation.md), in plain HTTP on the loopback, one worker.
REGLAGES = {
    "DJANGO_SETTINGS_MODULE": "outils.banc.reglages",
    "DEBUG": "false",
    "SECRET_KEY": "cle-du-banc-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "ALLOWED_HOSTS": "portail.example.org,127.0.0.1",
    "ADRESSE_DU_SITE": "https://portail.example.org",
    "SECURE_SSL_REDIRECT": "false",
    "CACHE_URL": "locmemcache://",
    "WEB_CONCURRENCY": "1",
    "LOG_LEVEL": "ERROR",
}
DELAI = 60


@dataclass(frozen=True)
class Base:
    """One SQLite file, and the environment of a process that reads it."""

    fichier: Path

    @property
    def environnement(self) -> dict[str, str]:
        """Production settings on this file."""
        return (
            dict(os.environ)
            | REGLAGES
            | {
                "DATABASE_URL": f"sqlite:///{self.fichier}",
                "BANC_DOSSIER": str(self.fichier.parent),
            }
        )

    def lancer(self, *arguments: str, capturer: bool = False) -> str:
        """Run a Python command on this base; its progress bars go to the terminal."""
        resultat = subprocess.run(
            [sys.executable, *arguments],
            cwd=RACINE,
            env=self.environnement,
            stdout=subprocess.PIPE if capturer else subprocess.DEVNULL,
            text=True,
            check=False,
        )
        if resultat.returncode:
            raise SystemExit(f"La commande a échoué : {' '.join(arguments)}")
        return resultat.stdout or ""


def port_libre() -> int:
    """A port that nobody listens to."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextlib.contextmanager
def servir(
    commande: Sequence[str], port: int, chemin: str, environnement: dict[str, str]
) -> Iterator[None]:
    """Keep a server up for the block; it is ready when `chemin` answers 200."""
    muet = subprocess.DEVNULL
    serveur = subprocess.Popen(commande, cwd=RACINE, env=environnement, stdout=muet, stderr=muet)
    try:
        _attendre(serveur, port, chemin)
        yield
    finally:
        serveur.terminate()
        serveur.wait(timeout=DELAI)


def _attendre(serveur: subprocess.Popen[bytes], port: int, chemin: str) -> None:
    limite = time.monotonic() + DELAI
    while time.monotonic() < limite and serveur.poll() is None:
        essai = http.client.HTTPConnection("127.0.0.1", port, timeout=DELAI)
        with contextlib.closing(essai), contextlib.suppress(OSError):
            essai.request("GET", chemin)
            if essai.getresponse().status == http.HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise SystemExit(f"Un serveur du banc ne répond pas (port {port}).")


@contextlib.contextmanager
def portail(base: Base) -> Iterator[int]:
    """The portal by gunicorn; gives its port."""
    port = port_libre()
    commande = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "deploiement/gunicorn.conf.py",
        "--access-logfile",
        "/dev/null",
        "--log-level",
        "error",
        "portal.wsgi",
    ]
    ecoute = {"ADRESSE_ECOUTE": f"127.0.0.1:{port}"}
    with servir(commande, port, "/sante/", base.environnement | ecoute):
        yield port
