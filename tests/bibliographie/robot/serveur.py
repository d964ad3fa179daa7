"""A server on this machine for the robot to visit, and a directory of names to reach it by."""

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from bibliographie.robot.frontiere import Frontiere, NomInconnuError

Reponse = Callable[["Visiteur"], None]


@dataclass(frozen=True)
class Demande:
    methode: str
    hote: str
    chemin: str
    entetes: dict[str, str]
    a: float


class Visiteur(BaseHTTPRequestHandler):
    """One request: what the table of the server says for its path."""

    protocol_version = "HTTP/1.1"
    serveur: "Serveur"
    servi_pour = ""

    def do_HEAD(self) -> None:
        self.serveur.repondre(self)

    def do_GET(self) -> None:
        self.serveur.repondre(self)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def dire(self, code: int, corps: bytes = b"", **entetes: str) -> None:
        # Before a byte leaves: the robot may ask again as soon as it has read the answer.
        self.serveur.quitter(self)
        self.send_response(code)
        for nom, valeur in entetes.items():
            self.send_header(nom.replace("_", "-"), valeur)
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(corps)


class Serveur:
    """Counts who asks what, and how many at once."""

    def __init__(self) -> None:
        self.pages: dict[str, Reponse] = {}
        self.demandes: list[Demande] = []
        self.en_cours: Counter[str] = Counter()
        self.maximum: dict[str, int] = defaultdict(int)
        self.fin = threading.Event()
        self._verrou = threading.Lock()
        visiteur = type("VisiteurDIci", (Visiteur,), {"serveur": self})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), visiteur)
        self.http.daemon_threads = False
        self._fil = threading.Thread(target=self.http.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def port(self) -> int:
        return self.http.server_address[1]

    def url(self, chemin: str, hote: str = "source.example") -> str:
        return f"http://{hote}:{self.port}{chemin}"

    def ouvrir(self) -> None:
        self._fil.start()

    def fermer(self) -> None:
        self.fin.set()
        self.http.shutdown()
        self.http.server_close()
        self._fil.join()

    def repondre(self, visiteur: Visiteur) -> None:
        hote = visiteur.servi_pour = visiteur.headers["Host"].partition(":")[0]
        with self._verrou:
            self.demandes.append(
                Demande(
                    visiteur.command,
                    hote,
                    visiteur.path,
                    dict(visiteur.headers),
                    time.monotonic(),
                )
            )
            for cle in (hote, "tous"):
                self.en_cours[cle] += 1
                self.maximum[cle] = max(self.maximum[cle], self.en_cours[cle])
        try:
            self.pages.get(visiteur.path, _absente)(visiteur)
        except (BrokenPipeError, ConnectionResetError):
            visiteur.close_connection = True
        finally:
            self.quitter(visiteur)

    def quitter(self, visiteur: Visiteur) -> None:
        """This visitor is no longer being served; to say so twice changes nothing."""
        hote, visiteur.servi_pour = visiteur.servi_pour, ""
        with self._verrou:
            for cle in (hote, "tous") if hote else ():
                self.en_cours[cle] -= 1

    def page(self, chemin: str, code: int = 200, corps: bytes = b"bonjour", **entetes: str) -> str:
        """Answer so at this path; its address."""
        self.pages[chemin] = lambda visiteur: visiteur.dire(code, corps, **entetes)
        return self.url(chemin)

    def redirection(self, chemin: str, vers: str, code: int = 301) -> str:
        """Send elsewhere from this path; its address."""
        return self.page(chemin, code, b"", Location=vers)


def _absente(visiteur: Visiteur) -> None:
    visiteur.dire(404)


class Annuaire:
    """Stands for DNS: names given to it, by default this machine; others do not exist."""

    def __init__(self) -> None:
        self.noms: dict[str, list[str]] = {}
        self.questions: list[str] = []

    async def resoudre(self, hote: str, port: int) -> list[str]:
        self.questions.append(hote)
        if hote in self.noms:
            return self.noms[hote]
        if hote.endswith(".example"):
            return ["127.0.0.1"]
        raise NomInconnuError("nom de domaine inconnu")

    def frontiere(self, serveur: Serveur) -> Frontiere:
        """Let in the server's own address and port, exactly."""
        return Frontiere(self.resoudre, frozenset({("127.0.0.1", serveur.port)}))
