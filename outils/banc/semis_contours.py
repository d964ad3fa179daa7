"""Sow outlines: as many, as long and as near one another as IGN's, but of no true place.

The real ones are 18 MB to download and minutes of shapely (docs/contours.md). Here France is a
chessboard of régions, a région of départements, a département of communes; an EPCI is the frame
of its communes. Real maps draw longer borders; the rows, their size and the neighbours of each
are what a page pays for.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from math import ceil, sqrt

from django.db import transaction

from outils.banc.tirage import Tirage
from territoires.contours.trace import coder
from territoires.models import Appartenance, Contour, Echelle, Territoire, Voisinage

LOT = 1_000
Cadre = tuple[int, int, int, int]
# West, south, east, north of the chessboard, in hundred-thousandths of a degree.
FRANCE: Cadre = (-450_000, 4_230_000, 800_000, 5_100_000)
# Points of a side: of the fine outline, then of the coarse one.
COTES = {
    Echelle.QPV: (6, 2),
    Echelle.ARRONDISSEMENT: (8, 2),
    Echelle.COMMUNE: (15, 3),
    Echelle.EPCI: (60, 8),
    Echelle.DEPARTEMENT: (150, 15),
    Echelle.REGION: (300, 30),
}
PETITS = (Echelle.QPV, Echelle.ARRONDISSEMENT)


def damier(cadre: Cadre, nombre: int) -> list[Cadre]:
    """That many boxes of a chessboard, row by row."""
    ouest, sud, est, nord = cadre
    colonnes = ceil(sqrt(nombre))
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
    """The box of each territoire in force, the country excepted.

    A box of the chessboard for each région, in it one for each of its départements, in it one for
    each commune, those of an EPCI side by side: a map only draws what is near what it shows.
    """
    departement_de = {c: pk for pk, c in _liens([Echelle.DEPARTEMENT], [Echelle.COMMUNE])}
    region_de = {d: pk for pk, d in _liens([Echelle.REGION], [Echelle.DEPARTEMENT])}
    epci_de = {c: pk for pk, c in _liens([Echelle.EPCI], [Echelle.COMMUNE])}
    departements = sorted(set(departement_de.values()))
    cadres = _cases(FRANCE, sorted({region_de.get(d, 0) for d in departements}))
    for region, siens in _par(lambda d: region_de.get(d, 0), departements):
        cadres |= _cases(cadres[region], siens)
    for departement, communes in _par(departement_de.__getitem__, departement_de):
        cadres |= _cases(cadres[departement], sorted(communes, key=lambda c: epci_de.get(c, 0)))
    cadres.pop(0, None)
    return cadres | _cadres_des_epci(cadres, epci_de, departement_de) | _cadres_des_petits(cadres)


def _par(cle: Callable[[int], int], pks: Iterable[int]) -> list[tuple[int, list[int]]]:
    """What bears each key, in its order."""
    groupes: dict[int, list[int]] = defaultdict(list)
    for pk in pks:
        groupes[cle(pk)].append(pk)
    return list(groupes.items())


def _cases(cadre: Cadre, pks: list[int]) -> dict[int, Cadre]:
    """A box for each."""
    return dict(zip(pks, damier(cadre, len(pks)), strict=True))


def _cadres_des_epci(
    cadres: dict[int, Cadre], epci_de: dict[int, int], departement_de: dict[int, int]
) -> dict[int, Cadre]:
    """The frame of its communes; those of the first département, where it has several."""
    trouves: dict[int, Cadre] = {}
    for epci, communes in _par(epci_de.__getitem__, epci_de):
        ((siege, _),) = Counter(departement_de[c] for c in communes).most_common(1)
        for commune in communes:
            if departement_de[commune] == siege:
                cadre = cadres[commune]
                trouves[epci] = _reunir(trouves.get(epci, cadre), cadre)
    return trouves


def _cadres_des_petits(cadres: dict[int, Cadre]) -> dict[int, Cadre]:
    """A quartier or an arrondissement is the middle of its commune."""
    trouves = {}
    for commune, petit in _liens([Echelle.COMMUNE], PETITS):
        ouest, sud, est, nord = cadres[commune]
        large, haut = (est - ouest) // 4, (nord - sud) // 4
        trouves[petit] = (ouest + large, sud + haut, est - large, nord - haut)
    return trouves


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
