"""What an official file says of the territoires: plain values, with no database in sight."""

from dataclasses import dataclass, field

# (échelle, code): a code never travels alone.
Cle = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fiche:
    """One territoire as a file gives it. An old code knows little more than its successors."""

    echelle: str
    code: str
    nom: str
    millesime: int
    liaison: int = 0
    nature: str = ""
    population: int | None = None
    population_annee: int | None = None
    siren: str = ""
    codes_postaux: str = ""
    anciens_noms: str = ""
    obsolete: bool = False
    # The first year without it, where its source says so.
    obsolete_depuis: int | None = None
    successeurs: frozenset[Cle] = frozenset()

    @property
    def cle(self) -> Cle:
        """What identifies it."""
        return self.echelle, self.code


@dataclass(frozen=True, slots=True)
class Referentiel:
    """A whole set of fiches, and the communes of each territoire in force.

    `millesimes`: the year of each échelle that the set holds whole. `communes_d_alors`: those
    of the territoires that ended, as they were. `complet`: what it does not name has vanished.
    """

    millesimes: dict[str, int]
    fiches: dict[Cle, Fiche]
    communes: dict[Cle, frozenset[str]] = field(default_factory=dict)
    communes_d_alors: dict[Cle, frozenset[str]] = field(default_factory=dict)
    complet: bool = True


@dataclass(frozen=True, slots=True)
class Registre:
    """What the database holds: every territoire, and those whose copied fields are stale."""

    fiches: dict[Cle, Fiche]
    perimees: frozenset[Cle] = frozenset()
