"""Partial dates: « 2016 », « 2016-04 », « 2016-04-10 ».

Sources rarely give a full date. A partial date is kept as the ISO text that was stated, so
nothing is invented, and it sorts and compares as text: « 2016 » comes before « 2016-04 ».
"""

import calendar
import datetime
import re
from functools import cache
from itertools import takewhile
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
ANGLAIS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
# As programs write them: « 2016/10/19 », « 2019///», « 2019-03-12T00:00:00Z ».
ANNEE_D_ABORD = re.compile(
    r"([0-9]{4})[/-]([0-9]{1,2})?(?:[/-]([0-9]{1,2})?)?/?"
    r"(?:[T ](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
EN_BLOC = re.compile(r"((?:19|20)[0-9]{2})(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])")
# « March 12, 2019 », « Mar 12th 2019 »; « 2019 Mar 12 », « 2019, mars ».
MOIS_D_ABORD = re.compile(r"([a-z]+) ([0-9]{1,2})(?:st|nd|rd|th)? ([0-9]{4})")
ANNEE_PUIS_MOIS = re.compile(r"([0-9]{4}) ([a-z]+)(?: ([0-9]{1,2}))?")
# « du 12 au 14 mars 2019 », « mars-avril 2019 »: the first day, or month, of several.
JOURS = re.compile(
    r"(?:du )?([0-9]{1,2}|1er) (?:au |et |to |a )?(?:[0-9]{1,2}|1er) ([a-z]+) ([0-9]{4})"
)
PLUSIEURS_MOIS = re.compile(r"(?:de )?([a-z]+) (?:a |et |to )?([a-z]+) ([0-9]{4})")
ROMAINS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
# As catalogues write them around a year: « cop. 2019 », « [2019] », « DL 2018 », « c2017 ».
AUTOUR_D_UNE_ANNEE = re.compile(
    r"[\[(]?(?:cop|c|©|dl|d\.l|impr|imp|ed|éd|pub|publ|ca|circa|vers)?\.?\s{0,3}"
    r"([0-9]{4})[a-z]?(?:\?|,)?[\])]?\??\.?",
    re.IGNORECASE,
)
ANNEE_SEULE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
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
        valeur = _annee_d_abord(valeur) or _en_chiffres(valeur) or _en_mots(valeur) or valeur
    if valeur:
        bornes(valeur)
    return valeur


def deviner(texte: str) -> tuple[str, bool]:
    """The date that a catalogue means, and whether it said nothing more.

    « cop. 2019 », « [2019] » → 2019, whole; « 2015-2020 », « hiver 2018 » → the first year, and
    more was said. Raise ValueError when no year is there.
    """
    try:
        return lire(texte), True
    except ValueError:
        pass
    valeur = " ".join(texte.split())
    if trouve := EN_BLOC.fullmatch(valeur):
        return lire("-".join(trouve.groups())), True
    if trouve := AUTOUR_D_UNE_ANNEE.fullmatch(valeur):
        return lire(trouve[1]), True
    premiere = ANNEE_SEULE.search(valeur)
    if not premiere:
        raise ValueError(f"Date illisible : {texte[:20]!r}.")
    return _la_premiere(valeur, premiere[0]), False


def _la_premiere(texte: str, annee: str) -> str:
    """« 2015-03/2016-04 », « 2015-2020 », « 12-14 mars 2019 », « 2019/03//printemps » → the first
    date, as fine as it is."""
    morceaux = [texte.split("/")[0], re.split(r"--|[–—]", texte)[0], *_premiers(plier(texte[:60]))]
    morceaux.append("/".join(texte.split("/")[:3]))
    trouvees = [annee]
    for morceau in morceaux:
        try:
            debut = lire(morceau)
        except ValueError:
            continue
        if debut.startswith(annee):
            trouvees.append(debut)
    return lire(max(trouvees, key=len))


def _premiers(plie: str) -> list[str]:
    """The first day, or month, of several of them."""
    if trouve := JOURS.fullmatch(plie):
        return [" ".join(trouve.groups())]
    trouve = PLUSIEURS_MOIS.fullmatch(plie)
    if trouve and rang_du_mois(trouve[2]):
        return [f"{trouve[1]} {trouve[3]}"]
    return []


def _annee_d_abord(texte: str) -> str:
    trouve = ANNEE_D_ABORD.fullmatch(texte)
    if not trouve:
        return ""
    # « 2019-00-12 »: a day without its month is no date.
    return "-".join(m.zfill(2) for m in takewhile(lambda m: m and int(m), trouve.groups()))


def _en_chiffres(texte: str) -> str:
    trouve = EN_CHIFFRES.fullmatch(texte)
    if not trouve:
        return ""
    jour, mois, annee = trouve.groups()
    return "-".join(filter(None, [annee, mois.zfill(2), jour and jour.zfill(2)]))


def _en_mots(texte: str) -> str:
    plie = plier(texte[:60])
    if trouve := EN_MOTS.fullmatch(plie):
        jour, mot, annee = trouve.groups()
    elif trouve := MOIS_D_ABORD.fullmatch(plie):
        mot, jour, annee = trouve.groups()
    elif trouve := ANNEE_PUIS_MOIS.fullmatch(plie):
        annee, mot, jour = trouve.groups()
    else:
        return ""
    rang = rang_du_mois(mot)
    if not rang:
        return ""
    if len(annee) == 2:
        annee = f"{'20' if int(annee) <= 50 else '19'}{annee}"
    jour = jour and jour.removesuffix("er").zfill(2)
    return "-".join(filter(None, [annee, f"{rang:02}", jour]))


@cache
def rang_du_mois(mot: str) -> int:
    """« mars », « mar », « march », « iii », « 3 » → 3; 0 for what names no month, or several."""
    plie = plier(mot)
    if plie.isdigit():
        return int(plie) if 1 <= int(plie) <= 12 else 0
    if plie in ROMAINS:
        return ROMAINS.index(plie) + 1
    for noms in (MOIS, ANGLAIS):
        rangs = [n for n, nom in enumerate(noms, 1) if plier(nom).startswith(plie)]
        if len(plie) > 2 and len(rangs) == 1:
            return rangs[0]
    return 0


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
