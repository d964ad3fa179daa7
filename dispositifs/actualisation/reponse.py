"""What an answer writes: a proposition for CRES to read. The record itself does not move."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from dispositifs.actualisation.champs import valeurs
from dispositifs.actualisation.formulaire import ReponseForm
from dispositifs.actualisation.jeton import LienRefuseError, Refus
from dispositifs.models import ChampPropose, Invitation, Proposition

# How long an author's address may wait for the answer of CRES.
JOURS_DE_GARDE = 180
BROUILLON_MAX = 20_000


def date_d_effacement() -> datetime.date:
    """The day after which an author's address is erased."""
    return timezone.localdate() + datetime.timedelta(days=JOURS_DE_GARDE)


def ouvrir(invitation: Invitation) -> None:
    """Note the first time that the link was opened."""
    if invitation.ouverte_le is None:
        invitation.ouverte_le = timezone.now()
        invitation.save(update_fields=["ouverte_le"])


def garder(invitation: Invitation, donnees: dict[str, str]) -> None:
    """Keep what was typed, right or wrong, for the next visit; what is too long is left out."""
    noms = ReponseForm.base_fields
    brouillon = {nom: donnees[nom].replace("\0", "") for nom in noms if nom in donnees}
    if sum(map(len, brouillon.values())) <= BROUILLON_MAX:
        invitation.brouillon = brouillon
        invitation.save(update_fields=["brouillon"])


def confirmer(invitation: Invitation, au_nom_de: str = "") -> Proposition:
    """« Tout est exact ». Raise LienRefuseError when it was already answered."""
    with transaction.atomic():
        return _proposer(invitation, Proposition.Nature.CONFIRMATION, au_nom_de=au_nom_de)


def corriger(invitation: Invitation, formulaire: ReponseForm) -> Proposition:
    """The fields that differ from the record, one by one; the whole answer or nothing.

    An answer that changes nothing is a confirmation. Raise LienRefuseError as `confirmer`.
    """
    avant = valeurs(invitation.dispositif)
    changes = {
        champ: valeur
        for champ, valeur in formulaire.corrections.items()
        if valeur != avant[champ].replace("\r\n", "\n").strip()
    }
    remarque = formulaire.cleaned_data["remarque"]
    nature = Proposition.Nature.CONFIRMATION
    if changes or formulaire.ajouts:
        nature = Proposition.Nature.CORRECTION
    elif remarque:
        nature = Proposition.Nature.REMARQUE
    with transaction.atomic():
        proposition = _proposer(
            invitation,
            nature,
            remarque=remarque,
            au_nom_de=formulaire.cleaned_data["au_nom_de"],
        )
        ChampPropose.objects.bulk_create(
            ChampPropose(
                proposition=proposition, champ=champ, avant=avant.get(champ, ""), propose=propose
            )
            for champ, propose in [*changes.items(), *formulaire.ajouts.items()]
        )
    return proposition


def _proposer(invitation: Invitation, nature: str, **champs: Any) -> Proposition:
    """Answer once: the second of two clicks finds the invitation already answered."""
    maintenant = timezone.now()
    libre = Invitation.objects.filter(
        pk=invitation.pk, repondue_le__isnull=True, sel=invitation.sel
    )
    if not libre.update(repondue_le=maintenant, brouillon={}):
        raise LienRefuseError(Refus.REPONDU, invitation)
    dispositif = invitation.dispositif
    return Proposition.objects.create(
        origine=Proposition.Origine.INVITATION,
        nature=nature,
        invitation=invitation,
        dispositif=dispositif,
        page=dispositif.get_absolute_url(),
        titre_de_page=dispositif.nom,
        courriel=invitation.adresse,
        effacer_le=date_d_effacement() if invitation.adresse else None,
        recue_le=maintenant,
        **champs,
    )
