"""Erase what is no longer needed of those who wrote to us. No address of a machine is ever kept."""

import datetime
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from dispositifs.models import Invitation, Proposition

# An ended round keeps the mailboxes it wrote to for a year, to answer « did you write to us? ».
JOURS_APRES_LA_CAMPAGNE = 365


@dataclass(frozen=True)
class Bilan:
    """How many of each were erased."""

    auteurs: int
    boites: int
    brouillons: int


def purger(aujourd_hui: datetime.date | None = None) -> Bilan:
    """Erase authors' addresses, once told or past their date; mailboxes and drafts of rounds that
    ended."""
    jour = aujourd_hui or timezone.localdate()
    inutiles = Q(effacer_le__lte=jour) | Q(prevenu_le__isnull=False)
    auteurs = Proposition.objects.filter(inutiles).exclude(courriel="")
    fin = jour - datetime.timedelta(days=JOURS_APRES_LA_CAMPAGNE)
    boites = Invitation.objects.filter(campagne__expire_le__lte=fin).exclude(adresse="")
    brouillons = Invitation.objects.filter(~Q(brouillon={}), campagne__expire_le__lt=jour)
    return Bilan(
        auteurs.update(courriel="", effacer_le=None),
        boites.update(adresse=""),
        brouillons.update(brouillon={}),
    )
