"""One field of a record of a file: kept, corrected, or set aside with its text."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import TextChoices

from bibliographie.formats.reference import SEPARATEUR, Nom, Reference, ecrire_nom


class Sort(TextChoices):
    """What became of a field."""

    REPRIS = "repris", "repris"
    CORRIGE = "corrige", "corrigé"
    ECARTE = "ecarte", "mis de côté"


# How the reason begins of a corrected field of which a part is lost.
EN_PARTIE = "mis de côté"
COUPE = "coupé à"


@dataclass(frozen=True, slots=True)
class Brut:
    """A field as the file has it: its name there, its text, and what it speaks of.

    `role` is one of those of `composition`; blank when our catalogue has no place for it.
    `valeur` is what the format’s own grammar makes of the text, where it has one.
    """

    nom: str
    texte: str
    role: str = ""
    valeur: Any = None

    @property
    def saisie(self) -> str:
        """What an editor would type for it: our own grammar, not that of the format."""
        if isinstance(self.valeur, tuple):
            mots = (ecrire_nom(v) if isinstance(v, Nom) else str(v) for v in self.valeur)
            return SEPARATEUR.join(mots)
        return self.valeur if isinstance(self.valeur, str) else self.texte


@dataclass(frozen=True, slots=True)
class Champ:
    """A field and what became of it. `apres` is what is kept of one corrected; `raison`, why;
    `du_fichier`, what the file says where an editor wrote something else.
    """

    nom: str
    texte: str
    role: str
    sort: Sort = Sort.REPRIS
    apres: str = ""
    raison: str = ""
    du_fichier: str = ""

    @property
    def perd(self) -> bool:
        """Whether something of its text is not kept: all of it, or a part."""
        en_partie = self.raison.startswith((EN_PARTIE, COUPE))
        return self.sort is Sort.ECARTE or (self.sort is Sort.CORRIGE and en_partie)


@dataclass(frozen=True, slots=True)
class Lecture:
    """One record read in a file, the line where it starts, and what became of each field."""

    ligne: int
    reference: Reference
    remarques: tuple[str, ...] = ()
    champs: tuple[Champ, ...] = ()
    # What it was composed from, so that a text mended by the editor is read again.
    bruts: tuple[Brut, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Rebut:
    """One record of a file that could not be read, and why, in French."""

    ligne: int
    raison: str


Lu = Lecture | Rebut


def de_sort(champs: Iterable[Champ], sort: Sort) -> list[Champ]:
    """Those that became that."""
    return [champ for champ in champs if champ.sort is sort]
