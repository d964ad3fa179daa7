"""Places: the official territories, what lies in what, their outlines, the contrats de ville."""

from territoires.models.contours import Contour, Voisinage
from territoires.models.territoire import (
    MOTIFS_DE_CODE,
    Appartenance,
    ContratDeVille,
    Echelle,
    Territoire,
)

__all__ = [
    "MOTIFS_DE_CODE",
    "Appartenance",
    "Contour",
    "ContratDeVille",
    "Echelle",
    "Territoire",
    "Voisinage",
]
