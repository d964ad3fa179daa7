"""The versions that the history keeps of a record and of its rows, read in a constant number of
queries, and what changed from one to the next."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import ManyToManyField, Model
from simple_history.utils import get_m2m_reverse_field_name

from socle.suivi.valeurs import VIDE, valeur_de_modele
from socle.textes import majuscule

# Two writings of one person this close are one save: the record, then each of its rows.
MEME_GESTE = datetime.timedelta(seconds=1)
AJOUT, CHANGEMENT, RETRAIT = "+", "~", "-"


@dataclass(frozen=True)
class Suivi:
    """A record and the groups of rows that make it up: (model, name of its key to the record)."""

    modele: type[Model]
    rangees: tuple[tuple[type[Model], str], ...] = ()

    @cached_property
    def suivies(self) -> list[tuple[type[Model], str]]:
        """The groups whose history is kept."""
        return [(modele, cle) for modele, cle in self.rangees if a_une_histoire(modele)]

    @property
    def non_suivis(self) -> list[str]:
        """What the history does not keep, as the page names it."""
        suivis = {modele for modele, _ in self.suivies}
        noms = [str(m._meta.verbose_name_plural) for m, _ in self.rangees if m not in suivis]
        gardes = {f.name for f in _multiples(self.modele)}
        noms += [
            str(f.verbose_name)
            for f in self.modele._meta.many_to_many
            if f.name not in gardes and f.editable and _sans_rangees(f)
        ]
        return noms


def _sans_rangees(champ: ManyToManyField) -> bool:
    """Whether the links have no rows of their own, which would be a group."""
    liens: Any = champ.remote_field.through
    return bool(liens._meta.auto_created)


def a_une_histoire(modele: type[Model]) -> bool:
    """Whether somebody keeps the versions of this model."""
    return hasattr(modele._meta, "simple_history_manager_attribute")


def histoire_de(modele: Any) -> Any:
    """The model that keeps the versions of this one."""
    return getattr(modele, modele._meta.simple_history_manager_attribute).model


def _multiples(modele: type[Model]) -> list[Any]:
    return list(histoire_de(modele)._history_m2m_fields) if a_une_histoire(modele) else []


def champs_suivis(modele: type[Model], sauf: str = "") -> list[Any]:
    """The fields that an editor may see change, those of links to several records last."""
    simples = [
        f
        for f in histoire_de(modele).tracked_fields
        if f.editable and not f.primary_key and f.name != sauf
    ]
    return [*simples, *_multiples(modele)]


@dataclass(frozen=True)
class Version:
    """One writing of the record or of one row; `champs` by name, keys for what is linked."""

    modele: type[Model]
    parent: str
    cle: Any
    histoire: Any
    champs: dict[str, Any]

    @property
    def sorte(self) -> str:
        """Added, changed or removed."""
        return str(self.histoire.history_type)

    @property
    def le(self) -> datetime.datetime:
        """When."""
        moment: datetime.datetime = self.histoire.history_date
        return moment


def versions(suivi: Suivi, cles: Iterable[Any]) -> list[Version]:
    """Every version of these records and of their rows, the oldest first."""
    cles = list(cles)
    nom = suivi.modele._meta.pk.attname
    toutes = list(_versions(suivi.modele, "", {f"{nom}__in": cles}))
    for modele, parent in suivi.suivies:
        toutes += _versions(modele, parent, {f"{parent}__in": cles})
    return sorted(toutes, key=lambda v: (v.le, v.histoire.history_id))


def _versions(modele: type[Model], parent: str, filtre: dict[str, Any]) -> Iterator[Version]:
    """Those of one model, oldest first."""
    lignes = list(
        histoire_de(modele).objects.filter(**filtre).select_related("history_user").order_by()
    )
    multiples = {f.name: _liens(f, lignes) for f in _multiples(modele)}
    simples = [f for f in champs_suivis(modele, parent) if f.name not in multiples]
    for ligne in lignes:
        champs = {f.name: getattr(ligne, f.attname) for f in simples}
        champs |= {nom: liens.get(ligne.pk, ()) for nom, liens in multiples.items()}
        yield Version(modele, parent, getattr(ligne, modele._meta.pk.attname), ligne, champs)


def _liens(champ: ManyToManyField, lignes: list[Any]) -> dict[Any, tuple[Any, ...]]:
    """By version, the keys that it linked."""
    if not lignes:
        return {}
    modele: Any = getattr(lignes[0], champ.name).model
    vers = f"{get_m2m_reverse_field_name(champ)}_id"
    liens: dict[Any, tuple[Any, ...]] = {}
    trouves = modele.objects.filter(history__in=[ligne.pk for ligne in lignes])
    for ligne, cle in trouves.order_by(vers).values_list("history_id", vers):
        liens[ligne] = (*liens.get(ligne, ()), cle)
    return liens


@dataclass(frozen=True)
class Pas:
    """From one version of a record or row to the next; `avant` is None for the first."""

    avant: Version | None
    apres: Version

    @property
    def champs(self) -> list[str]:
        """The names of the fields that changed."""
        if self.avant is None or RETRAIT in (self.avant.sorte, self.apres.sorte):
            return []
        anciens = self.avant.champs
        return [nom for nom, v in self.apres.champs.items() if v != anciens.get(nom)]

    @property
    def compte(self) -> bool:
        """Whether anything changed."""
        return self.avant is None or bool(self.champs) or self.avant.sorte != self.apres.sorte


def pas(toutes: list[Version]) -> list[Pas]:
    """Each version beside the one before it, those that changed nothing kept."""
    derniere: dict[tuple[type[Model], Any], Version] = {}
    suite = []
    for version in toutes:
        cle = (version.modele, version.cle)
        suite.append(Pas(derniere.get(cle), version))
        derniere[cle] = version
    return suite


def au_moment(toutes: list[Version], moment: datetime.datetime) -> list[Version]:
    """What stood then: the last version of the record and of each row that was there."""
    derniere = {(v.modele, v.cle): v for v in toutes if v.le <= moment}
    return [v for v in derniere.values() if v.sorte != RETRAIT]


@dataclass
class Lecteur:
    """Reads values aloud: the names of what is linked are fetched once, model by model."""

    versions: list[Version]
    noms: dict[type[Model], dict[Any, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        voulus: dict[type[Model], set[Any]] = {}
        for version in self.versions:
            for champ in champs_suivis(version.modele, version.parent):
                if champ.is_relation:
                    cles = version.champs.get(champ.name)
                    voulus.setdefault(champ.related_model, set()).update(_en_suite(cles))
        for modele, cles in voulus.items():
            objets = modele._base_manager.select_related().filter(pk__in=cles) if cles else []
            self.noms[modele] = {objet.pk: str(objet) for objet in objets}

    def valeur(self, champ: Any, valeur: Any) -> str:
        """One value, in words."""
        if not champ.is_relation:
            return valeur_de_modele(champ, valeur)
        noms = self.noms.get(champ.related_model, {})
        lus = [
            noms.get(cle, f"enregistrement supprimé depuis ({cle})") for cle in _en_suite(valeur)
        ]
        return ", ".join(lus) or VIDE

    def rangee(self, version: Version) -> str:
        """How a row is named: its first two own values, « actif, mars 2018 »."""
        herites = _champs_herites(version.modele)
        lus = [
            self.valeur(champ, version.champs[champ.name])
            for champ in champs_suivis(version.modele, version.parent)
            if champ.name not in herites and version.champs.get(champ.name) not in (None, "", False)
        ]
        return ", ".join(lus[:2]) or f"n° {version.cle}"

    def contenu(self, version: Version) -> list[tuple[str, str]]:
        """Every field of a version that says something: (name, value)."""
        return [
            (majuscule(str(champ.verbose_name)), self.valeur(champ, version.champs[champ.name]))
            for champ in champs_suivis(version.modele, version.parent)
            if version.champs.get(champ.name) not in (None, "", False, ())
        ]


def _champs_herites(modele: type[Model]) -> set[str]:
    """Fields of abstract parents: the source and notes that every row has."""
    parents: list[Any] = [
        b for b in modele.__mro__ if getattr(getattr(b, "_meta", None), "abstract", False)
    ]
    return {f.name for parent in parents for f in parent._meta.fields}


def _en_suite(valeur: Any) -> tuple[Any, ...]:
    if valeur is None:
        return ()
    return valeur if isinstance(valeur, tuple) else (valeur,)
