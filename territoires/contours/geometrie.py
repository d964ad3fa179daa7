"""The only room that needs shapely: repair outlines, simplify them together, unite, compare.

Everything is computed in hundred-thousandths of a degree. Outlines of one échelle are
simplified as a coverage, so that neighbours keep one shared border.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry import shape

from territoires.contours.fiches import Forme
from territoires.contours.trace import UNITES
from territoires.importation.fiches import Cle
from territoires.importation.lecture import ErreurDeLigne

Geometrie = Any  # a shapely geometry
Geometries = dict[Cle, Geometrie]

# Square root of the area below which a bend is dropped: about 60 m, then about 500 m.
FIN: Final = 60
GROSSIER: Final = 500
# Gaps left by overlapping outlines; a true enclave is wider than a square kilometre.
LACUNE: Final = 1_000_000
# Two borders this close are one border (about 20 m), if they run together this long.
ECART: Final = 20
FRONTIERE: Final = 60
LIMITES: Final = np.array([180 * UNITES, 90 * UNITES])
# What shapely raises on a geometry that is none, whatever its form.
FAUTES: Final = (GEOSException, ValueError, TypeError, KeyError, IndexError, AttributeError)


def lire(
    formes: Iterable[tuple[Cle, Forme]], progres: Callable[[int], object]
) -> tuple[Geometries, list[ErreurDeLigne]]:
    """The geometry of each territoire, repaired; several outlines for one are united.

    A wrong outline costs only itself: it is in the errors.
    """
    lues: dict[Cle, list[Geometrie]] = {}
    erreurs: list[ErreurDeLigne] = []
    for cle, forme in formes:
        progres(1)
        try:
            lues.setdefault(cle, []).append(_reparer(_ouvrir(forme)))
        except FAUTES as erreur:
            raison = str(erreur) if type(erreur) is ContourInvalideError else "contour illisible"
            erreurs.append(forme.erreur(raison))
    # Once several geometries make one place, a point among them says nothing more.
    return {cle: _reunir(parts) for cle, parts in lues.items() if parts}, erreurs


class ContourInvalideError(ValueError):
    """An outline that cannot be kept; the message says why in French."""


def _ouvrir(forme: Forme) -> Geometrie:
    if isinstance(forme.geometrie, str):
        return shapely.from_wkb(forme.geometrie)
    return shape(forme.geometrie)


def _reparer(geometrie: Geometrie) -> Geometrie:
    """In our units, valid, polygons (or one point) only. Raise ContourInvalideError."""
    coordonnees = shapely.get_coordinates(geometrie) * UNITES
    if not len(coordonnees):
        raise ContourInvalideError("contour vide")
    # NaN compares false.
    if not (np.abs(coordonnees) <= LIMITES).all():
        raise ContourInvalideError("ces coordonnées ne sont pas des degrés (WGS 84)")
    geometrie = shapely.set_coordinates(shapely.force_2d(geometrie), np.rint(coordonnees))
    if geometrie.geom_type == "Point":
        return geometrie
    if not geometrie.is_valid:
        geometrie = shapely.make_valid(geometrie, method="structure", keep_collapsed=False)
    return _surfaces(geometrie)


def _surfaces(geometrie: Geometrie) -> Geometrie:
    """The polygons of a geometry. Raise ContourInvalideError when it has none."""
    parts = [p for p in shapely.get_parts(geometrie) if p.geom_type == "Polygon" and p.area]
    if not parts:
        raise ContourInvalideError("contour sans surface")
    return parts[0] if len(parts) == 1 else shapely.multipolygons(parts)


def _reunir(geometries: list[Geometrie]) -> Geometrie:
    surfaces = [g for g in geometries if g.geom_type != "Point"]
    if not surfaces:
        return geometries[0]
    return surfaces[0] if len(surfaces) == 1 else unir(surfaces)


def simplifier(geometries: Geometries, tolerance: int) -> Geometries:
    """The same with fewer points, shared borders kept shared; points as they are."""
    cles = [cle for cle, g in geometries.items() if g.geom_type != "Point"]
    formes = np.array([geometries[cle] for cle in cles], dtype=object)
    try:
        simples = shapely.coverage_simplify(formes, tolerance)
    except GEOSException:
        simples = shapely.simplify(formes, tolerance / 2)
    return geometries | {
        cle: _sans_confettis(_valide(simple, geometries[cle]), tolerance)
        for cle, simple in zip(cles, simples, strict=True)
    }


def _valide(simple: Geometrie, d_origine: Geometrie) -> Geometrie:
    """What a simplification gives, or the outline as it was when nothing valid is left."""
    try:
        return simple if simple.is_valid and simple.area else _surfaces(shapely.make_valid(simple))
    except ContourInvalideError:
        return d_origine


def _sans_confettis(geometrie: Geometrie, tolerance: int) -> Geometrie:
    """Without the islets that the scale does not show; the largest part always stays."""
    parts = shapely.get_parts(geometrie)
    if len(parts) < 2:
        return geometrie
    seuil = min(tolerance**2, max(p.area for p in parts))
    return shapely.multipolygons([p for p in parts if p.area >= seuil])


def unir(geometries: list[Geometrie]) -> Geometrie:
    """One outline for several, without the slivers that overlaps leave between them."""
    try:
        union = shapely.coverage_union_all(geometries)
    except GEOSException:
        # Outlines that overlap are no coverage: the general union takes ten times longer.
        union = shapely.union_all(geometries)
    if not union.is_valid:
        union = shapely.make_valid(union, method="structure", keep_collapsed=False)
    pleins = [_sans_lacunes(p) for p in shapely.get_parts(union) if p.geom_type == "Polygon"]
    return pleins[0] if len(pleins) == 1 else shapely.multipolygons(pleins)


def _sans_lacunes(polygone: Geometrie) -> Geometrie:
    trous = [t for t in polygone.interiors if shapely.polygons(t).area > LACUNE]
    return shapely.Polygon(polygone.exterior, trous)


def voisins(geometries: Geometries) -> set[tuple[Cle, Cle]]:
    """The pairs that share a border, not just a corner; one order a pair."""
    cles = sorted(cle for cle, g in geometries.items() if g.geom_type != "Point")
    if len(cles) < 2:
        return set()
    formes = np.array([geometries[cle] for cle in cles], dtype=object)
    arbre = shapely.STRtree(formes)
    gauche, droite = arbre.query(formes, predicate="dwithin", distance=ECART)
    une_fois = gauche < droite
    gauche, droite = gauche[une_fois], droite[une_fois]
    bandes = shapely.buffer(formes, ECART, quad_segs=1)
    bords = shapely.boundary(formes)
    communs = shapely.length(shapely.intersection(bords[gauche], bandes[droite]))
    # Two quartiers may be smaller than the usual length.
    ensemble = communs > np.minimum(FRONTIERE, shapely.length(bords[gauche]) / 10)
    return {(cles[a], cles[b]) for a, b in zip(gauche[ensemble], droite[ensemble], strict=True)}


def polygones(geometrie: Geometrie) -> list[list[list[tuple[int, int]]]]:
    """What territoires.contours.trace writes: rings of whole numbers, by polygon."""
    if geometrie.geom_type == "Point":
        return []
    return [
        [_points(p.exterior), *(_points(trou) for trou in p.interiors)]
        for p in shapely.get_parts(geometrie)
    ]


def _points(anneau: Geometrie) -> list[tuple[int, int]]:
    nombres: list[list[int]] = np.rint(shapely.get_coordinates(anneau)).astype(int).tolist()
    return [(x, y) for x, y in nombres]


def emprise(geometrie: Geometrie) -> tuple[int, int, int, int]:
    """West, south, east, north."""
    ouest, sud, est, nord = np.rint(geometrie.bounds).astype(int).tolist()
    return ouest, sud, est, nord


def point(geometrie: Geometrie) -> tuple[int, int]:
    """A point well inside the largest part: where a sign stands."""
    if geometrie.geom_type == "Point":
        x, y = geometrie.x, geometrie.y
    else:
        grande = max(shapely.get_parts(geometrie), key=lambda p: p.area)
        largeur = max(grande.bounds[2] - grande.bounds[0], grande.bounds[3] - grande.bounds[1])
        cercle = shapely.maximum_inscribed_circle(grande, tolerance=max(largeur / 50, 1))
        x, y = shapely.get_coordinates(cercle)[0]
    ouest, sud, est, nord = emprise(geometrie)
    return min(max(round(x), ouest), est), min(max(round(y), sud), nord)
