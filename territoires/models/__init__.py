"""Places: the official territories, what lies in what, and their outlines."""

from territoires.models.contours import Contour, Voisinage
from territoires.models.territoire import (
    MOTIFS_DE_CODE,
    Appartenance,
    Echelle,
    Territoire,
)

__all__ = [
    "MOTIFS_DE_CODE",
    "Appartenance",
    "Contour",
    "Echelle",
    "Territoire",
    "Voisinage",
]
