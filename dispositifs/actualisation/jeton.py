"""The signed link of an invitation: one record, until a day, as long as nobody revoked it.

What is signed is the key of the row and its `sel`, with the site's SECRET_KEY: whoever reads the
database cannot make a link, whoever holds one cannot make another, and a new `sel` ends it.
"""

import re
from enum import Enum
from http import HTTPStatus

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from dispositifs.models import Invitation

SEL = "dispositifs.actualisation"
FORME = re.compile(r"([1-9][0-9]{0,17})-([0-9a-f]{32})\.[0-9A-Za-z_-]{20,60}", re.ASCII)


class Refus(Enum):
    """Why a link is refused; the template says each in words."""

    ILLISIBLE = "illisible"
    REVOQUE = "revoque"
    ECHU = "echu"
    REPONDU = "repondu"
    RETIRE = "retire"

    @property
    def statut(self) -> HTTPStatus:
        """404 for what never was a link of ours, 410 for what no longer is one."""
        return HTTPStatus.NOT_FOUND if self is Refus.ILLISIBLE else HTTPStatus.GONE


class LienRefuseError(Exception):
    """The link opens nothing. `invitation` is known unless the link is not ours."""

    def __init__(self, raison: Refus, invitation: Invitation | None = None) -> None:
        super().__init__(raison.value)
        self.raison = raison
        self.invitation = invitation


def _signataire() -> Signer:
    return Signer(salt=SEL, sep=".")


def ecrire(invitation: Invitation) -> str:
    """The token: the same as long as the invitation is not revoked, so that it can be resent."""
    return _signataire().sign(f"{invitation.pk}-{invitation.sel}")


def adresse(invitation: Invitation) -> str:
    """The whole address, as a message prints it."""
    return f"{settings.ADRESSE_DU_SITE}{reverse('actualiser', args=[ecrire(invitation)])}"


def lire(jeton: str, *, deja_repondu: bool = False) -> Invitation:
    """The invitation that a token opens, with its campagne and its dispositif.

    Raise LienRefuseError. `deja_repondu`: the page of thanks is for those who answered. A token
    that is not signed by us costs no query.
    """
    forme = FORME.fullmatch(jeton)
    if forme is None:
        raise LienRefuseError(Refus.ILLISIBLE)
    try:
        _signataire().unsign(jeton)
    except BadSignature:
        raise LienRefuseError(Refus.ILLISIBLE) from None
    invitation = (
        Invitation.objects.select_related("campagne", "dispositif__type")
        .filter(pk=forme[1])
        .first()
    )
    if invitation is None or not constant_time_compare(invitation.sel, forme[2]):
        raise LienRefuseError(Refus.REVOQUE)
    raison = _refus(invitation, deja_repondu)
    if raison is not None:
        raise LienRefuseError(raison, invitation)
    return invitation


def _refus(invitation: Invitation, deja_repondu: bool) -> Refus | None:
    if invitation.revoquee_le:
        return Refus.REVOQUE
    if not invitation.dispositif.est_publie:
        return Refus.RETIRE
    if invitation.repondue_le:
        return None if deja_repondu else Refus.REPONDU
    return Refus.ECHU if invitation.est_echue else None
