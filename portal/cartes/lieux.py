"""The map of one territory, and that of one dispositif's perimeter."""

from dataclasses import astuple
from typing import Final

from dispositifs.models import Dispositif
from dispositifs.registre.instant import Instant
from portal.cartes.cadre import Cadre, Emprise
from portal.cartes.dessin import Dessin
from portal.cartes.perimetres import (
    Perimetre,
    contours_de,
    perimetres,
)
from territoires.models import Contour, Echelle, Territoire

# What the land is made of around a place, and the borders drawn over it.
FOND: Final = {
    Echelle.QPV: (Echelle.COMMUNE, Echelle.DEPARTEMENT),
    Echelle.ARRONDISSEMENT: (Echelle.COMMUNE, Echelle.DEPARTEMENT),
    Echelle.COMMUNE: (Echelle.COMMUNE, Echelle.DEPARTEMENT),
    Echelle.EPCI: (Echelle.COMMUNE, Echelle.DEPARTEMENT),
    Echelle.DEPARTEMENT: (Echelle.EPCI, Echelle.DEPARTEMENT),
    Echelle.REGION: (Echelle.DEPARTEMENT, Echelle.REGION),
    Echelle.PAYS: (Echelle.REGION, Echelle.PAYS),
}
# A small place is seen among its neighbours; a large one fills its frame.
MARGES: Final = {Echelle.QPV: 0.8, Echelle.ARRONDISSEMENT: 0.6, Echelle.COMMUNE: 0.45}
MARGE: Final = 0.07
# Mainland and Corsica: a frame with overseas would show nothing of either.
METROPOLE: Final = Emprise(-550_000, 4_100_000, 980_000, 5_120_000)


def carte_du_territoire(territoire: Territoire, au: str = "") -> Dessin | None:
    """The place among its neighbours, with the perimeters that meet it; None without outline.

    At most eleven queries, whatever the place.
    """
    cadre = cadre_de([territoire])
    if cadre is None:
        return None
    dessin = Dessin(cadre, str(territoire))
    voisins = poser_le_fond(dessin, Echelle(territoire.echelle))
    traces = _perimetres_du_lieu(territoire, au)
    contours = contours_de(traces)
    soi = Contour.objects.de([territoire]).first()
    if soi is not None:
        dessin.situer(soi)
    dessin.tramer(traces, contours)
    dessin.nommer([c for c in voisins if c != soi])
    return dessin


def carte_du_dispositif(dispositif: Dispositif) -> Dessin | None:
    """The perimeter of a dispositif whose type and couvertures are fetched."""
    traces = perimetres([dispositif])
    contours = contours_de(traces)
    emprise = Emprise.de(c for groupe in contours.values() for c in groupe)
    if emprise is None:
        return None
    echelles = [Echelle(t.echelle) for t in traces[0].territoires]
    large = max(echelles, key=lambda e: e.rang)
    cadre = Cadre(emprise, MARGES.get(large, 0.2))
    dessin = Dessin(cadre, dispositif.nom)
    voisins = poser_le_fond(dessin, large)
    dessin.tramer(traces, contours)
    dessin.nommer(voisins)
    return dessin


def cadre_de(territoires: list[Territoire]) -> Cadre | None:
    """The frame of these places; None when none has an outline."""
    if any(t.echelle == Echelle.PAYS for t in territoires):
        return Cadre(METROPOLE, MARGE) if Contour.objects.exists() else None
    contours = list(Contour.objects.de(territoires))
    emprise = Emprise.de(contours)
    if emprise is None:
        return None
    large = max((Echelle(c.territoire.echelle) for c in contours), key=lambda e: e.rang)
    return Cadre(emprise, MARGES.get(large, MARGE))


def poser_le_fond(dessin: Dessin, echelle: Echelle) -> list[Contour]:
    """Draw the land in sight and its borders; the outlines it is made of, largest first."""
    fond, bords = FOND[echelle]
    visibles = list(
        Contour.objects.croisant(*astuple(dessin.cadre.emprise))
        .filter(territoire__echelle__in=[fond, bords], territoire__obsolete_depuis=None)
        .select_related("territoire")
        .order_by("territoire__rang", "territoire__code")
    )
    sol = [c for c in visibles if c.territoire.echelle == fond]
    dessin.fonder(sol)
    dessin.border(c for c in visibles if c.territoire.echelle == bords)
    return sorted(sol, key=lambda c: (c.ouest - c.est) * (c.nord - c.sud))


def _perimetres_du_lieu(territoire: Territoire, au: str) -> list[Perimetre]:
    """What is not over today (or was not at a date), and is, contains or lies in the place; the
    wide first."""
    publies = Dispositif.objects.publies().apparentes(territoire)
    dispositifs = publies.en_cours(au).avec_certitude(au).select_related("type").avec_perimetre()
    traces = perimetres(dispositifs.order_by("type__rang", "slug"), Instant(au).parametre)
    return sorted(traces, key=lambda p: -max((t.rang for t in p.territoires), default=0))
