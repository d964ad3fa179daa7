"""The one diff engine: what a reference would change in the register, without changing it."""

from dataclasses import dataclass, field, fields, replace
from typing import Final

from territoires.importation.fermeture import Fermeture
from territoires.importation.fiches import Cle, Fiche, Referentiel, Registre

# What a newer reference may change in a territoire. The millésime alone is no change: the
# row is carried over to the new year.
CHAMPS: Final = tuple(
    f.name for f in fields(Fiche) if f.name not in ("echelle", "code", "millesime")
)
# An old code keeps all that it was when it was in force.
CHAMPS_D_UN_ANCIEN: Final = ("obsolete", "successeurs")
# What a list of ended territoires describes, beside what the register knows of them.
DECRITS: Final = ("nom", "liaison", "nature", "siren", "millesime")
# What a list of old codes may add where the register says nothing.
COMPLETES: Final = ("nom", "liaison", "codes_postaux")


@dataclass(frozen=True, slots=True)
class Changement:
    """One territoire that a reference changes: the fields, before and after."""

    avant: Fiche
    apres: Fiche

    @property
    def champs(self) -> list[str]:
        """The names of the fields that differ."""
        return [c for c in CHAMPS if getattr(self.avant, c) != getattr(self.apres, c)]


@dataclass(frozen=True, slots=True)
class Differences:
    """All that writing would do. Empty when the register already says the same."""

    ajoutes: list[Fiche] = field(default_factory=list)
    modifies: list[Changement] = field(default_factory=list)
    obsoletes: list[Changement] = field(default_factory=list)
    reconduits: list[Fiche] = field(default_factory=list)
    inchanges: int = 0
    liens_ajoutes: Fermeture = field(default_factory=dict)
    liens_modifies: Fermeture = field(default_factory=dict)
    liens_retires: frozenset[tuple[Cle, Cle]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.ecritures)

    @property
    def ecritures(self) -> int:
        """How many rows writing would touch."""
        fiches = [*self.ajoutes, *self.modifies, *self.obsoletes, *self.reconduits]
        liens = [*self.liens_ajoutes, *self.liens_modifies, *self.liens_retires]
        return len(fiches) + len(liens)


def comparer(
    registre: Registre,
    referentiel: Referentiel,
    heritiers: dict[Cle, frozenset[Cle]],
    liens_existants: Fermeture,
    liens: Fermeture,
) -> Differences:
    """What separates the register from the reference.

    `heritiers`: the successors of the territoires that the reference no longer names, where
    they can be told. Only the reference's own échelles can vanish.
    """
    differences = _comparer_fiches(registre, referentiel, heritiers)
    return replace(
        differences,
        liens_ajoutes={c: e for c, e in liens.items() if c not in liens_existants},
        liens_modifies={c: e for c, e in liens.items() if liens_existants.get(c, e) != e},
        liens_retires=frozenset(liens_existants.keys() - liens.keys()),
    )


def _comparer_fiches(
    registre: Registre, referentiel: Referentiel, heritiers: dict[Cle, frozenset[Cle]]
) -> Differences:
    """The territoires alone; every list keeps the order of the reference."""
    d = Differences()
    inchanges = 0
    for cle, fiche in referentiel.fiches.items():
        avant = registre.fiches.get(cle)
        if avant is None:
            d.ajoutes.append(fiche)
            continue
        changement = Changement(avant, _apres(avant, fiche))
        if not changement.champs:
            inchanges += 1
            if avant.millesime != changement.apres.millesime or cle in registre.perimees:
                d.reconduits.append(changement.apres)
        elif changement.apres.obsolete and not avant.obsolete:
            d.obsoletes.append(changement)
        else:
            d.modifies.append(changement)
    for cle in disparus(registre, referentiel):
        avant = registre.fiches[cle]
        apres = replace(avant, obsolete=True, successeurs=heritiers.get(cle, frozenset()))
        d.obsoletes.append(Changement(avant, apres))
    return replace(d, inchanges=inchanges)


def disparus(registre: Registre, referentiel: Referentiel) -> list[Cle]:
    """The territoires in force that the reference no longer names; none when lines are missing."""
    if not referentiel.complet:
        return []
    return [c for c, fiche in registre.fiches.items() if _a_disparu(c, fiche, referentiel)]


def _a_disparu(cle: Cle, fiche: Fiche, referentiel: Referentiel) -> bool:
    return cle[0] in referentiel.millesimes and not fiche.obsolete and cle not in referentiel.fiches


def _apres(avant: Fiche, fiche: Fiche) -> Fiche:
    """The row once the reference is applied; an old code that was in force keeps its data."""
    if not fiche.obsolete:
        return fiche
    gardes = {c: getattr(fiche, c) for c in CHAMPS_D_UN_ANCIEN}
    gardes["obsolete_depuis"] = fiche.obsolete_depuis or avant.obsolete_depuis
    if fiche.nature:
        gardes |= {c: getattr(fiche, c) for c in DECRITS}
    else:
        vides = [c for c in COMPLETES if not getattr(avant, "nom" if c == "liaison" else c)]
        gardes |= {c: getattr(fiche, c) for c in vides}
    return replace(avant, **gardes)
