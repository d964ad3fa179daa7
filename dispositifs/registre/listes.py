"""The two lists of the register: all dispositifs; contrats de ville at an address of their own."""

from dataclasses import dataclass

from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre.colonnes import COLONNES
from dispositifs.registre.colonnes_des_contrats import COLONNES_DES_CONTRATS
from dispositifs.registre.filtres import DispositifFiltre
from dispositifs.registre.filtres_des_contrats import ContratFiltre
from socle.listes.colonnes import Colonne


@dataclass(frozen=True)
class Liste:
    """What tells one list from the other: the same page, filters and files otherwise."""

    titre: str
    chapo: str
    noms: tuple[str, str]
    # The name of its address, and of its files followed by « _fichier ».
    adresse: str
    fichier: str
    filtre: type[DispositifFiltre]
    colonnes: list[Colonne]
    type: str = ""


DISPOSITIFS = Liste(
    "Dispositifs",
    "Chaque atelier, contrat, conseil ou plan local de santé que le registre connaît, "
    "avec sa date et sa source.",
    ("dispositif", "dispositifs"),
    "dispositifs",
    "dispositifs",
    DispositifFiltre,
    COLONNES,
)
CONTRATS_DE_VILLE = Liste(
    "Contrats de ville",
    "L’État, les collectivités et leurs partenaires s’y engagent pour les quartiers prioritaires. "
    "L’atelier santé ville peut en être le volet santé.",
    ("contrat de ville", "contrats de ville"),
    "contrats_de_ville",
    "contrats-de-ville",
    ContratFiltre,
    COLONNES_DES_CONTRATS,
    CONTRAT_DE_VILLE,
)
