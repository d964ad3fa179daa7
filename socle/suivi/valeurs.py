"""The value of a form field, in one comparable shape, whether it comes from the database or
from what someone typed: « 2,50 », « 2.5 » and Decimal("2.50") are the same thing."""

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import ModelChoiceField, ModelMultipleChoiceField
from django.http import QueryDict
from django.utils.formats import date_format

from socle import dates
from socle.dates import DatePartielleField
from socle.textes import majuscule

# A field as JSON can carry it: a text, or the choices of a multiple field.
Valeur = str | list[str]
COCHE = "on"
VIDE = "vide"


def canonique(champ: forms.Field, brut: Any) -> Valeur:
    """The value of a field, as comparable as its type allows; unreadable input stays as typed."""
    if isinstance(champ, ModelMultipleChoiceField | forms.MultipleChoiceField):
        return sorted(str(v) for v in brut or [])
    if isinstance(champ, forms.MultiValueField):
        return [str(v or "") for v in _decompose(champ, brut)]
    if isinstance(champ, ModelChoiceField):
        return "" if brut is None else str(brut)
    try:
        valeur = champ.to_python(brut)
    except ValidationError:
        valeur = brut
    if isinstance(champ, forms.BooleanField) and isinstance(valeur, bool):
        return COCHE if valeur else ""
    return _texte(valeur)


def _decompose(champ: forms.MultiValueField, brut: Any) -> list[Any]:
    decomposer: Any = champ.widget
    return list(brut) if isinstance(brut, list | tuple) else list(decomposer.decompress(brut))


def _texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, Decimal) and valeur.is_finite():
        return f"{valeur.normalize():f}"
    return str(valeur).replace("\r\n", "\n")


def initiale(form: forms.BaseForm, nom: str) -> Valeur:
    """What the database (or the default) gives to a field of an unbound form."""
    champ = form.fields[nom]
    return canonique(champ, champ.prepare_value(form.get_initial_for_field(champ, nom)))


def tapee(champ: forms.Field, donnees: QueryDict, nom: str, sinon: Valeur) -> Valeur:
    """What was typed under that name; `sinon` when the page did not send the field."""
    if champ.widget.value_omitted_from_data(donnees, {}, nom):
        return sinon
    return canonique(champ, champ.widget.value_from_datadict(donnees, {}, nom))


def poser(champ: forms.Field, donnees: QueryDict, nom: str, valeur: Valeur) -> None:
    """Write the value in the data of a form, as its widget would send it."""
    if isinstance(champ, forms.MultiValueField):
        for rang, morceau in enumerate(valeur):
            donnees[f"{nom}_{rang}"] = morceau
    elif isinstance(valeur, list):
        donnees.setlist(nom, valeur)
    elif isinstance(champ, forms.BooleanField) and not valeur:
        donnees.pop(nom, None)
    else:
        donnees[nom] = valeur


def lisible(champ: forms.Field, valeur: Valeur) -> str:
    """The value as an editor reads it: labels, names, « oui », « vide »."""
    if isinstance(champ, forms.BooleanField) and valeur in ("", COCHE):
        return "oui" if valeur else "non"
    if not valeur or not any(valeur):
        return VIDE
    if isinstance(champ, ModelChoiceField):
        return _noms(champ, valeur if isinstance(valeur, list) else [valeur])
    choix = {str(v): str(n) for v, n in _choix(champ)}
    morceaux = valeur if isinstance(valeur, list) else [valeur]
    return ", ".join(choix.get(m, m) for m in morceaux if m)


def _choix(champ: forms.Field) -> list[tuple[Any, Any]]:
    """The choices of a field, groups opened."""
    plats: list[tuple[Any, Any]] = []
    for valeur, nom in getattr(champ, "choices", []):
        plats += list(nom) if isinstance(nom, list | tuple) else [(valeur, nom)]
    return plats


def _noms(champ: ModelChoiceField, cles: list[str]) -> str:
    modele: Any = cast(QuerySet, champ.queryset).model
    # Beyond the choices of the form: what was chosen may not be one of them any more.
    objets = modele._base_manager.select_related().filter(pk__in=[c for c in cles if c])
    noms = {str(o.pk): champ.label_from_instance(o) for o in objets}
    return ", ".join(noms.get(c, f"enregistrement supprimé ({c})") for c in cles)


def libelle(champ: forms.Field, nom: str) -> str:
    """How the form names its field."""
    return majuscule(str(champ.label or nom.replace("_", " ")))


def valeur_de_modele(champ: Any, valeur: Any) -> str:
    """The value of a model field that is no relation, as an editor reads it."""
    if isinstance(valeur, bool):
        return "oui" if valeur else "non"
    if valeur in (None, ""):
        return VIDE
    if champ.flatchoices:
        return str(dict(champ.flatchoices).get(valeur, valeur))
    if isinstance(champ, DatePartielleField):
        return dates.en_lettres(valeur)
    if isinstance(valeur, Decimal):
        return _texte(valeur).replace(".", ",")
    if hasattr(valeur, "isoformat"):
        return date_format(valeur)
    return str(valeur)
