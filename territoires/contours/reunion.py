"""Rings as a file of polygons wants them: turned the right way, and one outline for several.

Neighbours of the register share each point of their border (they were simplified together): what
two of them walk in opposite ways is inside, and the rest is the outline. No geometry library.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import pairwise
from math import atan2, tau

from territoires.contours.trace import Anneau, Point

Polygone = list[Anneau]


def aire(anneau: Anneau) -> int:
    """Twice the area, positive when the ring turns counter-clockwise."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in _cotes(anneau))


def orienter(polygone: Polygone) -> Polygone:
    """The outer ring counter-clockwise, its holes clockwise (RFC 7946, 3.1.6)."""
    return [a if (aire(a) > 0) == (rang == 0) else a[::-1] for rang, a in enumerate(polygone)]


def reunir(polygones: Iterable[Polygone]) -> list[Polygone]:
    """One outline for these polygons, turned the right way: what two share is no border."""
    cotes: dict[tuple[Point, Point], None] = {}
    for polygone in polygones:
        for anneau in orienter(polygone):
            for a, b in _cotes(anneau):
                if (b, a) in cotes:
                    del cotes[b, a]
                elif a != b:
                    cotes[a, b] = None
    boucles = list(_boucles(cotes))
    trouves = [[boucle] for boucle in boucles if aire(boucle) > 0]
    for trou in boucles:
        if aire(trou) < 0 and (autour := [p for p in trouves if _entoure(p[0], trou)]):
            min(autour, key=lambda p: aire(p[0])).append(trou)
    return trouves


def _cotes(anneau: Anneau) -> Iterable[tuple[Point, Point]]:
    """Its sides, the last one back to the first point."""
    return pairwise([*anneau, *anneau[:1]])


def _boucles(cotes: Iterable[tuple[Point, Point]]) -> Iterable[Anneau]:
    """The rings that these sides make; none passes twice by a point."""
    suites: dict[Point, list[Point]] = defaultdict(list)
    for a, b in cotes:
        suites[a].append(b)
    for depart in list(suites):
        while suites[depart]:
            yield from _suivre(depart, suites)


def _suivre(depart: Point, suites: dict[Point, list[Point]]) -> Iterable[Anneau]:
    """Walk until the sides run out; each time a point comes back, a ring is closed."""
    chemin, rangs = [depart], {depart: 0}
    while suites[chemin[-1]]:
        choix = suites[chemin[-1]]
        suivant = choix[0] if len(choix) < 2 else _au_plus_pres(chemin, choix)
        choix.remove(suivant)
        if suivant not in rangs:
            rangs[suivant] = len(chemin)
            chemin.append(suivant)
            continue
        boucle = chemin[rangs[suivant] :]
        if len(boucle) > 2:
            yield boucle
        for point in boucle[1:]:
            del rangs[point]
        del chemin[rangs[suivant] + 1 :]


def _au_plus_pres(chemin: list[Point], choix: list[Point]) -> Point:
    """Where several sides leave a point: the one that keeps to the land on the left."""
    (x, y) = chemin[-1]
    vient = chemin[-2] if len(chemin) > 1 else choix[0]
    retour = atan2(vient[1] - y, vient[0] - x)
    return min(choix, key=lambda p: (retour - atan2(p[1] - y, p[0] - x)) % tau or tau)


def _entoure(anneau: Anneau, trou: Anneau) -> bool:
    """Whether the middle of a side of the hole is inside the ring, everything doubled."""
    (ax, ay), (bx, by) = trou[:2]
    x, y = ax + bx, ay + by
    dedans = False
    for (px, py), (qx, qy) in _cotes(anneau):
        if (2 * py > y) != (2 * qy > y):
            ecart = (y - 2 * py) * (qx - px) - (x - 2 * px) * (qy - py)
            dedans ^= (ecart > 0) == (qy > py)
    return dedans
