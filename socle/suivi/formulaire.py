"""The page of a record as data: its form and its groups of rows, read from the database or from
what was sent, and written back as a browser would send them."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.http import QueryDict

from socle.suivi.fusion import Champs, Etat
from socle.suivi.valeurs import COCHE, initiale, poser, tapee

# What the page asks beside the record itself.
PROPRES = ("motif", "version_lue")
RANGEES_MAX = 2000


def _champs_de_fiche(form: forms.BaseForm) -> Iterator[str]:
    for nom, champ in form.fields.items():
        if nom not in PROPRES and not champ.disabled:
            yield nom


def _champs_de_rangee(groupe: Any, form: forms.BaseForm) -> list[str]:
    """The fields of a row that an editor may write."""
    hors = {groupe.model._meta.pk.name, groupe.fk.name, DELETION_FIELD_NAME}
    return [nom for nom in form.fields if nom not in hors and not form.fields[nom].disabled]


def etat_enregistre(form: forms.BaseForm, groupes: Iterable[Any]) -> Etat:
    """The version that the database holds, as this form and its groups of rows read it."""
    etat = Etat({nom: initiale(form, nom) for nom in _champs_de_fiche(form)})
    for groupe in groupes:
        etat.rangees[groupe.prefix] = {
            str(ligne.instance.pk): {
                nom: initiale(ligne, nom) for nom in _champs_de_rangee(groupe, ligne)
            }
            for ligne in groupe.initial_forms
        }
    return etat


def etat_tape(
    form: forms.BaseForm, groupes: Iterable[Any], donnees: QueryDict, sinon: Etat, figes: set[str]
) -> Etat:
    """The version that was sent; what the page does not send is as in `sinon`.

    `figes`: the groups whose rows this editor may read but not change.
    """
    etat = Etat()
    for nom in _champs_de_fiche(form):
        defaut = sinon.fiche.get(nom, initiale(form, nom))
        etat.fiche[nom] = tapee(form.fields[nom], donnees, nom, defaut)
    for groupe in groupes:
        _lire_groupe(etat, groupe, donnees, sinon, groupe.prefix in figes)
    return etat


def _lire_groupe(etat: Etat, groupe: Any, donnees: QueryDict, sinon: Etat, fige: bool) -> None:
    """The rows that were sent for one group: kept, deleted, new."""
    connues = sinon.rangees.get(groupe.prefix, {})
    rangees: dict[str, Champs] = {cle: dict(champs) for cle, champs in connues.items()}
    etat.rangees[groupe.prefix] = rangees
    modele = groupe.empty_form
    noms = _champs_de_rangee(groupe, modele)
    vierge = {nom: initiale(modele, nom) for nom in noms}
    for prefixe in _prefixes(groupe, donnees):
        cle = donnees.get(f"{prefixe}-{groupe.model._meta.pk.name}", "")
        retiree = bool(donnees.get(f"{prefixe}-{DELETION_FIELD_NAME}"))
        if cle and (fige or not noms):
            continue
        defauts = connues.get(cle, vierge)
        champs = {
            nom: tapee(modele.fields[nom], donnees, f"{prefixe}-{nom}", defauts.get(nom, ""))
            for nom in noms
        }
        if cle and retiree:
            etat.retirees.setdefault(groupe.prefix, []).append(cle)
        elif cle:
            rangees[cle] = champs
        elif noms and champs != vierge and not retiree:
            etat.nouvelles.setdefault(groupe.prefix, []).append(champs)


def _prefixes(groupe: Any, donnees: QueryDict) -> Iterator[str]:
    """« etapes-0 », « etapes-1 »… as many as the page says that it sends."""
    total = donnees.get(f"{groupe.prefix}-{TOTAL_FORM_COUNT}", "0")
    nombre = int(total) if re.fullmatch(r"\d{1,6}", total) else 0
    return (f"{groupe.prefix}-{rang}" for rang in range(min(nombre, RANGEES_MAX)))


def en_donnees(
    donnees: QueryDict, form: forms.BaseForm, groupes: Iterable[Any], etat: Etat
) -> QueryDict:
    """The version as a browser would send it, the rest of `donnees` kept."""
    copie = donnees.copy()
    for nom, valeur in etat.fiche.items():
        poser(form.fields[nom], copie, nom, valeur)
    for groupe in groupes:
        _ecrire_groupe(copie, groupe, etat)
    copie._mutable = False
    return copie


def _ecrire_groupe(donnees: QueryDict, groupe: Any, etat: Etat) -> None:
    """One group of rows: those of the database first, then the new ones."""
    prefixe, modele = groupe.prefix, groupe.empty_form
    for cle in [c for c in donnees if re.match(rf"{re.escape(prefixe)}-\d+-", c)]:
        del donnees[cle]
    existantes = list(etat.rangees.get(prefixe, {}).items())
    neuves = [("", champs) for champs in etat.nouvelles.get(prefixe, [])]
    for rang, (cle, champs) in enumerate([*existantes, *neuves]):
        ligne = f"{prefixe}-{rang}"
        donnees[f"{ligne}-{groupe.model._meta.pk.name}"] = cle
        donnees[f"{ligne}-{groupe.fk.name}"] = str(groupe.instance.pk)
        for nom, valeur in champs.items():
            poser(modele.fields[nom], donnees, f"{ligne}-{nom}", valeur)
        if cle in etat.retirees.get(prefixe, []):
            donnees[f"{ligne}-{DELETION_FIELD_NAME}"] = COCHE
    donnees[f"{prefixe}-{INITIAL_FORM_COUNT}"] = str(len(existantes))
    donnees[f"{prefixe}-{TOTAL_FORM_COUNT}"] = str(len(existantes) + len(neuves))


def rangee_lisible(groupe: Any, cle: str) -> str:
    """How a row of the database is named; « nouvelle ligne » where it is not there."""
    for ligne in groupe.initial_forms:
        if str(ligne.instance.pk) == cle:
            return str(ligne.instance)
    return ""
