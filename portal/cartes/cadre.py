"""The frame of a map: from whole hundred-thousandths of a degree to the units of an SVG."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians
from typing import Final, Self

from territoires.contours.trace import UNITES, Anneau, anneaux
from territoires.models import Contour

LARGEUR: Final = 1000
# Height for a width of one: a map is neither a ribbon nor a tower.
RAPPORTS: Final = (0.6, 0.82)
# What a place needs around it, as a part of its own size.
MARGE: Final = 0.12
# No frame is smaller than about a kilometre, or it would magnify a single point.
COTE_MINIMAL: Final = 1000
# Beyond the frame a line is cut, far enough for no slope to change in sight.
DEBORD: Final = 400


@dataclass(frozen=True)
class Emprise:
    """A box on the earth, in hundred-thousandths of a degree."""

    ouest: int
    sud: int
    est: int
    nord: int

    @classmethod
    def de(cls, contours: Iterable[Contour]) -> Self | None:
        """What holds all these outlines; None for none."""
        boites = [(c.ouest, c.sud, c.est, c.nord) for c in contours]
        if not boites:
            return None
        ouest, sud, est, nord = zip(*boites, strict=True)
        return cls(min(ouest), min(sud), max(est), max(nord))

    def touche(self, contour: Contour) -> bool:
        """Whether a part of an outline may lie in it."""
        return (
            contour.ouest <= self.est
            and contour.est >= self.ouest
            and contour.sud <= self.nord
            and contour.nord >= self.sud
        )


class Cadre:
    """A window on the earth, 1,000 units wide: equirectangular, true at its middle latitude."""

    def __init__(self, emprise: Emprise, marge: float = MARGE) -> None:
        self.sujet = emprise
        milieu = (emprise.sud + emprise.nord) / 2
        # At a pole the cosine would be nil.
        self._contraction = max(cos(radians(milieu / UNITES)), 0.01)
        agrandi = 1 + 2 * marge
        large = max((emprise.est - emprise.ouest) * self._contraction, COTE_MINIMAL) * agrandi
        haut = max(emprise.nord - emprise.sud, COTE_MINIMAL) * agrandi
        rapport = min(max(haut / large, RAPPORTS[0]), RAPPORTS[1])
        large, haut = max(large, haut / rapport), max(haut, large * rapport)
        self.largeur = LARGEUR
        self.hauteur = round(LARGEUR * rapport)
        self._echelle = LARGEUR / large
        centre = (emprise.ouest + emprise.est) / 2
        self._x0 = centre - large / self._contraction / 2
        self._y0 = milieu + haut / 2
        self.emprise = Emprise(
            round(self._x0),
            round(milieu - haut / 2),
            round(self._x0 + large / self._contraction),
            round(self._y0),
        )

    @property
    def metres(self) -> float:
        """How many metres one unit is."""
        return 1.113 / self._echelle

    def point(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Where a point of the earth falls."""
        x = (longitude - self._x0) * self._contraction * self._echelle
        return round(x), round((self._y0 - latitude) * self._echelle)

    def contient(self, x: int, y: int, marge: int = 0) -> bool:
        """Whether a point of the map is in sight."""
        return marge <= x <= self.largeur - marge and marge <= y <= self.hauteur - marge

    def chemin(self, texte: str) -> str:
        """The SVG path of an outline, as territoires.contours.trace wrote it.

        Points that fall on the same unit are one, so that what is far away costs little.
        """
        return "".join(self._anneau(anneau) for anneau in anneaux(texte))

    def _anneau(self, anneau: Anneau) -> str:
        points: list[tuple[int, int]] = []
        for longitude, latitude in anneau:
            x, y = self.point(longitude, latitude)
            x = min(max(x, -DEBORD), self.largeur + DEBORD)
            y = min(max(y, -DEBORD), self.hauteur + DEBORD)
            if not points or points[-1] != (x, y):
                if len(points) > 1 and _alignes(points[-2], points[-1], (x, y)):
                    points.pop()
                points.append((x, y))
        return _ecrire(points) if len(points) > 2 else ""


def _alignes(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    """Whether b adds nothing on the way from a to c."""
    return (b[0] - a[0]) * (c[1] - b[1]) == (c[0] - b[0]) * (b[1] - a[1])


def _ecrire(points: list[tuple[int, int]]) -> str:
    """« M10 20l3-4 5 6z »: absolute start, then steps, with no space that a sign makes useless."""
    x, y = points[0]
    morceaux = [f"M{x} {y}l"]
    for px, py in points[1:]:
        dx, dy = px - x, py - y
        x, y = px, py
        separateur = "" if dx < 0 or len(morceaux) == 1 else " "
        morceaux.append(f"{separateur}{dx}{'' if dy < 0 else ' '}{dy}")
    return "".join(morceaux) + "z"
