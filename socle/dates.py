"""Partial dates: « 2016 », « 2016-04 », « 2016-04-10 ».

Sources rarely give a full date. A partial date is kept as the ISO text that was stated, so
nothing is invented, and it sorts and compares as text: « 2016 » comes before « 2016-04 ».
"""

import calendar
import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from socle.textes import plier

MOIS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet",
    "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MOTIF = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
ANNEE_MIN, ANNEE_MAX = 1900, 2100
# As people and spreadsheets write them: « 31/03/2018 », « 03-2018 », « mars 2018 », « mars-18 ».
EN_CHIFFRES = re.compile(r"(?:([0-9]{1,2})[/.-])?([0-9]{1,2})[/.-]([0-9]{4})")
EN_MOTS = re.compile(r"(?:(1er|[0-9]{1,2}) )?([a-z]+) ?(?:de )?([0-9]{2}|[0-9]{4})")
ANGLAIS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
EXEMPLE = "2018, mars 2018 ou 31/03/2018"
NOMBRES = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip


def bornes(valeur: str) -> tuple[datetime.date, datetime.date]:
    """First and last day of a partial date. Raise ValueError when it is not one."""
    if not re.fullmatch(MOTIF, valeur, re.ASCII):
        raise ValueError(f"Date illisible : {valeur[:20]!r}.")
    morceaux = [int(m) for m in valeur.split("-")]
    annee = morceaux[0]
    if not ANNEE_MIN <= annee <= ANNEE_MAX:
        raise ValueError(f"Année hors de {ANNEE_MIN}-{ANNEE_MAX} : {annee}.")
    mois = morceaux[1] if len(morceaux) > 1 else None
    jour = morceaux[2] if len(morceaux) > 2 else None
    debut = datetime.date(annee, mois or 1, jour or 1)
    if jour:
        return debut, debut
    dernier_mois = mois or 12
    return debut, datetime.date(annee, dernier_mois, calendar.monthrange(annee, dernier_mois)[1])


def lire(texte: str) -> str:
    """The partial date that someone typed, as the register keeps it; "" for nothing.

    « 2018 », « 2018-03 », « 03/2018 », « mars 2018 », « 31 mars 2018 », « mars-18 ».
    Raise ValueError when it is none of these.
    """
    valeur = texte.strip()
    if valeur and not re.fullmatch(MOTIF, valeur, re.ASCII):
        valeur = _en_chiffres(valeur) or _en_mots(valeur) or valeur
    if valeur:
        bornes(valeur)
    return valeur


def _en_chiffres(texte: str) -> str:
    trouve = EN_CHIFFRES.fullmatch(texte)
    if not trouve:
        return ""
    jour, mois, annee = trouve.groups()
    return "-".join(filter(None, [annee, mois.zfill(2), jour and jour.zfill(2)]))


def _en_mots(texte: str) -> str:
    trouve = EN_MOTS.fullmatch(plier(texte))
    if not trouve:
        return ""
    jour, mot, annee = trouve.groups()
    noms = [plier(nom) for nom in MOIS]
    rangs = [rang for rang, nom in enumerate(noms, 1) if len(mot) > 2 and nom.startswith(mot)]
    rangs = rangs or [rang for rang, nom in enumerate(ANGLAIS, 1) if mot == nom]
    if len(rangs) != 1:
        return ""
    if len(annee) == 2:
        annee = f"{'20' if int(annee) <= 50 else '19'}{annee}"
    jour = jour and jour.removesuffix("er").zfill(2)
    return "-".join(filter(None, [annee, f"{rangs[0]:02}", jour]))


def valider(valeur: str) -> None:
    """Refuse what is not a partial date, with an example of what is."""
    try:
        bornes(valeur)
    except ValueError as erreur:
        raise ValidationError(
            "Écrivez une date comme 2018, 2018-03 ou 2018-03-31.", code="date_partielle"
        ) from erreur


def en_lettres(valeur: str) -> str:
    """« 2018-03-31 » → « 31 mars 2018 »; « 2018-03 » → « mars 2018 »; « 2018 » → « 2018 »."""
    morceaux = valeur.split("-")
    if len(morceaux) == 1:
        return valeur
    libelle = f"{MOIS[int(morceaux[1]) - 1]} {morceaux[0]}"
    if len(morceaux) == 2:
        return libelle
    jour = int(morceaux[2])
    return f"{'1er' if jour == 1 else jour} {libelle}"


def mois_ecoules(valeur: str, aujourd_hui: datetime.date) -> int:
    """Whole months since the end of the partial date (0 when it is not over, or to come)."""
    _, fin = bornes(valeur)
    mois = (aujourd_hui.year - fin.year) * 12 + aujourd_hui.month - fin.month
    dernier_jour = calendar.monthrange(aujourd_hui.year, aujourd_hui.month)[1]
    if aujourd_hui.day < min(fin.day, dernier_jour):
        mois -= 1
    return max(mois, 0)


def _en_toutes_lettres(nombre: int) -> str:
    return NOMBRES[nombre] if nombre < len(NOMBRES) else str(nombre)


def anciennete(valeur: str, aujourd_hui: datetime.date) -> str:
    """« il y a moins d’un mois », « il y a 3 mois », « il y a plus de huit ans ».

    A year alone is told by the year: « cette année », « l’an dernier ».
    """
    if len(valeur) == 4 and (ecart := aujourd_hui.year - int(valeur)) in (0, 1):
        return "cette année" if ecart == 0 else "l’an dernier"
    mois = mois_ecoules(valeur, aujourd_hui)
    if mois == 0:
        return "il y a moins d’un mois"
    if mois < 24:
        return f"il y a {mois} mois"
    annees, reste = divmod(mois, 12)
    return f"il y a {'plus de ' if reste else ''}{_en_toutes_lettres(annees)} ans"


class DatePartielleField(models.CharField):
    """A partial date kept as ISO text; blank when unknown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        kwargs.setdefault("help_text", "Année, mois ou jour : 2018, 2018-03 ou 2018-03-31.")
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, valider]


def contrainte(champ: str, nom: str, *, vide: bool = True) -> models.CheckConstraint:
    """The database's own check that `champ` holds a partial date (or nothing when `vide`)."""
    condition = Q(**{f"{champ}__regex": MOTIF})
    if vide:
        condition |= Q(**{champ: ""})
    return models.CheckConstraint(
        condition=condition,
        name=nom,
        violation_error_message="Écrivez une date comme 2018, 2018-03 ou 2018-03-31.",
    )
