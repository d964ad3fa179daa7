"""What the places around have: the neighbours of a place, and their schemes by type."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import BooleanField, F, Value
from django.utils.functional import cached_property

from dispositifs.models import AbsenceConstatee, Couverture, Dispositif, TypeDispositif
from dispositifs.registre.certitude import CHAMPS, Certitude, Savoir
from dispositifs.registre.instant import Instant
from dispositifs.registre.lieu import Mode, mode_par_le_haut, savoir_par
from portal.lieu.proches import en_km
from socle import dates
from socle.textes import enumerer
from territoires.contours.distance import Point, kilometres
from territoires.models import Appartenance, Echelle, Territoire

# Where no outline says what touches what: the other places of the closest that holds them all.
A_DEFAUT = {Echelle.COMMUNE: Echelle.EPCI, Echelle.ARRONDISSEMENT: Echelle.COMMUNE}
AVEC_VOISINS = (Echelle.ARRONDISSEMENT, Echelle.COMMUNE, Echelle.EPCI, Echelle.DEPARTEMENT)
# How many of the nearest are told one by one.
PROCHES_MAX = 12


class Lien(NamedTuple):
    """A row of a perimeter, seen from a neighbour that it is, contains or lies in."""

    lieu: int
    dispositif: int
    part: str
    territoire_id: int
    # Whether it contains the neighbour whole; None when it lies inside.
    entiere: bool | None

    @property
    def mode(self) -> Mode:
        """How it reaches the neighbour."""
        return Mode.INTERIEUR if self.entiere is None else mode_par_le_haut(self)


@dataclass(frozen=True)
class Case:
    """What is known of one type at a neighbour: so many records, and how surely."""

    type: TypeDispositif
    savoir: Savoir
    nombre: int = 0
    a_terme: bool = False
    # When a source states the absence.
    absence: str = ""


@dataclass(frozen=True)
class Voisin:
    """A place nearby, and what is known there, type by type."""

    territoire: Territoire
    cases: list[Case]
    km: int | None = None
    # Whether it lies in the same EPCI; the same city, for an arrondissement.
    dans_le_meme: bool = False

    @property
    def distance(self) -> str:
        """« 12 km »; "" where no outline gives one, or where it would mean little."""
        return en_km(self.km)

    @property
    def a_quelque_chose(self) -> bool:
        """Whether the register knows anything there, be it an absence."""
        return any(case.savoir != Savoir.INCONNU for case in self.cases)


class Voisins:
    """The places around one, with what they have. Five queries, whatever their number.

    A record counts for a neighbour when its perimeter is, contains or lies inside it; when it is
    only a part of what contains it, it is to be confirmed.
    """

    def __init__(
        self,
        territoire: Territoire,
        appartenances: list[Appartenance],
        types: list[TypeDispositif],
        instant: Instant,
    ) -> None:
        self.territoire = territoire
        self.instant = instant
        self._types = types
        a_defaut = A_DEFAUT.get(Echelle(territoire.echelle))
        self._contenant = next(
            (a.contenant for a in appartenances if a.contenant.echelle == a_defaut), None
        )

    @cached_property
    def _autour(self) -> list[Any]:
        """Of a small place, the nearest first: what is around, and the rest of what holds it; of a
        larger one, what touches it."""
        if self.territoire.echelle not in AVEC_VOISINS:
            return []
        if self.territoire.echelle not in A_DEFAUT:
            return list(Territoire.objects.voisins_de(self.territoire))
        lieux = list(Territoire.objects.autour_de(self.territoire, self._contenant))
        return sorted(lieux, key=self._rang)

    def _rang(self, lieu: Any) -> tuple[bool, int]:
        km = self._km(lieu)
        return km is None, km or 0

    def _km(self, lieu: Any) -> int | None:
        """How far a place of `autour_de` is; None for one too large for it to mean something."""
        if self.territoire.echelle not in A_DEFAUT:
            return None
        return kilometres(Point.lu(lieu.x, lieu.y), Point.lu(lieu.longitude, lieu.latitude))

    @property
    def contenant(self) -> Territoire | None:
        """The place whose other parts stand for neighbours, where no outline is loaded."""
        return None if self.mesure else self._contenant

    @property
    def mesure(self) -> bool:
        """Whether outlines give distances."""
        return any(self._km(t) is not None for t in self._autour[:1])

    @property
    def memes_de(self) -> Territoire | None:
        """The place that holds this one and some of those told."""
        return self._contenant if self.mesure else None

    @cached_property
    def territoires(self) -> list[Territoire]:
        """Those told one by one: the nearest of a small place; all, without outlines."""
        return self._autour[:PROCHES_MAX] if self.mesure else self._autour

    @property
    def autres(self) -> list[Territoire]:
        """The rest of what holds the place, only named."""
        suite: list[Any] = [] if not self.mesure else self._autour[PROCHES_MAX:]
        return [t for t in suite if t.dans_le_meme]

    @cached_property
    def types(self) -> list[TypeDispositif]:
        """The columns: the types that have their sign, and any other that a neighbour has."""
        connus = {type_ for _, type_ in [*self._savoirs, *self._absences]}
        return [t for t in self._types if t.a_son_signe or t.code in connus]

    @cached_property
    def _certitudes(self) -> dict[int, Certitude]:
        """What is known of the records that concern a neighbour, and have not ended."""
        fiches = Dispositif.objects.publies().apparentes_a_un_de(self.territoires)
        if self.instant:
            fiches = fiches.connus_au(self.instant.au)
        lues = fiches.avec_certitude(self.instant.au).order_by()
        connues = {x.pk: Certitude.de(x) for x in lues.values_list("pk", *CHAMPS, named=True)}
        return {pk: c for pk, c in connues.items() if not c.a_pris_fin}

    def _liens(self) -> list[Lien]:
        """The rows of perimeters that join a record to a neighbour."""
        lieux = [t.pk for t in self.territoires]
        couvertures = Couverture.objects.order_by().filter(dispositif__etat="publie")
        suite = ("dispositif", "part", "territoire_id")
        autour = couvertures.filter(territoire__contenus__contenu__in=lieux)
        dedans = couvertures.filter(territoire__contenants__contenant__in=lieux).exclude(
            territoire=F("territoire__contenants__contenant")
        )
        dehors = autour.values_list(
            "territoire__contenus__contenu", *suite, "territoire__contenus__entiere"
        )
        inconnue = Value(None, output_field=BooleanField())
        lignes = dehors.union(
            dedans.values_list("territoire__contenants__contenant", *suite, inconnue)
        )
        return [Lien(*ligne) for ligne in lignes]

    @cached_property
    def _savoirs(self) -> dict[tuple[int, str], dict[int, Savoir]]:
        """By neighbour and type: what each record lets it say, the surest of its rows."""
        if not self.territoires:
            return {}
        certitudes = self._certitudes
        trouves: dict[tuple[int, str], dict[int, Savoir]] = defaultdict(dict)
        for lien in self._liens():
            connue = certitudes.get(lien.dispositif)
            if connue is not None:
                savoirs = trouves[lien.lieu, connue.type]
                dit = savoir_par(lien.mode, connue.savoir)
                savoirs[lien.dispositif] = min(
                    dit, savoirs.get(lien.dispositif, dit), key=lambda s: s.rang
                )
        return trouves

    @cached_property
    def _absences(self) -> dict[tuple[int, str], str]:
        """The neighbours, and the types that a source states absent of them by that date: when,
        the latest."""
        if not self.territoires:
            return {}
        lieux = [t.pk for t in self.territoires]
        dites = AbsenceConstatee.objects.connues_au(self.instant.au).order_by()
        dites = dites.filter(
            territoire__contenus__contenu__in=lieux, territoire__contenus__entiere=True
        )
        lues = dites.order_by("date").values_list("territoire__contenus__contenu", "type", "date")
        return {(lieu, type_): date for lieu, type_, date in lues}

    def _case(self, lieu: Territoire, type_: TypeDispositif) -> Case:
        savoirs = self._savoirs.get((lieu.pk, type_.code), {})
        dits = {pk: savoir for pk, savoir in savoirs.items() if savoir != Savoir.INCONNU}
        en_cours = [s for pk, s in dits.items() if not self._certitudes[pk].est_passe]
        if en_cours:
            return Case(type_, min(en_cours, key=lambda s: s.rang), len(en_cours))
        if dits:
            return Case(type_, Savoir.A_CONFIRMER, a_terme=True)
        absence = self._absences.get((lieu.pk, type_.code), "")
        return Case(type_, Savoir.ABSENCE if absence else Savoir.INCONNU, absence=absence)

    @cached_property
    def liste(self) -> list[Voisin]:
        """Every neighbour told: the nearest first where outlines say so, else by name."""
        return [
            Voisin(
                t,
                [self._case(t, type_) for type_ in self.types],
                self._km(t),
                getattr(t, "dans_le_meme", False),
            )
            for t in self.territoires
        ]

    @property
    def avec(self) -> list[Voisin]:
        """Those of which the register knows something."""
        return [v for v in self.liste if v.a_quelque_chose]

    @property
    def dates_des_absences(self) -> str:
        """« mars 2018 »: when the absences shown were stated, each date once."""
        dites = {case.absence for v in self.avec for case in v.cases if case.absence}
        return enumerer([dates.en_lettres(date) for date in sorted(dites)])

    @property
    def dit_a_terme(self) -> bool:
        """Whether a neighbour has nothing else than what came to its term."""
        return any(case.a_terme for v in self.avec for case in v.cases)

    @property
    def sans(self) -> list[Territoire]:
        """Those of which it knows nothing, not even an absence."""
        return [v.territoire for v in self.liste if not v.a_quelque_chose]
