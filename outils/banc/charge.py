"""Sixty-four readers at once on a kept page, each on a connection that stays open."""

import asyncio
import time
from dataclasses import dataclass, field

from outils.banc.bases import Base
from outils.banc.processus import gunicorn

LECTEURS = 64
DEMANDE = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: keep-alive\r\n\r\n"
FIN_DES_ENTETES = b"\r\n\r\n"


@dataclass
class Charge:
    """What they were given."""

    moteur: str
    duree: float
    durees: list[float] = field(default_factory=list)
    echecs: int = 0
    # Seconds of processor that the readers themselves took from the two cores.
    cpu_des_lecteurs: float = 0.0

    @property
    def par_seconde(self) -> float:
        """Answers a second."""
        return len(self.durees) / self.duree

    @property
    def p99(self) -> float:
        """The time that one answer in a hundred exceeds."""
        rangees = sorted(self.durees)
        return rangees[int(len(rangees) * 0.99)] if rangees else 0.0


def charger(base: Base, duree: float) -> Charge:
    """Serve this base as in production, and ask its home page for that long."""
    charge = Charge(base.moteur, duree)
    with gunicorn(base) as port:
        asyncio.run(_ensemble(port, min(1.0, duree), Charge(base.moteur, 1.0)))
        depart = time.process_time()
        asyncio.run(_ensemble(port, duree, charge))
        charge.cpu_des_lecteurs = time.process_time() - depart
    return charge


async def _ensemble(port: int, duree: float, charge: Charge) -> None:
    fin = time.perf_counter() + duree
    await asyncio.gather(*(_lecteur(port, fin, charge) for _ in range(LECTEURS)))


async def _lecteur(port: int, fin: float, charge: Charge) -> None:
    """Ask again as soon as the answer is there; a connection closed between two is opened anew."""
    while time.perf_counter() < fin:
        try:
            lecteur, ecrivain = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            charge.echecs += 1
            continue
        try:
            while time.perf_counter() < fin:
                depart = time.perf_counter()
                ecrivain.write(DEMANDE)
                await _reponse(lecteur)
                charge.durees.append(time.perf_counter() - depart)
        except (asyncio.IncompleteReadError, OSError):
            charge.echecs += 1
        finally:
            ecrivain.close()


async def _reponse(lecteur: asyncio.StreamReader) -> None:
    """Read one answer whole."""
    entetes = (await lecteur.readuntil(FIN_DES_ENTETES)).lower()
    longueur = entetes.partition(b"content-length:")[2].partition(b"\r\n")[0]
    await lecteur.readexactly(int(longueur or 0))
