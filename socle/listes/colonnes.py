"""The columns of a file: stable names for programs, and words beside every code for people."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

Valeur = str | int | float | None
SUFFIXE_DES_MOTS = "_en_mots"


@dataclass(frozen=True)
class Colonne:
    """One stable column: its French name, what it means, and how to read it on a record.

    `titre`: its header in words, in a workbook (the name, unless said). `code`: written for
    programs; a workbook has it last, as text. `mots_de`: the column whose codes this one tells.
    `largeur`: in characters of a workbook, 0 to follow the header. `apres`: the column that it
    follows there; where it is written, unless said.
    """

    nom: str
    description: str
    lire: Callable[[Any], Valeur]
    titre: str = ""
    code: bool = False
    mots_de: str = ""
    largeur: int = 0
    apres: str = ""

    @property
    def entete(self) -> str:
        """What heads it in a workbook."""
        return self.titre or self.nom


def en_mots(de: str, titre: str, lire: Callable[[Any], Valeur], largeur: int = 0) -> Colonne:
    """The column « type_en_mots » of a column « type »: the same values, in words."""
    return Colonne(
        f"{de}{SUFFIXE_DES_MOTS}", f"La colonne `{de}`, en mots.", lire, titre, False, de, largeur
    )


def fiche(de: str = "la fiche", titre: str = "Adresse de la fiche") -> Colonne:
    """The column « fiche »: the public address of the record's own page."""
    return Colonne(
        "fiche",
        f"Adresse de {de} sur le portail.",
        lambda objet: f"{settings.ADRESSE_DU_SITE}{objet.get_absolute_url()}",
        titre,
        largeur=44,
    )


def pour_des_gens(colonnes: list[Colonne]) -> list[Colonne]:
    """The same columns for people: words stand where their code was, codes come last, and what
    says where it is follows what it is about."""
    mots = {colonne.mots_de: colonne for colonne in colonnes if colonne.mots_de}
    lisibles = [
        mots.get(c.nom, c) for c in colonnes if not c.mots_de and (c.nom in mots or not c.code)
    ]
    for deplacee in [c for c in lisibles if c.apres]:
        lisibles.remove(deplacee)
        lisibles.insert([c.nom for c in lisibles].index(deplacee.apres) + 1, deplacee)
    return lisibles + [c for c in colonnes if c.code]
