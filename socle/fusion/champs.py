"""Two records side by side, field by field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from socle.tableur.cles import cle_de
from socle.tableur.colonnes import Relation, colonne_du_champ


@dataclass(frozen=True, slots=True)
class Paire:
    """One field of both records, as a person reads it, and which is kept unless told otherwise.

    `choix`: « a », « b », or « union » where both can be kept.
    """

    nom: str
    libelle: str
    a: str
    b: str
    choix: str
    reunissable: bool = False

    @property
    def est_pareille(self) -> bool:
        """Nothing to choose."""
        return self.a == self.b


def comparer(a: models.Model, b: models.Model, exclus: Iterable[str] = ()) -> list[Paire]:
    """Every field that an editor may change, and the lists of related records."""
    return [
        paire
        for champ in [*a._meta.concrete_fields, *a._meta.many_to_many]
        if champ.editable and champ.name not in exclus and not isinstance(champ, models.AutoField)
        if (paire := _paire(champ, a, b)) is not None
    ]


def _paire(champ: Any, a: models.Model, b: models.Model) -> Paire | None:
    colonne = colonne_du_champ(champ)
    if colonne is None:
        return None
    if isinstance(colonne, Relation):
        dit_a, dit_b = (_objets(getattr(un, champ.name), colonne.plusieurs) for un in (a, b))
    else:
        dit_a, dit_b = (colonne.lisible(colonne.ecrire(un)) for un in (a, b))
    reunissable = isinstance(colonne, Relation) and colonne.plusieurs
    choix = "union" if reunissable else "b" if dit_b and not dit_a else "a"
    return Paire(champ.name, str(champ.verbose_name), dit_a, dit_b, choix, reunissable)


def _objets(valeur: Any, plusieurs: bool) -> str:
    if plusieurs:
        return ", ".join(sorted(str(objet) for objet in valeur.all()))
    return str(valeur) if valeur is not None else ""


def cle(objet: models.Model) -> str:
    """How this record is named outside the database."""
    return cle_de(type(objet)).de(objet)
