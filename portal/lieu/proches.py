"""The nearest example of each kind of scheme that a place lacks: how far, and in whose EPCI."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dispositifs.models import Couverture, Dispositif, TypeDispositif
from dispositifs.registre.certitude import CHAMPS, Certitude, Savoir
from dispositifs.registre.instant import Instant
from socle.textes import INSECABLE, enumerer, nombre
from territoires.contours.distance import Point, kilometres
from territoires.models import Appartenance, Contour, Echelle, Territoire

# A perimeter as wide as a département is near nothing.
PERIMETRES: Final = (Echelle.QPV, Echelle.ARRONDISSEMENT, Echelle.COMMUNE, Echelle.EPCI)
# What a place without outline borrows its point from: what holds it whole.
REPERES: Final = (Echelle.ARRONDISSEMENT, Echelle.COMMUNE)


class Trouve(NamedTuple):
    """A row of perimeter that may be shown: where it is, and how it stands to the place."""

    couverture: int
    dispositif: int
    meme_epci: bool
    meme_departement: bool
    point: Point | None


@dataclass(frozen=True)
class Exemple:
    """A scheme known elsewhere, of a kind that the place lacks."""

    type: TypeDispositif
    dispositif: Dispositif
    certitude: Certitude
    lieu: Territoire
    km: int | None
    meme_epci: bool

    @property
    def a_confirmer(self) -> bool:
        """Whether the latest news of it is too old."""
        return self.certitude.savoir != Savoir.A_JOUR

    @property
    def distance(self) -> str:
        """« 12 km »; "" where no outline gives one."""
        return en_km(self.km)

    @property
    def ou(self) -> str:
        """« 12 km, même intercommunalité »: to be put between brackets."""
        meme = "même intercommunalité" if self.meme_epci else ""
        return ", ".join(dit for dit in (self.distance, meme) if dit)


@dataclass(frozen=True)
class Groupe:
    """The examples of one place, said together."""

    lieu: Territoire
    exemples: list[Exemple]

    @property
    def ou(self) -> str:
        """How far, and whether in the same EPCI."""
        return self.exemples[0].ou

    @property
    def a_confirmer(self) -> bool:
        """Whether all of them are to be confirmed: said once."""
        return all(e.a_confirmer for e in self.exemples)

    @property
    def types(self) -> str:
        """« CLS et ASV »."""
        return enumerer([e.type.libelle for e in self.exemples])


class Proches:
    """For each of some types, the nearest scheme that runs in the region of a place, and the
    nearest of its own EPCI. At most six queries, none when no type is asked for.

    Distances are from a point inside one outline to a point inside the other, as the crow flies;
    without outlines there is none, and only the EPCI then the département say what is near.
    """

    def __init__(
        self,
        territoire: Territoire,
        contenants: Iterable[Appartenance],
        types: list[TypeDispositif],
        instant: Instant,
    ) -> None:
        self.territoire = territoire
        self.instant = instant
        self._types = {t.code: t for t in types}
        self._contenants = [a.contenant for a in contenants if a.entiere]

    def _de(self, echelle: Echelle) -> Territoire | None:
        return next((t for t in self._contenants if t.echelle == echelle), None)

    def exemples(self) -> list[Exemple]:
        """Type by type, in their order: the nearest, then that of the EPCI when it is another."""
        region = self._de(Echelle.REGION)
        if region is None or not self._types:
            return []
        certitudes = self._certitudes(region)
        trouves = self._trouver(certitudes, region) if certitudes else []
        ici = point_de(self.territoire, self._contenants) if trouves else None
        choisis = {t.couverture: (t, km) for t, km in self._choisir(trouves, certitudes, ici)}
        if not choisis:
            return []
        lues: Any = Couverture.objects.filter(pk__in=choisis)
        exemples = []
        for couverture in lues.select_related("territoire", "dispositif"):
            trouve, km = choisis[couverture.pk]
            connue = certitudes[couverture.dispositif_id]
            exemples.append(
                Exemple(
                    self._types[connue.type],
                    couverture.dispositif,
                    connue,
                    couverture.territoire,
                    km,
                    trouve.meme_epci,
                )
            )
        return sorted(exemples, key=_ordre)

    def _certitudes(self, region: Territoire) -> dict[int, Certitude]:
        """What is known of the schemes of these types that run in the region."""
        fiches = Dispositif.objects.publies().filter(type__in=self._types).apparentes(region)
        if self.instant:
            fiches = fiches.connus_au(self.instant.au)
        lues = fiches.avec_certitude(self.instant.au).order_by()
        connues = {x.pk: Certitude.de(x) for x in lues.values_list("pk", *CHAMPS, named=True)}
        return {pk: c for pk, c in connues.items() if c.est_en_vie}

    def _trouver(self, fiches: Collection[int], region: Territoire) -> list[Trouve]:
        """The rows of perimeter of these schemes, each with its point or its commune’s."""
        dedans = Appartenance.objects.filter(contenu=OuterRef("territoire"))
        epci, departement = self._de(Echelle.EPCI), self._de(Echelle.DEPARTEMENT)
        lignes: QuerySet[Any] = Couverture.objects.order_by().filter(
            dispositif__in=fiches, visee=False, territoire__echelle__in=PERIMETRES
        )
        lignes = lignes.exclude(territoire__contenus__contenu=self.territoire).annotate(
            meme_epci=Exists(dedans.filter(contenant=epci)),
            meme_departement=Exists(dedans.filter(contenant=departement)),
        )
        lues = lignes.values_list(
            "pk", "dispositif", "meme_epci", "meme_departement", "territoire",
            "territoire__contour__longitude", "territoire__contour__latitude",
        )  # fmt: skip
        lignes_lues = list(lues)
        sans = {lieu for *_, lieu, longitude, _ in lignes_lues if longitude is None}
        empruntes = _points_des_contenants(sans)
        return [
            Trouve(
                pk,
                fiche,
                bool(epci and meme_epci),
                bool(departement and meme_departement),
                empruntes.get(lieu) if x is None else Point(x, y),
            )
            for pk, fiche, meme_epci, meme_departement, lieu, x, y in lignes_lues
        ]

    def _choisir(
        self, trouves: list[Trouve], certitudes: dict[int, Certitude], ici: Point | None
    ) -> Iterable[tuple[Trouve, int | None]]:
        """Of each type: the nearest, and the nearest of the EPCI."""
        par_type = sorted(trouves, key=lambda t: certitudes[t.dispositif].type)
        for _, groupe in groupby(par_type, key=lambda t: certitudes[t.dispositif].type):
            lignes = [(t, kilometres(ici, t.point)) for t in groupe]
            situes = [x for x in lignes if x[1] is not None]
            retenus = situes or [x for x in lignes if x[0].meme_epci or x[0].meme_departement]
            tris = sorted(retenus, key=lambda x: _proximite(*x, certitudes[x[0].dispositif]))
            yield from tris[:1]
            yield from [x for x in tris if x[0].meme_epci][:1]


def en_km(km: int | None) -> str:
    """« 12 km », « moins de 1 km »; "" when it is not known."""
    if km is None:
        return ""
    return f"{nombre(km)}{INSECABLE}km" if km else f"moins de 1{INSECABLE}km"


def point_de(territoire: Territoire, contenants: Iterable[Territoire]) -> Point | None:
    """Where a place is: its own outline, else that of the commune which holds it. One query."""
    candidats = [territoire, *(t for t in contenants if t.echelle in REPERES)]
    lus = Contour.objects.filter(territoire__in=candidats).order_by("territoire__rang")
    ligne = lus.values_list("longitude", "latitude").first()
    return Point(*ligne) if ligne else None


def en_groupes(exemples: list[Exemple]) -> list[Groupe]:
    """The same place by place, the nearest first."""
    par_lieu: dict[int, list[Exemple]] = {}
    for exemple in exemples:
        par_lieu.setdefault(exemple.lieu.pk, []).append(exemple)
    return [Groupe(groupe[0].lieu, groupe) for groupe in par_lieu.values()]


def _points_des_contenants(lieux: Collection[int]) -> dict[int, Point]:
    """The point of the commune that holds each of these places, the closest first. One query, or
    none."""
    if not lieux:
        return {}
    liens = Appartenance.objects.filter(
        Q(contenant__echelle__in=REPERES), contenu__in=lieux, contenant__contour__isnull=False
    ).order_by("-contenant__rang")
    lues = liens.annotate(x=F("contenant__contour__longitude"), y=F("contenant__contour__latitude"))
    return {lieu: Point(x, y) for lieu, x, y in lues.values_list("contenu", "x", "y")}


def _proximite(trouve: Trouve, km: int | None, connue: Certitude) -> tuple[Any, ...]:
    """The nearest first; without distances, the same EPCI, then what is surest and latest."""
    recent = [-ord(signe) for signe in connue.connu_jusque]
    return (km if km is not None else 0, not trouve.meme_epci, connue.savoir.rang, recent)


def _ordre(exemple: Exemple) -> tuple[Any, ...]:
    loin = exemple.km if exemple.km is not None else 0
    return (loin, not exemple.meme_epci, exemple.lieu.nom_plie, exemple.type.rang)
