"""What is known of a scheme at a date, and how surely: every word about it is made from here.

A register tells what a source or a person said, on a day. Past the delay of its type, the present
tense is no longer ours: « actif en mars 2018, à confirmer ».
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from django.db.models import TextChoices
from django.utils import timezone

from dispositifs.models import Dispositif, Etape
from dispositifs.registre.phrases import Bilan, le_jour, quand
from socle import dates

A_VENIR = (Etape.Statut.EN_REFLEXION, Etape.Statut.EN_PROJET, Etape.Statut.EN_ELABORATION)
SITUATIONS: dict[str, str] = {code: str(libelle) for code, libelle in Etape.SITUATIONS}
A_CONFIRMER = "à confirmer"
CHAMPS = (
    "type_id", "statut", "statut_date", "statut_constat", "statut_source", "statut_deduit",
    "situation", "suivi", "terme", "fin", "generation_nommee_id", "verifie_le",
    "verifie_d_apres_id", "jour", "delai",
)  # fmt: skip


class Savoir(TextChoices):
    """The four honest states of a type of scheme at a place, the surest first."""

    A_JOUR = "a-jour", "connu, à jour"
    A_CONFIRMER = "a-confirmer", "connu, à confirmer"
    ABSENCE = "absence", "absence constatée"
    INCONNU = "inconnu", "non renseigné"

    @property
    def rang(self) -> int:
        """0 for the surest … 3 for what nobody knows."""
        return list(Savoir).index(self)


@dataclass(frozen=True)
class Certitude:
    """The last étape up to a date, until when it is known to hold, and the term announced.

    `constat`: the source observes the statut on that date, the change itself is older; an
    observation never becomes a date of birth or of death.
    """

    type: str
    statut: str
    date: str
    constat: bool
    situation: str
    suivi: bool
    terme: str
    terme_propre: bool
    deduit: str
    connu_jusque: str
    jour: datetime.date
    delai: int

    @classmethod
    def de(cls, dispositif: Any) -> Self:
        """That of a row annotated by `avec_certitude`; or of a named tuple of its `CHAMPS`."""
        d = dispositif
        return cls(
            type=d.type_id,
            statut=d.statut,
            date=d.statut_date,
            constat=d.statut_constat,
            situation=d.situation,
            suivi=d.suivi,
            terme=d.terme,
            terme_propre=bool(d.fin),
            deduit=d.statut_deduit,
            connu_jusque=_connu_jusque(d),
            jour=datetime.date.fromisoformat(d.jour),
            delai=d.delai,
        )

    @cached_property
    def est_frais(self) -> bool:
        """Whether what is known is within the delay of its type; never at a date to come."""
        if not self.connu_jusque or self.jour > timezone.localdate():
            return False
        return dates.mois_ecoules(self.connu_jusque, self.jour) < self.delai

    @property
    def a_pris_fin(self) -> bool:
        """Whether it is known to have ended."""
        return self.statut in Etape.FINIS

    @property
    def est_a_terme(self) -> bool:
        """Whether its term is past, and nothing is known of what followed."""
        return self.situation == Etape.A_TERME

    @property
    def est_remplace(self) -> bool:
        """Whether the one that succeeds it has begun."""
        return self.situation == Etape.REMPLACE

    @property
    def est_passe(self) -> bool:
        """Whether it ended, came to its term, or was succeeded: no longer in present counts."""
        return self.situation in Etape.PASSES

    @property
    def est_a_venir(self) -> bool:
        """Whether it was last known as not yet running."""
        return self.situation in A_VENIR

    @property
    def est_en_vie(self) -> bool:
        """Whether it was last known to run."""
        return self.situation in Etape.EN_VIE

    @property
    def a_confirmer(self) -> bool:
        """Whether it would be said in the present, were it not too old for that."""
        return not self.est_passe and not self.est_frais

    @property
    def savoir(self) -> Savoir:
        """What it lets a place say of its type, as `connus_d_un_lieu`: a project is no scheme, and
        what a source saw followed is told by what followed."""
        if self.est_en_vie:
            return Savoir.A_JOUR if self.est_frais else Savoir.A_CONFIRMER
        return Savoir.A_CONFIRMER if self.est_a_terme and not self.suivi else Savoir.INCONNU

    @property
    def code(self) -> str:
        """What a file says of it; "" when no étape is known."""
        if self.est_a_terme or self.est_remplace:
            return self.situation
        if not self.statut:
            return ""
        if self.a_pris_fin:
            return "fini"
        return "a-confirmer" if self.a_confirmer else "a-jour"

    @property
    def en_mots(self) -> str:
        """« actif », « actif en mars 2018, à confirmer », « terminé, constaté en mars 2018 »,
        « arrivé à son terme en 2023 »; "" when no étape is known."""
        if self.est_a_terme:
            avec = "" if self.terme_propre else " avec sa génération"
            return f"{SITUATIONS[Etape.A_TERME]} {le_jour(self.terme)}{avec}"
        if not self.statut:
            return ""
        mots = SITUATIONS[self.statut]
        if self.a_pris_fin:
            return f"{mots}{', constaté' if self.constat else ''} {le_jour(self.date)}"
        if self.est_remplace:
            return f"{mots} {self.derniere_nouvelle}, remplacé depuis"
        return f"{mots} {self.derniere_nouvelle}, {A_CONFIRMER}" if self.a_confirmer else mots

    @property
    def derniere_nouvelle(self) -> str:
        """« en mars 2018 », « au 11 décembre 2025 »: until when it is known."""
        return quand(self.connu_jusque)


def _connu_jusque(d: Any) -> str:
    """The latest date, up to the day, at which a source or a person said so.

    The document that bears an observation, however late, says no more than the observation.
    """
    if d.verifie_le > d.jour or (d.statut_constat and d.statut_source == d.verifie_d_apres_id):
        return str(d.statut_date)
    return str(max(d.statut_date, d.verifie_le))


def certitudes(dispositifs: Any) -> list[Certitude]:
    """Those of a whole queryset annotated by `avec_certitude`, from one flat query."""
    lignes = dispositifs.order_by().values_list("pk", *CHAMPS, named=True)
    return [Certitude.de(ligne) for ligne in {ligne.pk: ligne for ligne in lignes}.values()]


def faire_le_bilan(connues: list[Certitude]) -> Bilan:
    """How many of these ended, came to their term, or are to be confirmed."""
    return Bilan(
        finis=sum(c.a_pris_fin for c in connues),
        a_terme=sum(c.est_a_terme for c in connues),
        remplaces=sum(c.est_remplace for c in connues),
        a_confirmer=sum(c.a_confirmer for c in connues),
    )


def certitude(dispositif: Dispositif) -> Certitude:
    """What the register knows of a row annotated by `avec_certitude`."""
    return Certitude.de(dispositif)
