"""What one request cost, and how the best of several is kept."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Mesure:
    """One request, in seconds: elapsed, spent computing, spent waiting for the database.

    SQLite works inside the process: its share is computing. PostgreSQL works in its own: the
    process waits. `debut` is the cost of the first bytes of an answer that is streamed, of the
    whole answer otherwise.
    """

    statut: int
    octets: int = 0
    ecoule: float = 0.0
    cpu: float = 0.0
    attente: float = 0.0
    debut: float = 0.0
    requetes: int = 0
    memoire: int = 0
    coupee: bool = False
    vers: str = ""

    @property
    def cout(self) -> float:
        """What a reader would wait on a free machine: elapsed, less what others stole."""
        return self.cpu + self.attente

    def en_dict(self) -> dict[str, Any]:
        """As it is sent from one process to another."""
        return asdict(self)


def meilleure(connue: Mesure | None, nouvelle: Mesure) -> Mesure:
    """The cheaper: what else the machine does only ever adds."""
    return nouvelle if connue is None or nouvelle.cout < connue.cout else connue
