"""The register: types, organismes, dispositifs, their life, what is observed and counted."""

from dispositifs.models.actualisation import Campagne, ChampPropose, Invitation, Proposition
from dispositifs.models.comprendre import (
    Critere,
    Explication,
    Partie,
    ReponseCritere,
    Rubrique,
    SourceDePartie,
    Terme,
    TexteReference,
    TexteVerifie,
)
from dispositifs.models.constats import AbsenceConstatee, Chiffre
from dispositifs.models.delai import Delai
from dispositifs.models.discordance import Discordance
from dispositifs.models.dispositif import Couverture, Dispositif
from dispositifs.models.liens import Articulation, Signature
from dispositifs.models.organisme import Organisme
from dispositifs.models.type import Generation, TypeDispositif
from dispositifs.models.vie import Coordination, Etape, Verification

__all__ = [
    "AbsenceConstatee",
    "Articulation",
    "Campagne",
    "ChampPropose",
    "Chiffre",
    "Coordination",
    "Couverture",
    "Critere",
    "Delai",
    "Discordance",
    "Dispositif",
    "Etape",
    "Explication",
    "Generation",
    "Invitation",
    "Organisme",
    "Partie",
    "Proposition",
    "ReponseCritere",
    "Rubrique",
    "Signature",
    "SourceDePartie",
    "Terme",
    "TexteReference",
    "TexteVerifie",
    "TypeDispositif",
    "Verification",
]
