"""What the table of one kind of record is made of: its key, its columns, how rows are loaded."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Max
from simple_history.utils import get_history_manager_for_model

from socle.tableur.cles import Cle, par_lots
from socle.tableur.colonnes import Colonne
from socle.textes import plier

VERSION = "version"
AIDE_VERSION = "Ne la changez pas\u00a0: elle dit de quand date la ligne."


@dataclass(frozen=True)
class Plan:
    """The table of a kind of record, for one person: what she may not change is not in it."""

    modele: type[models.Model]
    cle: Cle
    colonnes: tuple[Colonne, ...]
    # Whether a person may give the key of a new record: not the number of a catalogue.
    cle_saisissable: bool = True

    @property
    def label(self) -> str:
        """« dispositifs.organisme »."""
        return self.modele._meta.label_lower

    @cached_property
    def modifiables(self) -> tuple[Colonne, ...]:
        """The columns that are read back."""
        return tuple(c for c in self.colonnes if c.modifiable)

    @property
    def entete(self) -> list[str]:
        """The names of all the columns, the key first, the version last."""
        return [self.cle.nom, *(c.nom for c in self.colonnes), VERSION]

    def reconnaitre(self, entete: Sequence[str]) -> dict[int, str]:
        """The name of the column at each place of a header; blank for what is not read."""
        noms = {plier(c.libelle): c.nom for c in self.modifiables}
        noms |= {plier(nom): nom for nom in self.entete}
        return {rang: noms.get(plier(mot), "") for rang, mot in enumerate(entete)}

    def est_entete(self, cellules: Sequence[str]) -> bool:
        """Whether these cells may be the header of this table: they name its key."""
        return self.cle.nom in self.reconnaitre(cellules).values()

    def charger(self, objets: Any) -> Any:
        """The same records with the relations that the columns read."""
        jointes = [c.jointe for c in self.colonnes if c.jointe]
        # Two columns may read one relation.
        apartes = dict.fromkeys(c.aparte for c in self.colonnes if c.aparte)
        # Without a name, select_related would follow every relation.
        objets = objets.select_related(*jointes) if jointes else objets
        return objets.prefetch_related(*apartes)

    def cellules(self, objet: models.Model) -> dict[str, str]:
        """The normal form of each cell that is read back."""
        return {c.nom: c.ecrire(objet) for c in self.modifiables}

    def actuels(self, cles: Iterable[str] = (), pks: Iterable[Any] = ()) -> list[models.Model]:
        """The records of these keys or these database keys, as they are now."""
        base = self.charger(self.modele._default_manager.all())
        trouves = {objet.pk: objet for objet in self.cle.trouver(cles, base).values()}
        for lot in par_lots([pk for pk in pks if pk not in trouves]):
            trouves |= {objet.pk: objet for objet in base.filter(pk__in=lot)}
        return list(trouves.values())

    def dernieres_versions(self, pks: list[Any]) -> dict[Any, int]:
        """The latest history entry of each record; empty when this kind keeps no history."""
        if not hasattr(self.modele, "history"):
            return {}
        histoire: Any = get_history_manager_for_model(self.modele)
        nom = self.modele._meta.pk.name
        versions: dict[Any, int] = {}
        for lot in par_lots(pks):
            entrees = histoire.filter(**{f"{nom}__in": lot}).order_by().values_list(nom)
            versions |= dict(entrees.annotate(derniere=Max("history_id")))
        return versions


def par_paquets(objets: Any, taille: int = 500) -> Iterator[Any]:
    """Records one by one, loaded a batch at a time with their relations."""
    return objets.iterator(chunk_size=taille)
