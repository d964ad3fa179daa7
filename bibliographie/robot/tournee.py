"""A round: many visits at once, each written as soon as it is over.

The database is only touched between two runs of the event loop, in the calling thread: an
interruption leaves every finished visit written and no half of another.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from bibliographie.models import ControleLien, Lien
from bibliographie.robot import releve
from bibliographie.robot.cadence import Cadence
from bibliographie.robot.client import Client
from bibliographie.robot.visite import Robot, Visite

FENETRE = 200
TEMOINS = 3

Tache = asyncio.Task[Visite | None]


@dataclass
class Bilan:
    """What a round did."""

    etats: Counter[Lien.Etat] = field(default_factory=Counter)
    reportes: int = 0
    changes: int = 0
    sans_reseau: int = 0

    @property
    def ecrits(self) -> int:
        """Visits written."""
        return self.etats.total()


class Tournee:
    """Visits links, oldest first, and writes what it finds.

    Servers that cannot be reached are believed only once another one has answered: with our own
    network down, every link would look dead. `suivre` is told each visit that is over.
    """

    def __init__(
        self,
        client: Client,
        cadence: Cadence,
        suivre: Callable[[str, Visite | None], None] = lambda url, visite: None,
    ) -> None:
        self.bilan = Bilan()
        self._client = client
        self._robot = Robot(client, cadence)
        self._suivre = suivre
        self._reseau_sur = False
        self._en_attente: list[tuple[int, Visite]] = []

    def faire(self, liens: Iterable[tuple[int, str]]) -> Bilan:
        """Visit (key, address) pairs; KeyboardInterrupt passes, `bilan` says what is written."""
        taches: dict[Tache, tuple[int, str]] = {}
        with asyncio.Runner() as boucle:
            try:
                self._parcourir(boucle, taches, liens)
                if self._en_attente:
                    self._parcourir(boucle, taches, self._temoins())
            finally:
                boucle.run(self._fermer(taches))
        self.bilan.sans_reseau = len(self._en_attente)
        return self.bilan

    def _parcourir(
        self,
        boucle: asyncio.Runner,
        taches: dict[Tache, tuple[int, str]],
        liens: Iterable[tuple[int, str]],
    ) -> None:
        restants = iter(liens)
        while True:
            for pk, url in islice(restants, FENETRE - len(taches)):
                tache = boucle.get_loop().create_task(self._robot.visiter(url))
                taches[tache] = (pk, url)
            if not taches:
                return
            for tache in boucle.run(_premieres(taches)):
                pk, url = taches.pop(tache)
                visite = tache.result()
                self._recevoir(pk, visite)
                self._suivre(url, visite)

    def _recevoir(self, pk: int, visite: Visite | None) -> None:
        if visite is None:
            self.bilan.reportes += 1
            return
        self._reseau_sur = self._reseau_sur or visite.serveur_a_repondu
        self._en_attente.append((pk, visite))
        if self._reseau_sur or visite.issue != ControleLien.Issue.INJOIGNABLE:
            self._ecrire()

    def _ecrire(self) -> None:
        """Write what may be: all that waits, or, before any answer, what needs no network."""
        restent = []
        for pk, visite in self._en_attente:
            if not self._reseau_sur and visite.issue == ControleLien.Issue.INJOIGNABLE:
                restent.append((pk, visite))
            elif (etat := releve.noter(pk, visite)) is None:
                self.bilan.changes += 1
            else:
                self.bilan.etats[etat] += 1
        self._en_attente = restent

    def _temoins(self) -> Iterator[tuple[int, str]]:
        """A few links that answered before, other than those that wait."""
        attendus = [pk for pk, _ in self._en_attente]
        yield from releve.temoins().exclude(pk__in=attendus).values_list("pk", "url")[:TEMOINS]

    async def _fermer(self, taches: Iterable[Tache]) -> None:
        for tache in taches:
            tache.cancel()
        await asyncio.gather(*taches, return_exceptions=True)
        await self._client.aclose()


async def _premieres(taches: Iterable[Tache]) -> set[Tache]:
    finies, _ = await asyncio.wait(taches, return_when=asyncio.FIRST_COMPLETED)
    return finies
