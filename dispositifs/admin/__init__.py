"""The register as CRES keeps it."""

from dispositifs.admin.comprendre import (
    CritereAdmin,
    ExplicationAdmin,
    PartieAdmin,
    ReponseCritereAdmin,
    TermeAdmin,
    TexteReferenceAdmin,
)
from dispositifs.admin.dispositif import DispositifAdmin
from dispositifs.admin.references import (
    AbsenceConstateeAdmin,
    ChiffreAdmin,
    OrganismeAdmin,
    TypeDispositifAdmin,
)

__all__ = [
    "AbsenceConstateeAdmin",
    "ChiffreAdmin",
    "CritereAdmin",
    "DispositifAdmin",
    "ExplicationAdmin",
    "OrganismeAdmin",
    "PartieAdmin",
    "ReponseCritereAdmin",
    "TermeAdmin",
    "TexteReferenceAdmin",
    "TypeDispositifAdmin",
]
