"""The answer at the top of a sheet: what is known here, what is nearest, and the question next."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property

from dispositifs.models import TypeDispositif
from dispositifs.registre.certitude import A_CONFIRMER, Savoir
from dispositifs.registre.phrases import quand
from portal.lieu.page import Lieu, Signe
from portal.lieu.proches import Exemple, Groupe, Proches, en_groupes
from socle import dates
from socle.textes import enumerer
from territoires.models import Echelle

# What a council may begin by itself, the widest first; the others are begun by carers or the State.
A_LANCER: Final = ("cls", "clsm", "asv")
# An atelier santé ville is for quartiers prioritaires.
DES_QUARTIERS: Final = "asv"


@dataclass(frozen=True)
class Verdict:
    """Types of which the same is known: « CLS et ASV », « à confirmer (mars 2018) »."""

    types: list[TypeDispositif]
    savoir: Savoir
    dit: str

    @property
    def noms(self) -> str:
        """The types, by their acronym where they have one."""
        return enumerer([t.libelle for t in self.types])


@dataclass(frozen=True)
class Invitation:
    """The one button of a sheet: the type to think of, and where it leads."""

    type: TypeDispositif
    adresse: str
    large: bool = False
    # Whether the register knows one here already.
    connu: bool = False


class PremierEcran:
    """What fits on the first screen of a phone. A constant number of queries."""

    def __init__(self, lieu: Lieu) -> None:
        self.lieu = lieu

    @cached_property
    def verdicts(self) -> list[Verdict]:
        """Type by type, the surest first, what is known and until when; a large place counts
        instead."""
        if self.lieu.large:
            return []
        dits = sorted(
            ((s, self._dire(s)) for s in self.lieu.signes), key=lambda x: (x[0].savoir.rang, x[1])
        )
        return [
            Verdict([s.type for s, _ in groupe], savoir, dit)
            for (savoir, dit), groupe in _par(dits)
        ]

    @property
    def connus(self) -> list[Verdict]:
        """What is known, be it an absence."""
        return [v for v in self.verdicts if v.savoir != Savoir.INCONNU]

    @property
    def inconnus(self) -> list[TypeDispositif]:
        """The types of which nothing is known."""
        return [t for v in self.verdicts if v.savoir == Savoir.INCONNU for t in v.types]

    def _dire(self, signe: Signe) -> str:
        """« à jour (décembre 2025) »: what is known of a type, and until when."""
        lignes = [
            x
            for x in [*self.lieu.fiche.lignes, *self.lieu.fiche.contrats]
            if x.dispositif.type_id == signe.type.code
        ]
        if signe.a_terme:
            termes = sorted(x.certitude.terme for x in lignes if x.est_a_terme)
            return f"arrivé à terme ({dates.en_lettres(termes[-1])})"
        if signe.savoir == Savoir.ABSENCE:
            constat = next(a for a in self.lieu.constats if a.type_id == signe.type.code)
            return f"absence constatée {quand(constat.date)}"
        memes = [x for x in lignes if not x.est_fini and x.savoir == signe.savoir]
        dernieres = sorted(x.certitude.connu_jusque for x in memes)
        mots = "à jour" if signe.savoir == Savoir.A_JOUR else A_CONFIRMER
        date = dates.en_lettres(dernieres[-1]) if dernieres and dernieres[-1] else ""
        return f"{mots} ({date})" if date else mots

    @cached_property
    def exemples(self) -> list[Exemple]:
        """The nearest of each kind that is not known here."""
        lieu = self.lieu
        if lieu.large:
            return []
        types = [s.type for s in lieu.signes if not s.nombre]
        return Proches(lieu.territoire, lieu.appartenances, types, lieu.instant).exemples()

    @property
    def proches(self) -> list[Groupe]:
        """The same, place by place."""
        return en_groupes(self.exemples)

    @property
    def mesure(self) -> bool:
        """Whether outlines give distances."""
        return any(e.km is not None for e in self.exemples)

    @cached_property
    def invitation(self) -> Invitation | None:
        """The question to think of: the first type that a council may begin and that is not known
        here; the first of all when they all are. None at a past date."""
        if self.lieu.instant:
            return None
        possibles = {s.type.code: s for s in self.lieu.signes if s.type.besoin}
        ordre = [possibles[code] for code in A_LANCER if code in possibles]
        manquants = [s for s in ordre if not s.nombre and self._convient(s.type)]
        choisi = next(iter([*manquants, *ordre]), None)
        return self._inviter(choisi) if choisi else None

    def _convient(self, type_: TypeDispositif) -> bool:
        return (
            type_.code != DES_QUARTIERS
            or self.lieu.large
            or self.lieu.territoire.echelle == Echelle.QPV
            or bool(self.lieu.quartiers)
        )

    def _inviter(self, signe: Signe) -> Invitation:
        reference, code = self.lieu.territoire.reference, signe.type.code
        if self.lieu.large:
            mots = urlencode({"type": code, "territoire": reference})
            return Invitation(signe.type, f"{reverse('zones_blanches')}?{mots}", large=True)
        mots = urlencode({"besoin": code, "territoire": reference})
        adresse = f"{reverse('par_ou_commencer')}?{mots}"
        return Invitation(signe.type, adresse, connu=bool(signe.nombre))


def _par(
    dits: list[tuple[Signe, str]],
) -> Iterable[tuple[tuple[Savoir, str], list[tuple[Signe, str]]]]:
    """The signs of which the same is said, together."""
    for cle, groupe in groupby(dits, key=lambda x: (x[0].savoir, x[1])):
        yield cle, list(groupe)
