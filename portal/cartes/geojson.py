"""The same dispositifs as GeoJSON: for the map that moves, and as a file to take away."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from dispositifs.models import Dispositif
from portal.cartes.dessin import GROSSIER_AU_DELA, Dessin, etendue
from portal.cartes.perimetres import Perimetre, contours_de, perimetres, signe
from socle.listes.colonnes import Colonne
from socle.listes.exports import LICENCE
from territoires.contours.reunion import Polygone, aire, orienter, reunir
from territoires.contours.trace import UNITES, Anneau, decoder
from territoires.models import Contour

# Decimals of a degree: about 1 km for what is wide on the map of a country, 100 m where a region
# is in sight, 10 m closer.
PAYS_AU_DELA: Final = 900.0
ETENDU: Final = UNITES // 5
DECIMALES_DU_PAYS: Final = 2
DECIMALES_LARGES: Final = 3
DECIMALES: Final = 4
# Closed rings of degrees, as GeoJSON writes them.
Anneaux = list[list[list[float]]]


class Portee(NamedTuple):
    """A scheme at a territory: whether it is a part of it, and bears the letter there."""

    trace: Perimetre
    partiel: bool
    principale: bool


def geometrie(contour: Contour, decimales: int = DECIMALES) -> dict[str, Any]:
    """The outline as a GeoJSON geometry; a point where only a point is known."""
    polygones = decoder(contour.fin if decimales == DECIMALES else contour.grossier)
    if not polygones:
        centre = [contour.longitude / UNITES, contour.latitude / UNITES]
        return {"type": "Point", "coordinates": centre}
    arrondis = [_arrondir_tout(polygone, decimales) for polygone in polygones]
    # Too small to be seen at this scale: as it is, rather than nothing.
    return _surfaces([p for p in arrondis if p] or [_en_degres(p) for p in polygones])


def _surfaces(polygones: list[Anneaux]) -> dict[str, Any]:
    return {"type": "MultiPolygon", "coordinates": polygones}


def _en_degres(polygone: Polygone, unites: int = UNITES) -> Anneaux:
    """The rings in degrees, turned the right way and closed."""
    return [
        [[x / unites, y / unites] for x, y in (*anneau, anneau[0])] for anneau in orienter(polygone)
    ]


def _arrondir_tout(polygone: Polygone, decimales: int) -> Anneaux:
    """The same, rounded; [] where the outer ring vanishes: its holes go with it."""
    unites = 10**decimales
    ronds = [_arrondir(anneau, UNITES // unites) for anneau in polygone]
    return _en_degres([a for a in ronds if a], unites) if ronds[0] else []


def _arrondir(anneau: Anneau, unite: int) -> Anneau:
    """In whole units, without the points that rounding makes one; [] for what vanishes."""
    points: Anneau = []
    for x, y in anneau:
        point = (round(x / unite), round(y / unite))
        if not points or points[-1] != point:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points if aire(points) else []


def de_la_carte(traces: list[Perimetre], dessin: Dessin) -> Iterator[str]:
    """What carte.js draws: the land, then each territory in sight once, with its schemes."""
    metres = dessin.cadre.metres
    contours = contours_de(traces)
    portes: dict[int, list[Portee]] = defaultdict(list)
    par_pk: dict[int, Contour] = {}
    for trace in traces:
        en_vue = [
            (territoire, contour)
            for territoire in trace.territoires
            for contour in filter(dessin.cadre.emprise.touche, contours.get(territoire.pk, ()))
        ]
        # One letter a scheme, as in the drawing: where it is the widest.
        principal = max((c for _, c in en_vue), key=etendue, default=None)
        for territoire, contour in en_vue:
            par_pk[contour.pk] = contour
            porte = Portee(trace, trace.est_partiel_sur(territoire), contour == principal)
            if porte not in portes[contour.pk]:
                portes[contour.pk].append(porte)
    objets = [_fond(c, metres) for c in dessin.sol]
    objets += [_fond(c, metres, lieu=True) for c in (dessin.lieu,) if c]
    objets += [_territoire(par_pk[pk], portees, metres) for pk, portees in portes.items()]
    return _collection(objets, dessin.credits)


def _decimales(contour: Contour, metres: float) -> int:
    """How finely to draw an outline on a map of so many metres a unit."""
    if metres < GROSSIER_AU_DELA:
        return DECIMALES
    etendu = contour.est - contour.ouest > ETENDU
    return DECIMALES_DU_PAYS if metres >= PAYS_AU_DELA and etendu else DECIMALES_LARGES


def _fond(contour: Contour, metres: float, *, lieu: bool = False) -> dict[str, Any]:
    """The land, or over it the place that the map is about."""
    return {
        "type": "Feature",
        "id": f"{'cadre' if lieu else 'sol'}-{contour.territoire.reference}",
        "properties": {
            "nom": str(contour.territoire),
            "lieu": lieu,
            "point": _point(contour),
        },
        "geometry": geometrie(contour, _decimales(contour, metres)),
    }


def _territoire(contour: Contour, portees: list[Portee], metres: float) -> dict[str, Any]:
    proprietes: dict[str, Any] = {
        "nom": str(contour.territoire),
        "dispositifs": [_porte(portee) for portee in portees],
    }
    if any(portee.principale for portee in portees):
        proprietes["point"] = _point(contour)
    return {
        "type": "Feature",
        "id": contour.territoire.reference,
        "properties": proprietes,
        "geometry": geometrie(contour, _decimales(contour, metres)),
    }


def _point(contour: Contour) -> list[float]:
    """Where the letter or the name of a place stands."""
    return [round(v / UNITES, DECIMALES) for v in (contour.longitude, contour.latitude)]


def _porte(portee: Portee) -> dict[str, Any]:
    """A scheme at a place. What is false is left out: it is repeated a thousand times."""
    trace = portee.trace
    signes = {
        "partiel": portee.partiel,
        "lettre": portee.principale,
        "trame": trace.trame,
    }
    return {
        "nom": trace.nom,
        "url": trace.url,
        "signe": trace.signe,
        "certitude": trace.code,
        "situation": trace.situation,
        **{mot: True for mot, vrai in signes.items() if vrai},
    }


def en_fichier(dispositifs: Iterable[Dispositif], colonnes: list[Colonne]) -> Iterator[str]:
    """One feature a dispositif, with the columns of the other files: a layer of polygons only."""
    liste = list(dispositifs)
    traces = perimetres(liste)
    contours = contours_de(traces)
    connus = {c.pk: c for groupe in contours.values() for c in groupe}
    objets = (
        _dispositif(dispositif, trace, contours, colonnes)
        for dispositif, trace in zip(liste, traces, strict=True)
    )
    return _collection(objets, sorted({c.credit for c in connus.values()}), connus.values())


def _dispositif(
    dispositif: Dispositif,
    trace: Perimetre,
    contours: dict[int, list[Contour]],
    colonnes: list[Colonne],
) -> dict[str, Any]:
    """A scheme: the outline of its perimeter, whole; null where no outline is known.

    What is known by a point only would make a layer of two kinds: it is a property, as is what
    the outline leaves out.
    """
    siens = {c.pk: c for t in trace.territoires for c in contours.get(t.pk, ())}.values()
    dessines = [decoder(c.fin) for c in siens if c.fin]
    polygones = [p for polygones in dessines for p in polygones]
    if len(dessines) > 1:
        polygones = reunir(polygones)
    principal = max(siens, key=etendue, default=None)
    absents = [
        t.reference for t in trace.territoires if not any(c.fin for c in contours.get(t.pk, ()))
    ]
    return {
        "type": "Feature",
        "id": dispositif.slug,
        "properties": {
            **{c.nom: c.lire(dispositif) for c in colonnes},
            "signe": signe(dispositif.type),
            "longitude": principal.longitude / UNITES if principal else None,
            "latitude": principal.latitude / UNITES if principal else None,
            "sans_contour": " | ".join(absents),
        },
        "geometry": _surfaces([_en_degres(p) for p in polygones]) if polygones else None,
    }


def _collection(
    objets: Iterable[dict[str, Any]], credits: list[str], contours: Iterable[Contour] = ()
) -> Iterator[str]:
    """The text of a FeatureCollection (RFC 7946), feature by feature; its box, around these
    outlines where they are drawn as they are."""
    entete: dict[str, Any] = {"type": "FeatureCollection", "licence": LICENCE, "contours": credits}
    emprises = [(c.ouest, c.sud, c.est, c.nord) for c in contours]
    if emprises:
        ouest, sud, est, nord = zip(*emprises, strict=True)
        entete["bbox"] = [v / UNITES for v in (min(ouest), min(sud), max(est), max(nord))]
    yield json.dumps(entete, ensure_ascii=False)[:-1] + ', "features": ['
    for rang, objet in enumerate(objets):
        texte = json.dumps(objet, ensure_ascii=False, separators=(",", ":"))
        yield (",\n" if rang else "\n") + texte
    yield "\n]}\n"
