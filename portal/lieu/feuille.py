"""What one A4 says of a place: what fits, and a word on what is left at the page's address."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from dispositifs.comptes.publies import Compte
from dispositifs.registre.certitude import Savoir
from dispositifs.registre.lieu import Ligne
from dispositifs.registre.phrases import compter
from portal.lieu.page import Lieu
from portal.lieu.voisins import Voisin
from socle.textes import enumerer

T = TypeVar("T")

LIGNES_MAX = 10
CONTRATS_MAX = 3
QUARTIERS_MAX = 10
PHRASES_MAX = 5
VOISINS_MAX = 6
# What a page in large type holds: a row or a sentence often takes two lines.
ELEMENTS_AERES, ELEMENTS_ET_NOMBRES = 12, 7
# Past this many, small type.
ELEMENTS_SERRES = 19
FINIS_MAX = 4
SOURCES_MAX = 4
NOMBRES_MAX = 8


@dataclass(frozen=True)
class Extrait(Generic[T]):
    """The first elements of a list, and how many are left out."""

    elements: Sequence[T]
    reste: int

    @classmethod
    def de(cls, elements: Sequence[T], maximum: int) -> "Extrait[T]":
        """At most so many; the last place is not spent on saying that one is left."""
        garde = elements if len(elements) <= maximum else elements[: maximum - 1]
        return cls(garde, len(elements) - len(garde))

    def __bool__(self) -> bool:
        return bool(self.elements)


class Feuille:
    """The sheet of a place, cut to one page: a reader of paper finds the rest at its address."""

    def __init__(self, lieu: Lieu) -> None:
        self.lieu = lieu

    @property
    def lignes(self) -> Extrait[Ligne]:
        """What is not over here, the surest first; of what is as sure, the latest news."""
        fiche = self.lieu.fiche
        par_date = [sorted(g, key=_derniere_nouvelle, reverse=True) for g in fiche.groupes]
        return Extrait.de([x for groupe in par_date for x in groupe], LIGNES_MAX)

    @property
    def finis(self) -> Extrait[Ligne]:
        """What has ended."""
        return Extrait.de(self.lieu.fiche.finis, FINIS_MAX)

    @property
    def contrats(self) -> Extrait[Ligne]:
        """Contrats de ville; a large place only counts them."""
        return Extrait.de([] if self.lieu.large else self.lieu.contrats, CONTRATS_MAX)

    @property
    def quartiers(self) -> Extrait[Any]:
        """The quartiers prioritaires."""
        return Extrait.de(self.lieu.quartiers.territoires, QUARTIERS_MAX)

    @property
    def constats(self) -> Extrait[Any]:
        """Absences that a source states."""
        return Extrait.de(self.lieu.constats, PHRASES_MAX)

    @property
    def ignores(self) -> Extrait[str]:
        """What the register does not know."""
        return Extrait.de(self.lieu.ignores, PHRASES_MAX + 2)

    @property
    def voisins(self) -> Extrait[Voisin]:
        """Neighbours that have something; those that have the most types come first."""
        avec = self.lieu.voisins.avec
        return Extrait.de(sorted(avec, key=_nombre_de_types, reverse=True), VOISINS_MAX)

    @property
    def sources(self) -> Extrait[str]:
        """The documents that all this is read in."""
        return Extrait.de(self.lieu.sources, SOURCES_MAX)

    @property
    def nombres(self) -> Extrait[Compte]:
        """Published figures about a large place, the latest of each subject first."""
        return Extrait.de(self.lieu.comptes if self.lieu.large else [], NOMBRES_MAX)

    @property
    def montre_les_nombres(self) -> bool:
        """Whether the page has room for published figures, and any to show."""
        if self.lieu.large:
            return bool(self.nombres)
        return bool(self.lieu.autour) and self._elements <= ELEMENTS_ET_NOMBRES

    @property
    def taille(self) -> int:
        """The first size of type worth trying: 0 when there is little to say, 2 when much."""
        return (self._elements > ELEMENTS_AERES) + (self._elements > ELEMENTS_SERRES)

    @property
    def _elements(self) -> int:
        """How many rows and sentences the page bears."""
        extraits: list[Extrait[Any]] = [
            self.lignes, self.finis, self.contrats, self.quartiers,
            self.constats, self.ignores, self.voisins,
        ]  # fmt: skip
        return sum(len(x.elements) for x in extraits)

    @property
    def coupes(self) -> str:
        """« 8 dispositifs et 3 voisins »: what the page could not hold; "" when all is there."""
        restes = [
            (self.lignes.reste + self.finis.reste, "dispositif", "dispositifs"),
            (self.contrats.reste, "contrat de ville", "contrats de ville"),
            (self.quartiers.reste, "quartier prioritaire", "quartiers prioritaires"),
            (self.voisins.reste, "voisin", "voisins"),
            (self.nombres.reste, "nombre publié", "nombres publiés"),
        ]
        return enumerer([compter(n, un, des) for n, un, des in restes if n])


def _derniere_nouvelle(ligne: Ligne) -> str:
    return ligne.certitude.connu_jusque


def _nombre_de_types(voisin: Voisin) -> int:
    return sum(case.savoir != Savoir.INCONNU for case in voisin.cases)
