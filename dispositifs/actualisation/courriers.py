"""The messages of the round: plain text, in French, their links whole."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from dispositifs.actualisation.examen import lignes
from dispositifs.actualisation.jeton import adresse
from dispositifs.actualisation.signalement import COURRIEL_DU_CRES
from dispositifs.models import Invitation, Proposition


def _message(a: str, objet: str, gabarit: str, contexte: dict[str, Any]) -> EmailMessage:
    """One text message; answers go to CRES, and no robot answers it."""
    commun = {"adresse_du_site": settings.ADRESSE_DU_SITE, "courriel_du_cres": COURRIEL_DU_CRES}
    return EmailMessage(
        " ".join(objet.splitlines()),
        render_to_string(f"courriels/{gabarit}.txt", commun | contexte).strip() + "\n",
        to=[a],
        reply_to=[COURRIEL_DU_CRES],
        headers={"Auto-Submitted": "auto-generated"},
    )


def invitation(une: Invitation, *, relance: bool = False) -> EmailMessage:
    """What a coordination receives: the text of the round, the record, its link, its last day."""
    objet = f"Rappel : {une.campagne.objet}" if relance else une.campagne.objet
    contexte = {"invitation": une, "lien": adresse(une), "relance": relance}
    return _message(une.adresse, objet, "invitation", contexte)


def decision(proposition: Proposition) -> EmailMessage:
    """What the author is told once CRES has decided."""
    contexte = {"proposition": proposition, "lignes": lignes(proposition)}
    objet = f"Votre proposition sur « {proposition.titre_de_page or proposition.page} »"
    return _message(proposition.courriel, objet, "decision", contexte)
