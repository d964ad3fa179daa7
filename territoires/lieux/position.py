"""« Ma position »: the commune where a point lies, by our own outlines. Nothing is kept.

The point comes in the body of a request, so that no log of addresses holds it.
"""

from collections.abc import Iterable
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from territoires.contours.trace import UNITES, Point, anneaux
from territoires.models import Contour, Territoire
from territoires.querysets import ContourQuerySet

LATITUDE_MAX: Final = 90
LONGITUDE_MAX: Final = 180


@never_cache
@csrf_exempt
@require_POST
def ma_position(request: HttpRequest) -> HttpResponse:
    """The sheet of the commune at a point, as {"url", "nom"}; 404 where no outline holds it."""
    point = _point(request.POST.get("longitude", ""), request.POST.get("latitude", ""))
    if point is None:
        return JsonResponse({"erreur": "Ces coordonnées ne se lisent pas."}, status=400)
    commune = commune_a(*point)
    if commune is None:
        return JsonResponse({"erreur": "Aucun contour connu à cet endroit."}, status=404)
    return JsonResponse({"url": commune.get_absolute_url(), "nom": str(commune)})


def est_possible() -> bool:
    """Whether the outlines of communes are loaded: without them the button does not show."""
    return _communes().exists()


def commune_a(longitude: int, latitude: int) -> Territoire | None:
    """The commune in force at a point, in hundred-thousandths of a degree; None when unknown."""
    ici = _communes().croisant(longitude, latitude, longitude, latitude)
    for contour in ici.select_related("territoire").order_by("territoire__code"):
        if contient(anneaux(contour.fin or contour.grossier), (longitude, latitude)):
            return contour.territoire
    return None


def contient(contours: Iterable[list[Point]], point: Point) -> bool:
    """Whether a point is inside these rings, even-odd: a hole is outside.

    >>> carre = [(0, 0), (10, 0), (10, 10), (0, 10)]
    >>> contient([carre], (5, 5)), contient([carre], (15, 5))
    (True, False)
    """
    x, y = point
    dedans = False
    for anneau in contours:
        xa, ya = anneau[-1]
        for xb, yb in anneau:
            # Where the edge crosses the point's parallel, east of it.
            if (ya > y) != (yb > y) and x < xa + (xb - xa) * (y - ya) / (yb - ya):
                dedans = not dedans
            xa, ya = xb, yb
    return dedans


def _communes() -> ContourQuerySet:
    return Contour.objects.filter(
        territoire__echelle="commune", territoire__obsolete_depuis=None
    ).exclude(grossier="")


def _point(longitude: str, latitude: str) -> Point | None:
    """Degrees as typed, in our units; None when they are none."""
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        return None
    # NaN compares false.
    if not (abs(x) <= LONGITUDE_MAX and abs(y) <= LATITUDE_MAX):
        return None
    return round(x * UNITES), round(y * UNITES)
