"""What a file of outlines says, and what the register keeps of it: plain values."""

from dataclasses import dataclass, field
from typing import Any

from territoires.importation.fiches import Cle
from territoires.importation.lecture import ErreurDeLigne


@dataclass(frozen=True, slots=True)
class Forme:
    """One outline as a file gives it: hexadecimal WKB, or a GeoJSON geometry."""

    cle: Cle
    geometrie: str | dict[str, Any]
    fichier: str
    ligne: int

    def erreur(self, raison: str) -> ErreurDeLigne:
        """What is wrong with it, said with where it was read."""
        return ErreurDeLigne(self.fichier, self.ligne, "-".join(self.cle), raison)


@dataclass(slots=True)
class Releve:
    """Every outline of the files, and what could not be read one by one."""

    formes: list[Forme] = field(default_factory=list)
    erreurs: list[ErreurDeLigne] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Trace:
    """An outline as the register keeps it: the fields of a Contour."""

    fin: str
    grossier: str
    ouest: int
    sud: int
    est: int
    nord: int
    longitude: int
    latitude: int
    source: str
    millesime: int | None


@dataclass(frozen=True, slots=True)
class Dessin:
    """All that the files make: outlines by territoire, and the pairs that touch."""

    traces: dict[Cle, Trace]
    voisins: frozenset[tuple[Cle, Cle]]
    erreurs: list[ErreurDeLigne]
