"""The register as CRES keeps it."""

from dispositifs.admin.actualisation import CampagneAdmin, DelaiAdmin, InvitationAdmin
from dispositifs.admin.comprendre import (
    CritereAdmin,
    ExplicationAdmin,
    PartieAdmin,
    ReponseCritereAdmin,
    TermeAdmin,
    TexteReferenceAdmin,
)
from dispositifs.admin.discordance import DiscordanceAdmin
from dispositifs.admin.dispositif import DispositifAdmin
from dispositifs.admin.examen import PropositionAdmin
from dispositifs.admin.references import (
    AbsenceConstateeAdmin,
    ChiffreAdmin,
    OrganismeAdmin,
    TypeDispositifAdmin,
)

__all__ = [
    "AbsenceConstateeAdmin",
    "CampagneAdmin",
    "ChiffreAdmin",
    "CritereAdmin",
    "DelaiAdmin",
    "DiscordanceAdmin",
    "DispositifAdmin",
    "ExplicationAdmin",
    "InvitationAdmin",
    "OrganismeAdmin",
    "PartieAdmin",
    "PropositionAdmin",
    "ReponseCritereAdmin",
    "TermeAdmin",
    "TexteReferenceAdmin",
    "TypeDispositifAdmin",
]
