"""The site as production serves it: gunicorn, DEBUG=false, hashed static files, real data.

It is a process of its own, so the browser suite meets what a visitor meets, and its database
holds what `make setup` loads: each worker gets its own copy of the model.
"""

import http.client
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import cache
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
}


@dataclass(frozen=True)
class Site:
    """A running site: where it answers, its database, the folder of the messages it sends."""

    adresse: str
    base: Base
    courriers: Path
    # pytest-django keeps every database shut to a test that has not asked for its own.
    permission: Callable[[], AbstractContextManager[None]] = nullcontext

    def ecrire(self, action: Callable[[], object]) -> None:
        """Run that on this site's database: in a thread, since Playwright keeps the event loop
        of this one and Django refuses to write beside a loop."""

        def agir() -> None:
            with self.permission(), self.base.branchee():
                action()

        with ThreadPoolExecutor(1) as fil:
            fil.submit(agir).result()

    def creer_compte(self, nom: str, role: str = "", prenom: str = "") -> None:
        """An account that signs in with MOT_DE_PASSE: of that role, or of all rights."""
        from django.contrib.auth.hashers import make_password
        from django.contrib.auth.models import Group, User

        def creer() -> None:
            compte = User.objects.create(
                username=nom,
                email=f"{nom}@example.org",
                first_name=prenom,
                # As production hashes it, whatever the tests themselves do.
                password=make_password(MOT_DE_PASSE, hasher="pbkdf2_sha256"),
                is_staff=True,
                is_superuser=not role,
            )
            if role:
                compte.groups.add(Group.objects.get(name=role))

        self.ecrire(creer)


@contextmanager
def base_chargee(commun: Path, travailleur: str) -> Iterator[Base]:
    """This worker's copy of the loaded database; the files are hashed once for them all."""
    with modele.copie("france", commun, f"site_{travailleur}") as base:
        with modele.verrou():
            _reunir_les_fichiers(base)
        yield base


@cache
def statiques() -> Path:
    """Where the hashed files of this tree are: they are kept from run to run, as models are."""
    sources = [RACINE / "portal" / "settings.py"]
    for dossier in ("static", "docs/guide/images"):
        sources += [c for c in (RACINE / dossier).rglob("*") if c.is_file()]
    return modele.DOSSIER / f"statiques_{modele.digest(sources)}"


def _reunir_les_fichiers(base: Base) -> None:
    """Hash and compress them, unless a run has; to be called under the lock."""
    if statiques().exists():
        return
    for ancien in modele.DOSSIER.glob("statiques_*"):
        shutil.rmtree(ancien)
    chantier = modele.DOSSIER / "chantier_statiques"
    shutil.rmtree(chantier, ignore_errors=True)
    resultat = subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        cwd=RACINE,
        env=os.environ | REGLAGES | {"DATABASE_URL": base.url, "STATIC_ROOT": str(chantier)},
        capture_output=True,
        text=True,
        check=False,
    )
    if resultat.returncode:
        raise RuntimeError(f"collectstatic :\n{resultat.stdout}{resultat.stderr}")
    chantier.rename(statiques())


def _port_libre() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])


@contextmanager
def demarrer(
    base: Base,
    journal: Path,
    permission: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Iterator[Site]:
    """Serve that database with gunicorn until the end of the block."""
    port = _port_libre()
    site = Site(f"http://127.0.0.1:{port}", base, journal.with_suffix(".courriers"), permission)
    environnement = REGLAGES | {
        "DATABASE_URL": base.url,
        "ADRESSE_ECOUTE": f"127.0.0.1:{port}",
        "STATIC_ROOT": str(statiques()),
        # One file a message: tests/navigateur/test_campagne.py reads them.
        "EMAIL_URL": f"filemail:///{site.courriers}",
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
            _attendre(site.adresse, serveur, journal)
            site.creer_compte(COMPTE)
            yield site
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
        with closing(sante), suppress(OSError):
            sante.request("GET", "/sante/")
            if sante.getresponse().status == HTTPStatus.OK:
                return
        time.sleep(0.1)
    raise RuntimeError(f"Le site ne répond pas :\n{journal.read_text()}")
