"""The nearest example of each kind of scheme that a place lacks: how far, and in whose EPCI."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from dispositifs.models import Couverture, Dispositif, TypeDispositif
from dispositifs.registre.certitude import Certitude, Savoir
from dispositifs.registre.instant import Instant
from socle.textes import INSECABLE, enumerer, nombre
from territoires.contours.distance import Point, kilometres
from territoires.models import Appartenance, Contour, Echelle, Territoire

# A perimeter as wide as a département is near nothing.
PERIMETRES: Final = (Echelle.QPV, Echelle.ARRONDISSEMENT, Echelle.COMMUNE, Echelle.EPCI)
# What a place without outline borrows its point from: what holds it whole.
REPERES: Final = (Echelle.ARRONDISSEMENT, Echelle.COMMUNE)
CHAMPS_LUS: Final = (
    "pk", "dispositif", "dispositif__type", "meme_epci", "meme_departement", "territoire",
    "territoire__contour__longitude", "territoire__contour__latitude", "x", "y",
)  # fmt: skip


class Trouve(NamedTuple):
    """A row of perimeter that may be shown: where it is, and how it stands to the place."""

    couverture: int
    dispositif: int
    type: str
    meme_epci: bool
    meme_departement: bool
    km: int | None


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
    nearest of its own EPCI. At most five queries, none when no type is asked for.

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
        """Place by place, the nearest first: of each type, the nearest scheme, and that of the
        EPCI when it is another."""
        region = self._de(Echelle.REGION)
        if region is None or not self._types:
            return []
        choisis = {t.couverture: t for t in _choisir(self._trouver(region))}
        if not choisis:
            return []
        fiches = self._fiches([t.dispositif for t in choisis.values()])
        lues: Any = Couverture.objects.filter(pk__in=choisis).select_related("territoire")
        exemples = [
            Exemple(
                self._types[fiches[c.dispositif_id].type_id],
                fiches[c.dispositif_id],
                Certitude.de(fiches[c.dispositif_id]),
                c.territoire,
                choisis[c.pk].km,
                choisis[c.pk].meme_epci,
            )
            for c in lues
        ]
        return sorted(exemples, key=_ordre)

    def _fiches(self, cles: list[int]) -> dict[int, Dispositif]:
        """These schemes, with what their certainty is read from."""
        lues: Any = Dispositif.objects.filter(pk__in=cles).select_related("type")
        return {d.pk: d for d in lues.avec_certitude(self.instant.au).order_by()}

    def _trouver(self, region: Territoire) -> list[Trouve]:
        """The rows of perimeter of the schemes of these types that run in the region, each with
        its distance: from its own point, or from its commune’s."""
        lues = list(self._lignes(region).values_list(*CHAMPS_LUS, named=True))
        sans = {x.territoire for x in lues if x.territoire__contour__longitude is None and x.x}
        empruntes = _points_des_contenants(sans)
        trouves = []
        for x in lues:
            sien = Point.lu(x.territoire__contour__longitude, x.territoire__contour__latitude)
            km = kilometres(Point.lu(x.x, x.y), sien or empruntes.get(x.territoire))
            type_ = x.dispositif__type
            trouves.append(Trouve(x.pk, x.dispositif, type_, x.meme_epci, x.meme_departement, km))
        return trouves

    def _lignes(self, region: Territoire) -> QuerySet[Any]:
        """These rows, with how they stand to the place and where it is."""
        fiches: Any = Dispositif.objects.publies().filter(type__in=self._types)
        vivantes = fiches.apparentes(region).en_vie_au(self.instant.au).order_by()
        lignes: QuerySet[Any] = Couverture.objects.order_by("pk").filter(
            dispositif__in=vivantes.values("pk"), visee=False, territoire__echelle__in=PERIMETRES
        )
        ici = self._ici()
        return lignes.exclude(territoire__contenus__contenu=self.territoire).annotate(
            meme_epci=self._dans(Echelle.EPCI),
            meme_departement=self._dans(Echelle.DEPARTEMENT),
            x=Subquery(ici.values("longitude")[:1]),
            y=Subquery(ici.values("latitude")[:1]),
        )

    def _dans(self, echelle: Echelle) -> Exists:
        """Whether a perimeter lies in what holds the place at that échelle; never without one."""
        contenant = self._de(echelle)
        liens = Appartenance.objects.filter(contenu=OuterRef("territoire"))
        return Exists(liens.filter(contenant=contenant.pk if contenant else 0))

    def _ici(self) -> QuerySet[Contour]:
        """The outline of the place, else that of the commune which holds it."""
        candidats = [self.territoire, *(t for t in self._contenants if t.echelle in REPERES)]
        return Contour.objects.filter(territoire__in=candidats).order_by("territoire__rang")


def en_km(km: int | None) -> str:
    """« 12 km », « moins de 1 km »; "" when it is not known."""
    if km is None:
        return ""
    return f"{nombre(km)}{INSECABLE}km" if km else f"moins de 1{INSECABLE}km"


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
        contenant__echelle__in=REPERES, contenu__in=lieux, contenant__contour__isnull=False
    ).order_by("-contenant__rang")
    lues = liens.annotate(x=F("contenant__contour__longitude"), y=F("contenant__contour__latitude"))
    return {lieu: Point(x, y) for lieu, x, y in lues.values_list("contenu", "x", "y")}


def _choisir(trouves: list[Trouve]) -> Iterable[Trouve]:
    """Of each type: the nearest, and the nearest of the EPCI; without distances, one of the EPCI,
    else one of the département."""
    for _, groupe in groupby(sorted(trouves, key=lambda t: t.type), key=lambda t: t.type):
        lignes = list(groupe)
        retenus = [t for t in lignes if t.km is not None]
        retenus = retenus or [t for t in lignes if t.meme_epci or t.meme_departement]
        tris = sorted(retenus, key=lambda t: (t.km or 0, not t.meme_epci, t.couverture))
        yield from tris[:1]
        yield from [t for t in tris if t.meme_epci][:1]


def _ordre(exemple: Exemple) -> tuple[Any, ...]:
    loin = exemple.km if exemple.km is not None else 0
    return (loin, not exemple.meme_epci, exemple.lieu.nom_plie, exemple.type.rang)
