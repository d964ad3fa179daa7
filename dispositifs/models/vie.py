"""The life of a dispositif: its étapes, who coordinates it, who verified it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Length
from simple_history.models import HistoricalRecords

from dispositifs.models.dispositif import Dispositif
from dispositifs.models.organisme import Organisme
from socle import dates
from socle.models import Affirmation, Source


class Statut(models.TextChoices):
    """Where a dispositif stands."""

    EN_REFLEXION = "en-reflexion", "en réflexion"
    EN_PROJET = "en-projet", "en projet"
    EN_ELABORATION = "en-elaboration", "en élaboration"
    ACTIF = "actif", "actif"
    EN_RENOUVELLEMENT = "en-renouvellement", "en renouvellement"
    ABSORBE = "absorbe", "absorbé"
    TERMINE = "termine", "terminé"
    ABANDONNE = "abandonne", "abandonné"


# No étape says it: the generation of the scheme is over, and nothing is known of what followed.
A_TERME = "a-terme"
# Nor this: the one that succeeds it has begun.
REMPLACE = "remplace"


class Etape(Affirmation):
    """One dated step. The statut of a dispositif is its last étape, today or at a past date."""

    Statut = Statut
    EN_VIE = (Statut.ACTIF, Statut.EN_RENOUVELLEMENT)
    FINIS = (Statut.ABSORBE, Statut.TERMINE, Statut.ABANDONNE)
    A_TERME = A_TERME
    REMPLACE = REMPLACE
    # What present counts leave out: what has ended, came to its term, or was succeeded.
    PASSES = (*FINIS, A_TERME, REMPLACE)
    # A situation is a statut, or one of these two: what lists and counts say of a scheme.
    SITUATIONS = [
        *Statut.choices,
        (A_TERME, "arrivé à son terme"),
        (REMPLACE, "remplacé par le suivant"),
    ]

    dispositif = models.ForeignKey(Dispositif, models.CASCADE, related_name="etapes")
    statut = models.CharField(max_length=20, choices=Statut)
    date = dates.DatePartielleField("date")
    constat = models.BooleanField(
        "simple constat",
        default=False,
        help_text="La source l’observe à cette date ; le changement lui-même est plus ancien.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["date", "pk"]
        verbose_name = "étape"
        constraints = [
            dates.contrainte("date", "etape_date_partielle", vide=False),
            models.UniqueConstraint(
                fields=["dispositif", "date", "statut"],
                name="etape_une_fois",
                violation_error_message="Cette étape est déjà inscrite.",
            ),
            models.CheckConstraint(
                condition=Q(statut__in=Statut.values),
                name="etape_statut_connu",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_statut_display()}, {dates.en_lettres(self.date)}"


class Coordination(Affirmation):
    """Who runs a dispositif day to day, as known from a date on. No name of a person."""

    class Etat(models.TextChoices):
        DEDIEE = "dediee", "coordination dédiée"
        PARTAGEE = "partagee", "coordination partagée"
        EN_PLACE = "en-place", "coordination en place"
        EN_RECRUTEMENT = "en-recrutement", "recrutement en cours"
        NON_DEDIEE = "non-dediee", "pas de coordination dédiée"
        AUCUNE = "aucune", "sans coordination"

    dispositif = models.ForeignKey(Dispositif, models.CASCADE, related_name="coordinations")
    etat = models.CharField("état", max_length=15, choices=Etat)
    date = dates.DatePartielleField("connue depuis")
    fin = dates.DatePartielleField("jusqu’à", blank=True, help_text="Vide : elle est actuelle.")
    fonction = models.CharField(max_length=200, blank=True)
    etp = models.DecimalField(
        "équivalents temps plein", max_digits=4, decimal_places=2, null=True, blank=True
    )
    organisme = models.ForeignKey(
        Organisme, models.PROTECT, null=True, blank=True, related_name="coordinations"
    )
    courriel = models.EmailField(
        blank=True, help_text="Boîte de fonction, jamais l’adresse d’une personne."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["date", "pk"]
        verbose_name = "coordination"
        constraints = [
            dates.contrainte("date", "coordination_date_partielle", vide=False),
            dates.contrainte("fin", "coordination_fin_partielle"),
            models.CheckConstraint(
                condition=Q(fin="") | Q(fin__gte=Left("date", Length("fin"))),
                name="coordination_debut_avant_fin",
                violation_error_message="La fin de la coordination précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(etp__isnull=True) | Q(etp__gte=0),
                name="coordination_etp_positif",
                violation_error_message="Le nombre d’ETP ne peut pas être négatif.",
            ),
            models.UniqueConstraint(
                fields=["dispositif"],
                condition=Q(fin=""),
                name="coordination_une_actuelle",
                violation_error_message="Une coordination actuelle est déjà inscrite : "
                "donnez-lui d’abord une date de fin.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_etat_display()


class Verification(models.Model):
    """The journal of who verified a dispositif, when, from what; nothing is erased."""

    class Resultat(models.TextChoices):
        CONFIRME = "confirme", "confirmé sans changement"
        CORRIGE = "corrige", "corrigé"

    dispositif = models.ForeignKey(Dispositif, models.CASCADE, related_name="verifications")
    le = dates.DatePartielleField("le")
    par = models.CharField(max_length=120, help_text="Organisme ou fonction.")
    d_apres = models.ForeignKey(
        Source, models.PROTECT, verbose_name="d’après", null=True, blank=True, related_name="+"
    )
    resultat = models.CharField("résultat", max_length=10, choices=Resultat)
    remarque = models.TextField(blank=True)

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "vérification"
        constraints = [dates.contrainte("le", "verification_date_partielle", vide=False)]

    def __str__(self) -> str:
        return f"{dates.en_lettres(self.le)}, {self.par}"
