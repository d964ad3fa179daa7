"""Time pages over HTTP, turn by turn, so that a busy machine weighs on all of them alike."""

import http.client
import time
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus

from tqdm import tqdm

DELAI = 120


@dataclass(frozen=True)
class Reponse:
    """What one request gave."""

    statut: int
    entetes: dict[str, str]
    corps: bytes
    duree: float


class Client:
    """One kept connection to a port of the loopback address."""

    def __init__(self, port: int) -> None:
        self.connexion = http.client.HTTPConnection("127.0.0.1", port, timeout=DELAI)

    def lire(self, chemin: str, **entetes: str) -> Reponse:
        """GET, body included, with the time it took in seconds."""
        try:
            duree, reponse, corps = self._demander(chemin, entetes)
        except http.client.RemoteDisconnected:
            # A server closes a connection left idle: uvicorn after five seconds.
            self.connexion.close()
            duree, reponse, corps = self._demander(chemin, entetes)
        lus = {nom.lower(): valeur for nom, valeur in reponse.getheaders()}
        return Reponse(reponse.status, lus, corps, duree)

    def _demander(
        self, chemin: str, entetes: dict[str, str]
    ) -> tuple[float, http.client.HTTPResponse, bytes]:
        depart = time.perf_counter()
        self.connexion.request("GET", chemin, headers=entetes)
        reponse = self.connexion.getresponse()
        corps = reponse.read()
        return time.perf_counter() - depart, reponse, corps

    def page(self, chemin: str) -> Reponse:
        """GET a page that must answer 200."""
        reponse = self.lire(chemin)
        if reponse.statut != HTTPStatus.OK:
            raise SystemExit(f"{chemin} répond {reponse.statut} : le banc s’arrête là.")
        return reponse


@dataclass(frozen=True)
class Visite:
    """A page to time: a name, whom to ask, what, and with which headers."""

    nom: str
    client: Client
    chemin: str
    entetes: tuple[tuple[str, str], ...] = ()


def chronometrer(visites: Iterable[Visite], tours: int) -> dict[str, float]:
    """The best time of each, in seconds; every turn asks each once, after one for nothing.

    The best, not the mean: what else the machine does only ever adds, and more to long pages.
    """
    toutes = list(visites)
    durees: dict[str, list[float]] = {visite.nom: [] for visite in toutes}
    with tqdm(total=(tours + 1) * len(toutes), desc="Mesures", unit=" pages", leave=False) as barre:
        for tour in range(tours + 1):
            for visite in toutes:
                reponse = visite.client.lire(visite.chemin, **dict(visite.entetes))
                if reponse.statut not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
                    raise SystemExit(f"{visite.chemin} répond {reponse.statut}.")
                if tour:
                    durees[visite.nom].append(reponse.duree)
                barre.update()
    return {nom: min(valeurs) for nom, valeurs in durees.items()}
