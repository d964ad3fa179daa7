"""How a record is named outside the database: « commune-83126 », a slug, a number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Q

LOT = 400
PREFERES = ("cle", "slug", "code", "reference", "numero", "sigle", "nom", "url")


@dataclass(frozen=True, slots=True)
class Cle:
    """The stable key of a kind of record: one attribute, or two joined by a hyphen."""

    modele: type[models.Model]
    attributs: tuple[str, ...]

    @property
    def nom(self) -> str:
        """Its column: « cle », « slug », « numero », « reference » when made of two, « id »."""
        return self.attributs[0] if len(self.attributs) == 1 else "reference"

    def de(self, objet: models.Model) -> str:
        """The key of one record."""
        return "-".join(str(getattr(objet, attribut)) for attribut in self.attributs)

    def trouver(self, cles: Iterable[str], objets: Any = None) -> dict[str, Any]:
        """The records that these keys name, by key; what names nothing is left out."""
        base = self.modele._default_manager.all() if objets is None else objets
        trouves: dict[str, Any] = {}
        for lot in par_lots(sorted({c for c in cles if self.est_plausible(c)})):
            for objet in base.filter(self._condition(lot)):
                trouves[self.de(objet)] = objet
        return trouves

    def est_plausible(self, cle: str) -> bool:
        """Whether the database may be asked for it: no letters for a number."""
        if not cle or len(cle) > 500 or "\0" in cle:
            return False
        champ = self.modele._meta.get_field(self.attributs[-1])
        if isinstance(champ, models.IntegerField | models.AutoField):
            return cle.isascii() and cle.isdigit() and len(cle) < 10
        return len(self.attributs) == 1 or "-" in cle

    def _condition(self, lot: list[str]) -> Q:
        if len(self.attributs) == 1:
            return Q(**{f"{self.attributs[0]}__in": lot})
        # The first attribute has few values: the second alone selects; `de` tells the rest.
        seconds = [cle.split("-", 1)[1] for cle in lot]
        premiers = {cle.split("-", 1)[0] for cle in lot}
        return Q(**{f"{self.attributs[0]}__in": premiers, f"{self.attributs[1]}__in": seconds})


def par_lots(valeurs: list[Any]) -> Iterator[list[Any]]:
    """Batches: no database takes ten thousand values in one condition."""
    return (valeurs[i : i + LOT] for i in range(0, len(valeurs), LOT))


def cle_de(modele: Any, attribut: str = "") -> Cle:
    """The key of a kind of record: the attribute asked for, else the one its fields announce."""
    return _cle(modele, attribut)


@cache
def _cle(modele: Any, attribut: str) -> Cle:
    if attribut:
        return Cle(modele, (attribut,))
    uniques = [
        champ.name
        for champ in modele._meta.concrete_fields
        if champ.unique and not champ.is_relation and not isinstance(champ, models.AutoField)
        and not champ.null
    ]  # fmt: skip
    for nom in PREFERES:
        if nom in uniques:
            return Cle(modele, (nom,))
    return Cle(modele, _paire(modele) or (modele._meta.pk.name,))


def _paire(modele: type[models.Model]) -> tuple[str, ...]:
    """(échelle, code): a constraint of two plain fields, the first of few values."""
    for contrainte in modele._meta.constraints:
        if not isinstance(contrainte, models.UniqueConstraint) or contrainte.condition:
            continue
        champs = [modele._meta.get_field(nom) for nom in contrainte.fields]
        if len(champs) == 2 and not any(c.is_relation for c in champs):
            premier = champs[0]
            if isinstance(premier, models.CharField) and premier.choices:
                return tuple(contrainte.fields)
    return ()
