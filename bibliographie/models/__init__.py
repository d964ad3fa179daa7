"""The catalogue: notices and who made them, sélections, addresses and their checks."""

from bibliographie.models.ancienne import AncienneNotice
from bibliographie.models.lien import ControleLien, Lien
from bibliographie.models.notice import Contribution, Edition, Notice, Provenance, Rattachement
from bibliographie.models.responsables import Auteur, Editeur, Public, Revue
from bibliographie.models.selection import Entree, Section, Selection

__all__ = [
    "AncienneNotice",
    "Auteur",
    "Contribution",
    "ControleLien",
    "Editeur",
    "Edition",
    "Entree",
    "Lien",
    "Notice",
    "Provenance",
    "Public",
    "Rattachement",
    "Revue",
    "Section",
    "Selection",
]
