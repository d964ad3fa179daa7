"""Places: the official territories, what lies in what, and their outlines."""

from territoires.models.contours import Contour, Voisinage
from territoires.models.territoire import (
    MOTIFS_DE_CODE,
    Appartenance,
    Echelle,
    Territoire,
)
from territoires.models.zonage import Zonage

__all__ = [
    "MOTIFS_DE_CODE",
    "Appartenance",
    "Contour",
    "Echelle",
    "Territoire",
    "Voisinage",
    "Zonage",
]
