"""What CRES decides of a proposition: field by field, written and logged together."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from dispositifs.actualisation.champs import A_LA_MAIN, lisible, valeurs
from dispositifs.actualisation.ecriture import Ecrivain, organisme_nomme
from dispositifs.models import ChampPropose, Dispositif, Proposition
from socle.models import Source

Champ, Decision = ChampPropose.Champ, ChampPropose.Decision


class ExamenError(Exception):
    """The decision cannot be taken as it stands: the message says why, in French."""


@dataclass(frozen=True)
class Ligne:
    """One field under review: what the record said, says, and would say."""

    champ: ChampPropose
    actuelle: str

    @property
    def avant(self) -> str:
        """What the record said when the answer was written."""
        return lisible(self.champ.champ, self.champ.avant)

    @property
    def aujourd_hui(self) -> str:
        """What the record says now."""
        return lisible(self.champ.champ, self.actuelle)

    @property
    def propose(self) -> str:
        """What is proposed."""
        return lisible(self.champ.champ, self.champ.propose)

    @property
    def a_change(self) -> bool:
        """Whether the record moved since the answer: accepting would undo that."""
        return not self.est_ajout and self.actuelle != self.champ.avant

    @property
    def est_ajout(self) -> bool:
        """Whether it adds a row rather than correcting a value."""
        return self.champ.champ in (Champ.ETAPE, Champ.DOCUMENT)

    @property
    def a_la_main(self) -> bool:
        """Whether accepting it leaves something to write by hand."""
        return self.champ.champ in A_LA_MAIN

    @property
    def cree_un_organisme(self) -> bool:
        """Whether accepting it would add an organisme to the register."""
        est_organisme = self.champ.champ in (Champ.PORTEUR, Champ.ORGANISME)
        propose = self.champ.propose
        return est_organisme and bool(propose) and organisme_nomme(propose) is None


def lignes(proposition: Proposition) -> list[Ligne]:
    """The fields of a proposition beside what the record says now."""
    champs = list(proposition.champs.all())
    actuelles = valeurs(proposition.dispositif) if proposition.dispositif and champs else {}
    return [Ligne(c, actuelles.get(c.champ, "")) for c in champs]


def empreinte(vues: list[Ligne]) -> str:
    """What the reviewer saw: if the record moves meanwhile, the decision is asked again."""
    vu = json.dumps([[ligne.champ.pk, ligne.actuelle] for ligne in vues])
    return hashlib.sha256(vu.encode()).hexdigest()[:16]


def decider(
    proposition: Proposition,
    decisions: dict[int, tuple[str, str]],
    mot: str,
    par: Any,
    vu: str = "",
    au_nom_de: str | None = None,
) -> Proposition:
    """Take the decisions (by key of field: « accepte » or « refuse », and a word), all or none.

    `au_nom_de`: who answered, as the record will say it, when CRES says it otherwise than they do.

    Raise ExamenError when it was decided meanwhile, when the record moved since it was shown, or
    when a field is left undecided; ValidationError when the record refuses a value.
    """
    with transaction.atomic():
        proposition = _verrouiller(proposition, au_nom_de)
        vues = lignes(proposition)
        if vu and vu != empreinte(vues):
            raise ExamenError(
                "La fiche a changé pendant que vous lisiez. Rien n’a été écrit : relisez les "
                "valeurs ci-dessous."
            )
        champs = [ligne.champ for ligne in vues]
        if {c.pk for c in champs} - set(decisions):
            raise ExamenError("Décidez de chaque champ : accepter ou refuser.")
        for champ in champs:
            champ.decision, champ.mot = decisions[champ.pk]
            champ.full_clean()
            champ.save()
        acceptes = [c for c in champs if c.decision == Decision.ACCEPTE]
        _clore(proposition, _etat(champs, acceptes), mot, par)
        if acceptes and proposition.dispositif:
            _appliquer(proposition, proposition.dispositif, acceptes)
        return proposition


def trancher(
    proposition: Proposition, accepte: bool, mot: str, par: Any, au_nom_de: str | None = None
) -> Proposition:
    """Accept or refuse at once what has no field: a confirmation, a remark, a report."""
    with transaction.atomic():
        proposition = _verrouiller(proposition, au_nom_de)
        etat = Proposition.Etat.ACCEPTEE if accepte else Proposition.Etat.REFUSEE
        _clore(proposition, etat, mot, par)
        dispositif = proposition.dispositif
        confirmee = proposition.nature == Proposition.Nature.CONFIRMATION
        if accepte and confirmee and dispositif:
            dispositif._change_reason = motif(proposition)
            _verifier(proposition, dispositif, "confirme")
        return proposition


def motif(proposition: Proposition) -> str:
    """What the history of the record says of the change."""
    return f"Proposition n°\u00a0{proposition.pk} acceptée"


def _verrouiller(proposition: Proposition, au_nom_de: str | None) -> Proposition:
    """The row as it is now, kept from a second reviewer until the end."""
    actuelle = Proposition.objects.select_for_update().get(pk=proposition.pk)
    if actuelle.etat != Proposition.Etat.A_EXAMINER:
        raise ExamenError("Cette proposition a déjà été traitée. Rien n’a été changé.")
    if au_nom_de is not None:
        actuelle.au_nom_de = au_nom_de
    return actuelle


def _etat(champs: list[ChampPropose], acceptes: list[ChampPropose]) -> str:
    if not acceptes:
        return Proposition.Etat.REFUSEE
    complet = len(acceptes) == len(champs)
    return Proposition.Etat.ACCEPTEE if complet else Proposition.Etat.EN_PARTIE


def _clore(proposition: Proposition, etat: str, mot: str, par: Any) -> None:
    proposition.etat, proposition.mot = etat, mot
    proposition.traitee_le, proposition.traitee_par = timezone.now(), par
    proposition.full_clean()
    proposition.save()


def _appliquer(
    proposition: Proposition, dispositif: Dispositif, acceptes: list[ChampPropose]
) -> None:
    le = timezone.localdate(proposition.recue_le).isoformat()
    ecrivain = Ecrivain(dispositif, source_de(proposition), le, motif(proposition))
    ecrivain.ecrire(acceptes)
    _verifier(proposition, dispositif, "corrige")


def _verifier(proposition: Proposition, dispositif: Dispositif, resultat: str) -> None:
    """Date the record of the day of the answer, on behalf of who answered."""
    dispositif.verifier(
        timezone.localdate(proposition.recue_le).isoformat(),
        proposition.au_nom_de or "la coordination",
        resultat,
        source_de(proposition),
        motif(proposition),
    )


def source_de(proposition: Proposition) -> Source:
    """Where the facts come from: the answers to one round, or the reports of one year."""
    annee = timezone.localdate(proposition.recue_le).year
    invitation = proposition.invitation
    if invitation is None:
        cle, titre = f"signalements-{annee}", f"Signalements de lecteurs, {annee}"
    else:
        cle = f"campagne-{invitation.campagne_id}"
        titre = f"Réponses des coordinations, {invitation.campagne.nom}"
    defauts = {"titre": titre, "organisme": "CRES Provence-Alpes-Côte d’Azur", "date": str(annee)}
    return Source.objects.get_or_create(cle=cle, defaults=defauts)[0]
