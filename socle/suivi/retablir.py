"""Going back: what a former version would change, and its return, row by row."""

import datetime
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model, ProtectedError, RestrictedError

from socle.suivi.evenements import Changement, changements
from socle.suivi.versions import (
    CHANGEMENT,
    RETRAIT,
    Lecteur,
    Pas,
    Suivi,
    Version,
    au_moment,
    champs_suivis,
    versions,
)

IMPOSSIBLE = "Cette version ne peut pas être rétablie telle quelle\u00a0: {}"
RIEN_D_ECRIT = "la base de données la refuse (une règle a changé depuis, ou une ligne en dépend)."


class RetablissementImpossibleError(Exception):
    """Why a version cannot come back, in French."""


@dataclass(frozen=True)
class Retour:
    """One row, or the record: what it is now, what it was. None where it is not there."""

    present: Version | None
    objet: Any
    cible: Version | None

    @property
    def change(self) -> bool:
        """Whether going back writes anything of it."""
        if self.present is None or self.cible is None:
            return True
        return self.present.champs != self.cible.champs


@dataclass
class Plan:
    """Everything that going back to a moment would do."""

    suivi: Suivi
    fiche: Retour
    rangees: list[Retour]
    ecarts: list[Changement] = field(default_factory=list)
    perdus: list[str] = field(default_factory=list)

    @property
    def change(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.ecarts)

    @property
    def modeles(self) -> set[type[Model]]:
        """The models of the rows that would be written or removed."""
        retours = [retour for retour in self.rangees if retour.change]
        return {v.modele for r in retours for v in (r.present, r.cible) if v is not None}

    @property
    def touche_l_etat(self) -> bool:
        """Whether the record would enter the public site, or leave it."""
        anciens = self.fiche.present.champs if self.fiche.present else {}
        cible = self.fiche.cible.champs if self.fiche.cible else {}
        etats = {anciens.get("etat"), cible.get("etat")}
        return len(etats) > 1 and "publie" in etats


def preparer(suivi: Suivi, cle: Any, moment: datetime.datetime) -> Plan | None:
    """What going back to that moment would do; None when the record was not there."""
    toutes = versions(suivi, [cle])
    cibles = {(v.modele, v.cle): v for v in au_moment(toutes, moment)}
    fiches = [v for v in cibles.values() if not v.parent]
    if not fiches:
        return None
    presents = _presents(suivi, fiches[0].cle)
    lecteur = Lecteur([*cibles.values(), *(present for present, _ in presents.values())])
    plan = Plan(suivi, Retour(None, None, None), [])
    for cle_de_ligne in {**presents, **cibles}:
        present, objet = presents.get(cle_de_ligne, (None, None))
        cible = _atteignable(plan, cibles.get(cle_de_ligne), present, lecteur, cibles)
        retour = Retour(present, objet, cible)
        if cle_de_ligne == (suivi.modele, fiches[0].cle):
            plan.fiche = retour
        else:
            plan.rangees.append(retour)
    for retour in [plan.fiche, *plan.rangees]:
        if retour.change:
            plan.ecarts += _en_mots(lecteur, retour)
    return plan


def _presents(suivi: Suivi, cle: Any) -> dict[tuple[type[Model], Any], tuple[Version, Any]]:
    """The record and its rows as the database has them now."""
    groupes = [(suivi.modele, "", {"pk": cle})]
    groupes += [(modele, parent, {parent: cle}) for modele, parent in suivi.suivies]
    return {
        (modele, objet.pk): (_version_de(objet, parent), objet)
        for modele, parent, filtre in groupes
        for objet in modele._base_manager.filter(**filtre)
    }


def _version_de(objet: Any, parent: str) -> Version:
    champs = {
        f.name: (
            tuple(sorted(lie.pk for lie in getattr(objet, f.name).all()))
            if f.many_to_many
            else getattr(objet, f.attname)
        )
        for f in champs_suivis(type(objet), parent)
    }
    histoire = SimpleNamespace(history_type=CHANGEMENT)
    return Version(type(objet), parent, objet.pk, histoire, champs)


def _atteignable(
    plan: Plan, cible: Version | None, present: Version | None, lecteur: Lecteur, cibles: Any
) -> Version | None:
    """The former version, without the links to what exists no more: those stay as they are."""
    if cible is None:
        return None
    champs = dict(cible.champs)
    for champ in champs_suivis(cible.modele, cible.parent):
        valeur = champs.get(champ.name)
        if not champ.is_relation or not valeur:
            continue
        connus = lecteur.noms.get(champ.related_model, {})
        if champ.many_to_many:
            champs[champ.name] = tuple(v for v in valeur if v in connus)
            perdu = len(champs[champ.name]) < len(valeur)
        else:
            perdu = valeur not in connus and (champ.related_model, valeur) not in cibles
            if perdu:
                champs[champ.name] = present.champs[champ.name] if present else None
        if perdu:
            plan.perdus.append(str(champ.verbose_name))
    return Version(cible.modele, cible.parent, cible.cle, cible.histoire, champs)


def _en_mots(lecteur: Lecteur, retour: Retour) -> list[Changement]:
    """From now to then."""
    if retour.cible is None and retour.present is not None:
        present = retour.present
        parti = SimpleNamespace(history_type=RETRAIT)
        vide = Version(present.modele, present.parent, present.cle, parti, present.champs)
        return changements(lecteur, Pas(present, vide))
    if retour.cible is None:
        return []
    return changements(lecteur, Pas(retour.present, retour.cible))


def retablir(plan: Plan, motif: str) -> Any:
    """Write the former version, in one transaction; the record.

    Raise RetablissementImpossibleError, nothing written, when a rule of today refuses it.
    """
    try:
        with transaction.atomic():
            fiche = _ecrire(plan.fiche, motif)
            _ecrire_les_rangees(plan.rangees, motif)
            fiche.refresh_from_db()
            fiche.full_clean()
            if hasattr(fiche, "indexer"):
                fiche.indexer()
    except ValidationError as erreur:
        raise RetablissementImpossibleError(
            IMPOSSIBLE.format(" ".join(erreur.messages))
        ) from erreur
    except (DatabaseError, ProtectedError, RestrictedError) as erreur:
        raise RetablissementImpossibleError(IMPOSSIBLE.format(RIEN_D_ECRIT)) from erreur
    return fiche


def _ecrire_les_rangees(retours: list[Retour], motif: str) -> None:
    """Those that leave first, so that those that return find their place."""
    changes = [retour for retour in retours if retour.change]
    for retour in changes:
        if retour.cible is None and retour.objet is not None:
            retour.objet._change_reason = motif
            retour.objet.delete()
    for retour in sorted(changes, key=lambda r: r.present is None):
        if retour.cible is not None:
            _ecrire(retour, motif).full_clean()


def _ecrire(retour: Retour, motif: str) -> Any:
    """One row or the record, as it was; under its own key when it had left."""
    cible = retour.cible
    if cible is None:
        return retour.objet
    if not retour.change:
        return retour.objet
    objet = retour.objet if retour.objet is not None else cible.histoire.instance
    multiples = {}
    for champ in champs_suivis(cible.modele, cible.parent):
        if champ.many_to_many:
            multiples[champ.name] = cible.champs[champ.name]
        else:
            setattr(objet, champ.attname, cible.champs[champ.name])
    objet._change_reason = motif
    if retour.objet is None:
        objet._state.adding = True
        objet.save(force_insert=True)
    else:
        objet.save()
    for nom, cles in multiples.items():
        getattr(objet, nom).set(cles)
    return objet
