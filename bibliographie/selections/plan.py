"""The plan of a sélection: nested sections, their entries, in the printed order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Prefetch

from bibliographie.catalogue.presentation import Imprimee
from bibliographie.models import Entree, Notice, Section, Selection

# h1 is the title of the sélection, and HTML stops at six.
NIVEAU_MIN, NIVEAU_MAX = 2, 6


@dataclass
class Branche:
    """A section, its entries, and the sections that it holds."""

    section: Section
    chemin: tuple[str, ...] = ()
    enfants: list["Branche"] = field(default_factory=list)
    # What a visitor composes is in no table: its entries are given.
    composees: list[Entree] | None = None

    @property
    def niveau(self) -> int:
        """Rank of its heading."""
        return min(NIVEAU_MIN + len(self.chemin) - 1, NIVEAU_MAX)

    @property
    def ancre(self) -> str:
        """Fragment of its address."""
        return f"s{self.section.pk or 0}"

    @property
    def titre(self) -> str:
        """Its heading."""
        return self.section.titre

    @property
    def entrees(self) -> list[Entree]:
        """Its own entries, in the printed order."""
        return list(self.section.entrees.all()) if self.composees is None else self.composees

    @property
    def imprimees(self) -> list[tuple[Entree, Imprimee]]:
        """Its own entries in CRES's layout."""
        return [(e, Imprimee.de(e.notice, e.note)) for e in self.entrees]

    def parcourir(self) -> Iterator["Branche"]:
        """Itself, then what it holds, in the printed order."""
        yield self
        for enfant in self.enfants:
            yield from enfant.parcourir()


@dataclass(frozen=True)
class Ligne:
    """One entry with its place."""

    rubrique: str
    entree: Entree


def sections_de(objet: Selection) -> list[Branche]:
    """The tree of a sélection, entries and notices loaded: a constant number of queries."""
    publiees = Notice.objects.publies()
    entrees = Entree.objects.filter(notice__in=publiees).prefetch_related(
        Prefetch("notice", publiees.pour_export())
    )
    sections = list(objet.sections.prefetch_related(Prefetch("entrees", entrees)))
    par_parent: dict[int | None, list[Section]] = {}
    for section in sections:
        par_parent.setdefault(section.parent_id, []).append(section)

    def branches(parent: int | None, chemin: tuple[str, ...]) -> list[Branche]:
        return [
            Branche(s, (*chemin, s.titre), branches(s.pk, (*chemin, s.titre)))
            for s in par_parent.get(parent, [])
        ]

    return branches(None, ())


def lignes_de(racines: Iterable[Branche]) -> list[Ligne]:
    """Every entry with its place, in the printed order."""
    return [
        Ligne(" › ".join(branche.chemin), entree)
        for racine in racines
        for branche in racine.parcourir()
        for entree in branche.entrees
    ]
