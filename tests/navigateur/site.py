"""The site as production serves it: gunicorn, DEBUG=false, hashed static files, real data.

It is a process of its own, so the browser suite meets what a visitor meets, and its database
holds what `make setup` loads: each worker gets its own copy of the model.
"""

import contextlib
import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from tests import modele
from tests.bases import Base

RACINE = Path(__file__).resolve().parent.parent.parent
COMPTE, MOT_DE_PASSE = "editrice", "phare-du-planier-1774"
REGLAGES = {
    "DEBUG": "false",
    "SECRET_KEY": "cle-des-tests-de-navigateur-0123456789-abcdefghijklmnopqrstuvwxyz",
    "ALLOWED_HOSTS": "portail.example.org,127.0.0.1",
    "ADRESSE_DU_SITE": "https://portail.example.org",
    # The suite speaks plain HTTP to the loopback address.
    "SECURE_SSL_REDIRECT": "false",
    # A code at each sign-in would slow every test; tests/navigateur/test_publier.py does one.
    "MFA_OBLIGATOIRE": "false",
    "CACHE_URL": "locmemcache://",
    "WEB_CONCURRENCY": "1",
    "LOG_LEVEL": "WARNING",
    "DJANGO_SUPERUSER_PASSWORD": MOT_DE_PASSE,
}


@dataclass(frozen=True)
class Site:
    """A running site: where it answers, and its command line."""

    adresse: str
    environnement: dict[str, str]

    def gerer(self, *arguments: str) -> str:
        """Output of one manage.py command on this site's database."""
        return _gerer(list(arguments), self.environnement)


def _gerer(arguments: list[str], environnement: dict[str, str]) -> str:
    resultat = subprocess.run(
        [sys.executable, "manage.py", *arguments, "--verbosity", "0"],
        cwd=RACINE,
        env=os.environ | environnement,
        capture_output=True,
        text=True,
        check=False,
    )
    if resultat.returncode:
        raise RuntimeError(f"{' '.join(arguments)} :\n{resultat.stdout}{resultat.stderr}")
    return resultat.stdout


@contextlib.contextmanager
def base_chargee(commun: Path, travailleur: str) -> Iterator[Base]:
    """This worker's copy of the loaded database, and the account that signs in to it."""
    with modele.copie("france", commun, f"site_{travailleur}") as base:
        environnement = REGLAGES | {"DATABASE_URL": base.url}
        with modele.verrou():
            # The files are hashed once, for all the workers of this run.
            if not (commun / "statiques").exists():
                _gerer(["collectstatic", "--noinput"], environnement)
                (commun / "statiques").touch()
        compte = ["--username", COMPTE, "--email", "editrice@example.org"]
        _gerer(["createsuperuser", "--noinput", *compte], environnement)
        yield base


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextlib.contextmanager
def demarrer(base: Base, journal: Path) -> Iterator[Site]:
    """Serve that database with gunicorn until the end of the block."""
    port = _port_libre()
    adresse = f"http://127.0.0.1:{port}"
    environnement = REGLAGES | {
        "DATABASE_URL": base.url,
        "ADRESSE_ECOUTE": f"127.0.0.1:{port}",
        # One file a message: tests/navigateur/test_campagne.py reads them.
        "EMAIL_URL": f"filemail:///{journal.with_suffix('.courriers')}",
    }
    gunicorn = shutil.which("gunicorn", path=str(Path(sys.executable).parent)) or "gunicorn"
    with journal.open("w") as sortie:
        serveur = subprocess.Popen(
            [gunicorn, "--config", "deploiement/gunicorn.conf.py", "portal.wsgi"],
            cwd=RACINE,
            env=os.environ | environnement,
            stdout=sortie,
            stderr=subprocess.STDOUT,
        )
        try:
            _attendre(adresse, serveur, journal)
            yield Site(adresse, environnement)
        finally:
            serveur.terminate()
            serveur.wait(timeout=40)


def _attendre(adresse: str, serveur: subprocess.Popen[bytes], journal: Path) -> None:
    """Return when /sante/ answers; tell the server's log when it does not.

    A loaded machine may take long to refuse, to accept, or to answer the first request.
    """
    limite = time.monotonic() + 180
    while time.monotonic() < limite and serveur.poll() is None:
        sante = http.client.HTTPConnection(adresse.removeprefix("http://"), timeout=20)
        with contextlib.closing(sante), contextlib.suppress(OSError):
            sante.request("GET", "/sante/")
            if sante.getresponse().status == HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Le site ne répond pas :\n{journal.read_text()}")
