"""`python -m outils.banc.interieur`: the portal in one process, asked by lines of JSON.

It calls the WSGI application itself, through every middleware: what is timed is the portal, not a
client nor a socket. Orders: `demander` a page, `demander_a_part` in a child, `lire` its text,
`ecrire` as an editor does, `oublier` what these writes left in the history.
"""

import json
import logging
import multiprocessing
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application
from django.db import connection

from outils.banc.mesure import Mesure

# A request that lasts more is cut: the bench ends in minutes whatever it meets.
LIMITE = 10.0
# What a streamed answer must have sent to have begun.
DEBUT = 100_000


class TropLong(BaseException):
    """The time is up. No Exception, so that Django makes no error page of it."""


class Attente:
    """Count queries, and the time they take that is not computing in this process.

    None with SQLite, which computes here: what is missing was given to other processes.
    """

    def __init__(self) -> None:
        self.requetes, self.secondes = 0, 0.0

    def __call__(self, executer: Callable[..., Any], *arguments: Any) -> Any:
        depart, cpu = time.perf_counter(), time.thread_time()
        try:
            return executer(*arguments)
        finally:
            self.requetes += 1
            if connection.vendor != "sqlite":
                self.secondes += time.perf_counter() - depart - (time.thread_time() - cpu)


class Ecoute:
    """One request under way: its clocks, and what it has sent so far."""

    def __init__(self, lecture: float) -> None:
        self.attente = Attente()
        self.lecture = lecture
        self.statut, self.vers = 0, ""
        self.octets, self.debut, self.coupee = 0, 0.0, False
        self.memoire = _sommet()
        self.depart, self.cpu = time.perf_counter(), time.thread_time()

    def commencer(self, statut: str, entetes: list[tuple[str, str]], *_: Any) -> None:
        """WSGI's `start_response`."""
        self.statut = int(statut[:3])
        self.vers = dict(entetes).get("Location", "")

    def recevoir(self, reponse: Any) -> None:
        """Read the answer to its end, or to the end of the time given to read it."""
        for morceau in reponse:
            self.octets += len(morceau)
            if not self.debut and self.octets >= DEBUT:
                self.debut = time.thread_time() - self.cpu + self.attente.secondes
            if time.perf_counter() - self.depart > self.lecture:
                self.coupee = True
                break
        reponse.close()

    def mesure(self) -> Mesure:
        """What it has cost until now."""
        cpu, ecoule = time.thread_time() - self.cpu, time.perf_counter() - self.depart
        return Mesure(
            statut=self.statut,
            octets=self.octets,
            ecoule=ecoule,
            cpu=cpu,
            attente=self.attente.secondes,
            debut=self.debut or cpu + self.attente.secondes,
            requetes=self.attente.requetes,
            memoire=_sommet() - self.memoire,
            coupee=self.coupee,
            vers=self.vers,
        )


def _sommet() -> int:
    """The most memory that the process has held, in kilobytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class Portail:
    """The application, and an editor who writes in it."""

    def __init__(self) -> None:
        self.application: Any = get_wsgi_application()
        signal.signal(signal.SIGALRM, _sonner)
        self.gestes = 0

    def demander(
        self, chemin: str, *, temoin: bool = False, fragment: bool = False, lecture: float = LIMITE
    ) -> dict[str, Any]:
        """Ask a page; read a streamed answer for `lecture` seconds at most."""
        environ = _environ(chemin, temoin=temoin, fragment=fragment)
        signal.setitimer(signal.ITIMER_REAL, LIMITE)
        ecoute = Ecoute(lecture)
        try:
            with connection.execute_wrapper(ecoute.attente):
                ecoute.recevoir(self.application(environ, ecoute.commencer))
        except TropLong:
            ecoute.coupee = True
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        # SQLite makes an error of its own of what is raised in a function that it calls.
        ecoute.coupee |= time.perf_counter() - ecoute.depart >= LIMITE
        mesure = ecoute.mesure()
        if mesure.coupee:
            # What it was reading is of no use to the next request.
            connection.close()
        return mesure.en_dict()

    def demander_a_part(self, chemin: str, *, avant: str, lecture: float) -> dict[str, Any]:
        """The same in a child, whose memory nothing else has filled; it asks `avant` first."""
        # No connection may be shared with a child.
        connection.close()
        bifurquer = multiprocessing.get_context("fork")
        recu, rendu = bifurquer.Pipe(duplex=False)

        def repondre() -> None:
            self.demander(avant)
            rendu.send(self.demander(chemin, lecture=lecture))

        enfant = bifurquer.Process(target=repondre)
        enfant.start()
        rendu.close()
        mesure: dict[str, Any] = recu.recv()
        enfant.join()
        return mesure

    def lire(self, chemin: str) -> str:
        """The text of a page."""
        reponse: Any = self.application(_environ(chemin), lambda *_: None)
        corps: Iterable[bytes] = reponse
        texte = b"".join(corps).decode()
        reponse.close()
        return texte

    def ecrire(self) -> int:
        """Save a dispositif and a notice as the admin does: nothing kept before is still true."""
        from bibliographie.models import Notice
        from dispositifs.models import Dispositif

        self.gestes += 1
        dispositif = Dispositif.objects.order_by("pk").first()
        notice = Notice.objects.order_by("pk").first()
        if dispositif is None or notice is None:
            raise SystemExit("Rien à écrire : la base est vide.")
        dispositif.presentation = _autrement(dispositif.presentation)
        dispositif.save()
        notice.titre = _autrement(notice.titre)
        notice.save()
        return self.gestes

    def oublier(self) -> int:
        """Leave the base as it was found."""
        from bibliographie.models import Notice
        from dispositifs.models import Dispositif

        if self.gestes % 2:
            self.ecrire()
        for modele in (Dispositif, Notice):
            histoire: Any = modele.objects.order_by("pk")[0].history
            derniers = histoire.order_by("-history_id")[: self.gestes]
            histoire.filter(history_id__in=[h.history_id for h in derniers]).delete()
        return self.gestes


def _autrement(texte: str) -> str:
    """Another text; asked again, the first one."""
    return texte.removesuffix(" …") if texte.endswith(" …") else f"{texte} …"


def _environ(chemin: str, *, temoin: bool = False, fragment: bool = False) -> dict[str, Any]:
    """What a server would give the application for this address."""
    morceaux = urlsplit(chemin)
    environ: dict[str, Any] = {
        "PATH_INFO": unquote(morceaux.path, "latin-1"),
        "QUERY_STRING": morceaux.query,
        "REMOTE_ADDR": "127.0.0.1",
    }
    # With any cookie no page is kept: the bare view is made anew each time.
    if temoin:
        environ["HTTP_COOKIE"] = "banc=1"
    if fragment:
        environ["HTTP_X_REQUESTED_WITH"] = "fetch"
    setup_testing_defaults(environ)
    return environ


def _sonner(*_: object) -> None:
    raise TropLong


def main() -> None:
    """Answer until nothing more is asked."""
    # Refusals are in the report.
    logging.disable()
    portail = Portail()
    for ligne in sys.stdin:
        details = json.loads(ligne)
        reponse = getattr(portail, details.pop("ordre"))(**details)
        sys.stdout.write(json.dumps(reponse) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
