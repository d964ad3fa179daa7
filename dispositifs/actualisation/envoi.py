"""Send invitations and reminders, one by one: what did not leave stays to be sent."""

import datetime
import logging
import smtplib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.mail import BadHeaderError, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q
from django.utils import timezone

from dispositifs.actualisation import courriers
from dispositifs.models import Invitation, Proposition

# A killed worker leaves its message reserved: after this long, it is sent again.
RESERVATION = datetime.timedelta(minutes=10)
PAR_LOT = 50
journal = logging.getLogger(__name__)


@dataclass
class Bilan:
    """How many left, how many could not."""

    partis: int = 0
    echecs: int = 0


def envoyer(
    invitations: Iterable[Invitation], suivre: Callable[[], object] = lambda: None
) -> Bilan:
    """Send those that are « à envoyer ». One failure is noted on its row and stops nothing."""
    return _tous(invitations, suivre, relance=False)


def relancer(
    invitations: Iterable[Invitation], suivre: Callable[[], object] = lambda: None
) -> Bilan:
    """Send the reminder of those that were sent and not answered."""
    return _tous(invitations, suivre, relance=True)


def _tous(
    invitations: Iterable[Invitation], suivre: Callable[[], object], *, relance: bool
) -> Bilan:
    """One connection for all; when it cannot be opened, every message waits for the next try."""
    invitations = list(invitations)
    connexion = get_connection()
    echec = _expedier(connexion.open)
    if echec:
        Invitation.objects.filter(pk__in=[i.pk for i in invitations]).update(echec=echec)
        return Bilan(echecs=len(invitations))
    bilan = Bilan()
    for invitation in invitations:
        if _reserver(invitation, relance):
            parti = _un(invitation, connexion, relance)
            bilan.partis += parti
            bilan.echecs += not parti
        suivre()
    connexion.close()
    return bilan


def _reserver(invitation: Invitation, relance: bool) -> bool:
    """Take the row before sending, so that two people who press « Envoyer » send it once."""
    maintenant = timezone.now()
    libre = Q(reservee_le__isnull=True) | Q(reservee_le__lt=maintenant - RESERVATION)
    attendue = Invitation.objects.en_cours().avec_adresse().filter(libre, pk=invitation.pk)
    attendue = attendue.filter(envoyee_le__isnull=not relance, relances=invitation.relances)
    return bool(attendue.update(reservee_le=maintenant))


def _un(invitation: Invitation, connexion: BaseEmailBackend, relance: bool) -> bool:
    """Send one message and write what became of it."""
    message = courriers.invitation(invitation, relance=relance)
    message.connection = connexion
    echec = _expedier(message.send)
    ligne = Invitation.objects.filter(pk=invitation.pk)
    if echec:
        ligne.update(reservee_le=None, echec=echec)
    elif relance:
        maintenant = timezone.now()
        ligne.update(reservee_le=None, echec="", relancee_le=maintenant, relances=F("relances") + 1)
    else:
        ligne.update(reservee_le=None, echec="", envoyee_le=timezone.now())
    return not echec


def _expedier(expedier: Callable[[], object]) -> str:
    """Try; « » when it left, else why not, in a few words for the board."""
    try:
        expedier()
    except (smtplib.SMTPException, OSError, BadHeaderError, UnicodeError) as erreur:
        journal.warning("Un courriel n’est pas parti : %s", type(erreur).__name__)
        return f"Le serveur de courriel a refusé ({type(erreur).__name__})."
    return ""


def prevenir_en_retard() -> int:
    """Tell those whose message did not leave when the decision was taken; how many were told."""
    decidees = Proposition.objects.exclude(etat=Proposition.Etat.A_EXAMINER)
    decidees = decidees.filter(prevenu_le__isnull=True).exclude(courriel="")
    return sum(prevenir(proposition) for proposition in decidees)


def prevenir(proposition: Proposition) -> bool:
    """Tell the author what was decided, once, if an address is still kept."""
    if not proposition.courriel or proposition.prevenu_le:
        return False
    if _expedier(courriers.decision(proposition).send):
        return False
    proposition.prevenu_le = timezone.now()
    proposition.save(update_fields=["prevenu_le"])
    return True
