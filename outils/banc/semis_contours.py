"""Sow outlines: as many, as long and as near one another as IGN's, but of no true place.

The real ones are 18 MB to download and minutes of shapely (docs/contours.md). Here each
département is a box of a chessboard laid on France, its communes are the boxes inside, an EPCI
or a région is the frame of its communes. Real maps draw longer borders; the rows, their size and
the neighbours of each are what a page pays for.
"""

import itertools
from collections.abc import Iterable
from math import ceil, sqrt

from django.db import transaction

from outils.banc.tirage import Tirage
from territoires.contours.trace import coder
from territoires.models import Appartenance, Contour, Echelle, Territoire, Voisinage

LOT = 1_000
Cadre = tuple[int, int, int, int]
# West, south, east, north of the chessboard, in hundred-thousandths of a degree; its columns.
FRANCE: Cadre = (-450_000, 4_230_000, 800_000, 5_100_000)
COLONNES_DE_DEPARTEMENTS = 11
# Points of a side: of the fine outline, then of the coarse one.
COTES = {
    Echelle.QPV: (6, 2),
    Echelle.ARRONDISSEMENT: (8, 2),
    Echelle.COMMUNE: (15, 3),
    Echelle.EPCI: (60, 8),
    Echelle.DEPARTEMENT: (150, 15),
    Echelle.REGION: (300, 30),
}
LARGES = (Echelle.EPCI, Echelle.DEPARTEMENT, Echelle.REGION)
PETITS = (Echelle.QPV, Echelle.ARRONDISSEMENT)


def damier(cadre: Cadre, nombre: int, colonnes: int = 0) -> list[Cadre]:
    """That many boxes of a chessboard, row by row."""
    ouest, sud, est, nord = cadre
    colonnes = colonnes or ceil(sqrt(nombre))
    rangees = ceil(nombre / colonnes)
    large, haut = (est - ouest) // colonnes, (nord - sud) // rangees
    coins = ((ouest + (n % colonnes) * large, sud + (n // colonnes) * haut) for n in range(nombre))
    return [(x, y, x + large, y + haut) for x, y in coins]


def _liens(contenants: Iterable[str], contenus: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Pairs of what contains and what lies in it, in an order that keeps EPCI together."""
    return (
        Appartenance.objects.filter(
            contenant__echelle__in=contenants,
            contenu__echelle__in=contenus,
            contenu__obsolete_depuis=None,
            contenant__obsolete_depuis=None,
        )
        .order_by("contenant__code", "contenu__code")
        .values_list("contenant", "contenu")
    )


def _cadres() -> dict[int, Cadre]:
    """The box of each territoire in force, the country excepted."""
    epci = {commune: pk for pk, commune in _liens([Echelle.EPCI], [Echelle.COMMUNE])}
    departements: dict[int, list[int]] = {}
    for departement, commune in _liens([Echelle.DEPARTEMENT], [Echelle.COMMUNE]):
        departements.setdefault(departement, []).append(commune)
    cadres: dict[int, Cadre] = {}
    cases = damier(FRANCE, len(departements), COLONNES_DE_DEPARTEMENTS)
    for case, communes in zip(cases, departements.values(), strict=True):
        rangees = sorted(communes, key=lambda pk: epci.get(pk, 0))
        cadres |= zip(rangees, damier(case, len(rangees)), strict=True)
    for large, commune in _liens(LARGES, [Echelle.COMMUNE]):
        cadres[large] = _reunir(cadres.get(large, cadres[commune]), cadres[commune])
    for commune, petit in _liens([Echelle.COMMUNE], PETITS):
        ouest, sud, est, nord = cadres[commune]
        large, haut = (est - ouest) // 4, (nord - sud) // 4
        cadres[petit] = (ouest + large, sud + haut, est - large, nord - haut)
    return cadres


def _reunir(a: Cadre, b: Cadre) -> Cadre:
    return (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))


def _trace(cadre: Cadre, cote: int, tirage: Tirage) -> str:
    """The box with that many points on each side, each drawn a little towards the inside."""
    ouest, sud, est, nord = cadre
    large, haut = est - ouest, nord - sud
    creux = max(1, min(large, haut) // 20)
    pas = [n / cote for n in range(cote)]
    dedans = [int(creux * tirage.alea.random()) for _ in range(4 * cote)]
    d = iter(dedans)
    anneau = [
        *((ouest + int(large * p), sud + next(d)) for p in pas),
        *((est - next(d), sud + int(haut * p)) for p in pas),
        *((est - int(large * p), nord - next(d)) for p in pas),
        *((ouest + next(d), nord - int(haut * p)) for p in pas),
    ]
    return coder([[anneau]])


def semer_contours() -> None:
    """An outline for each territoire in force that has none, and who touches whom."""
    tirage = Tirage(1789)
    cadres = _cadres()
    sans = Territoire.objects.en_vigueur().filter(contour=None, pk__in=cadres)
    echelles = dict(sans.order_by("pk").values_list("pk", "echelle"))
    with transaction.atomic():
        contours = (_contour(pk, e, cadres[pk], tirage) for pk, e in echelles.items())
        while lot := list(itertools.islice(contours, LOT)):
            Contour.objects.bulk_create(lot)
        paires = _voisins({pk: cadres[pk] for pk, e in echelles.items() if e == Echelle.COMMUNE})
        Voisinage.objects.bulk_create(
            (Voisinage(premier_id=a, second_id=b) for a, b in paires), batch_size=LOT
        )


def _contour(pk: int, echelle: str, cadre: Cadre, tirage: Tirage) -> Contour:
    fin, grossier = COTES[Echelle(echelle)]
    ouest, sud, est, nord = cadre
    return Contour(
        territoire_id=pk,
        fin=_trace(cadre, fin, tirage),
        grossier=_trace(cadre, grossier, tirage),
        ouest=ouest,
        sud=sud,
        est=est,
        nord=nord,
        longitude=(ouest + est) // 2,
        latitude=(sud + nord) // 2,
        source="Tracé pour mesurer",
    )


def _voisins(cadres: dict[int, Cadre]) -> set[tuple[int, int]]:
    """Pairs of communes whose boxes share a side."""
    coins = {(c[0], c[1]): pk for pk, c in cadres.items()}
    paires = set()
    for pk, (ouest, sud, est, nord) in cadres.items():
        for coin in ((est, sud), (ouest, nord)):
            autre = coins.get(coin)
            if autre is not None:
                paires.add((min(pk, autre), max(pk, autre)))
    return paires
