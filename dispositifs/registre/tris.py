"""How the lists of the register are sorted: by their bar, and by the headers of their table."""

from dataclasses import dataclass

# What the bar above a list offers.
TRIS = [
    ("territoire", "territoire"),
    ("dispositif", "dispositif"),
    ("verification", "vérification"),
]
# The columns of the table, as (sort, header); « -situation » is the same the other way round.
TRIS_DU_TABLEAU = [
    ("dispositif", "Dispositif"),
    ("territoire", "Territoire"),
    ("situation", "Situation"),
    ("coordination", "Coordination"),
    ("porteur", "Porteur"),
    ("verification", "Vérifié"),
]
TRIS_PERMIS = [(f"{sens}{tri}", nom) for tri, nom in TRIS_DU_TABLEAU for sens in ("", "-")]
# What heads a list that one sort leaves in one piece.
TITRES = {
    "verification": "De la plus ancienne vérification à la plus récente",
    "-verification": "De la plus récente vérification à la plus ancienne",
    "situation": "Par situation",
    "coordination": "Par coordination",
    "porteur": "Par porteur",
}


@dataclass(frozen=True)
class Entete:
    """A header of the table: the sort that its link asks for, and how it is sorted now."""

    nom: str
    tri: str
    sens: str = ""


def entetes(demande: str) -> list[Entete]:
    """The headers under a sort: the one in use turns round, the others begin by the first."""
    trouves = []
    for tri, nom in TRIS_DU_TABLEAU:
        if demande == tri:
            trouves.append(Entete(nom, f"-{tri}", "ascending"))
        elif demande == f"-{tri}":
            trouves.append(Entete(nom, tri, "descending"))
        else:
            trouves.append(Entete(nom, tri))
    return trouves
