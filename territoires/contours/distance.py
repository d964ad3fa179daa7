"""How far one place is from another, as the crow flies, from a point inside each outline."""

import math
from typing import Final, NamedTuple

from territoires.contours.trace import UNITES

# Mean radius of the Earth, in kilometres.
RAYON: Final = 6371.0


class Point(NamedTuple):
    """A point inside an outline, in hundred-thousandths of a degree."""

    longitude: int
    latitude: int

    @classmethod
    def lu(cls, longitude: int | None, latitude: int | None) -> "Point | None":
        """That of two columns; None where the place has no outline."""
        return None if longitude is None or latitude is None else cls(longitude, latitude)


def kilometres(ici: Point | None, ailleurs: Point | None) -> int | None:
    """Whole kilometres from one point to another, along a great circle; None without both.

    >>> kilometres(Point(588_000, 4_312_000), Point(537_000, 4_330_000))
    46
    """
    if ici is None or ailleurs is None:
        return None
    x1, y1, x2, y2 = (math.radians(v / UNITES) for v in (*ici, *ailleurs))
    corde = math.sin((y2 - y1) / 2) ** 2
    corde += math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return round(2 * RAYON * math.asin(math.sqrt(corde)))
