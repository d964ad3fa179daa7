"""The update round: who was asked, what they answered, what CRES did with it."""

import datetime
import secrets

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from dispositifs.models.dispositif import Dispositif


def nouveau_sel() -> str:
    """What ties a link to one invitation, 128 bits of chance: changing it revokes the link."""
    return secrets.token_hex(16)


class Campagne(models.Model):
    """One round: a message sent to the coordinations of chosen dispositifs."""

    nom = models.CharField(max_length=120, unique=True, help_text="Par exemple : Var, hiver 2026.")
    objet = models.CharField(
        "objet du message", max_length=150, default="Votre fiche est-elle toujours exacte ?"
    )
    message = models.TextField(
        help_text="Le texte du message. Le nom du dispositif, le lien et sa date limite "
        "s’ajoutent d’eux-mêmes en dessous.",
    )
    expire_le = models.DateField(
        "les liens valent jusqu’au", help_text="Ce jour compris. Ensuite, les liens sont refusés."
    )
    jours_avant_relance = models.PositiveSmallIntegerField(
        "relancer après (jours)",
        default=21,
        help_text="Sans réponse après ce nombre de jours, une relance part.",
    )
    relances_max = models.PositiveSmallIntegerField("nombre de relances, au plus", default=2)
    cree_le = models.DateTimeField("créée le", default=timezone.now, editable=False)
    cree_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="créée par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        ordering = ["-cree_le"]
        verbose_name = "campagne d’actualisation"
        verbose_name_plural = "campagnes d’actualisation"
        constraints = [
            models.CheckConstraint(
                condition=Q(jours_avant_relance__gte=1),
                name="campagne_relance_apres_un_jour",
                violation_error_message="Laissez au moins un jour avant de relancer.",
            )
        ]

    def __str__(self) -> str:
        return self.nom


class EtatInvitation(models.TextChoices):
    """Where an invitation stands, in the words of the board and in the order of its life."""

    SANS_ADRESSE = "sans-adresse", "sans adresse"
    A_ENVOYER = "a-envoyer", "à envoyer"
    ENVOYEE = "envoyee", "envoyée, pas ouverte"
    OUVERTE = "ouverte", "ouverte, sans réponse"
    REPONDUE = "repondue", "répondue"
    ECHUE = "echue", "échue sans réponse"
    REVOQUEE = "revoquee", "révoquée"


class InvitationQuerySet(models.QuerySet):
    """Where each invitation stands."""

    def avec_etat(self) -> "InvitationQuerySet":
        """Annotate `etat`, one of EtatInvitation, today."""
        e = EtatInvitation
        return self.annotate(
            etat=Case(
                When(repondue_le__isnull=False, then=Value(e.REPONDUE)),
                When(revoquee_le__isnull=False, then=Value(e.REVOQUEE)),
                When(campagne__expire_le__lt=timezone.localdate(), then=Value(e.ECHUE)),
                When(envoyee_le__isnull=False, ouverte_le__isnull=False, then=Value(e.OUVERTE)),
                When(envoyee_le__isnull=False, then=Value(e.ENVOYEE)),
                When(adresse="", then=Value(e.SANS_ADRESSE)),
                default=Value(e.A_ENVOYER),
            )
        )

    def compter_par_etat(self) -> dict[str, int]:
        """How many stand where; every état is there, in order. One query."""
        comptes = dict(self.avec_etat().order_by().values_list("etat").annotate(n=Count("pk")))
        return {etat: comptes.get(etat, 0) for etat in EtatInvitation.values}

    def avec_adresse(self) -> "InvitationQuerySet":
        """Those that can be written to."""
        return self.exclude(adresse="")

    def a_envoyer(self) -> "InvitationQuerySet":
        """Not sent yet, not revoked, in time, and there is somewhere to send."""
        return self.avec_adresse().en_cours().filter(envoyee_le__isnull=True)

    def en_cours(self) -> "InvitationQuerySet":
        """Those whose link would still be accepted."""
        return self.filter(
            repondue_le__isnull=True,
            revoquee_le__isnull=True,
            campagne__expire_le__gte=timezone.localdate(),
        )

    def sans_reponse(self) -> "InvitationQuerySet":
        """Sent, still open, not answered: what the home of the admin shows as waiting."""
        return self.en_cours().filter(envoyee_le__isnull=False)

    def a_relancer(self, maintenant: datetime.datetime | None = None) -> "InvitationQuerySet":
        """Sent or reminded longer ago than the round's delay, and not reminded too often."""
        maintenant = maintenant or timezone.now()
        retenues = Q()
        for pk, jours, au_plus in Campagne.objects.filter(
            expire_le__gte=timezone.localdate(maintenant)
        ).values_list("pk", "jours_avant_relance", "relances_max"):
            limite = maintenant - datetime.timedelta(days=jours)
            retenues |= Q(campagne=pk, relances__lt=au_plus, dernier_envoi__lte=limite)
        if not retenues:
            return self.none()
        envoi = Coalesce(F("relancee_le"), F("envoyee_le"))
        return self.sans_reponse().avec_adresse().annotate(dernier_envoi=envoi).filter(retenues)


class Invitation(models.Model):
    """One dispositif in one round: the link that was sent, and what became of it.

    The link itself is not kept: it is signed from the key of the row and `sel`.
    """

    Etat = EtatInvitation

    campagne = models.ForeignKey(Campagne, models.CASCADE, related_name="invitations")
    dispositif = models.ForeignKey(Dispositif, models.CASCADE, related_name="invitations")
    adresse = models.EmailField(
        "écrire à", blank=True, help_text="Boîte de fonction, jamais l’adresse d’une personne."
    )
    sel = models.CharField(max_length=32, default=nouveau_sel, editable=False)
    reservee_le = models.DateTimeField("envoi commencé le", null=True, editable=False)
    envoyee_le = models.DateTimeField("envoyée le", null=True, editable=False)
    ouverte_le = models.DateTimeField("ouverte le", null=True, editable=False)
    repondue_le = models.DateTimeField("répondue le", null=True, editable=False)
    relancee_le = models.DateTimeField("relancée le", null=True, editable=False)
    relances = models.PositiveSmallIntegerField(default=0, editable=False)
    revoquee_le = models.DateTimeField("révoquée le", null=True, editable=False)
    echec = models.CharField("échec de l’envoi", max_length=200, blank=True, editable=False)
    brouillon = models.JSONField(default=dict, blank=True, editable=False)

    # Annotated by InvitationQuerySet.avec_etat.
    etat: str

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["campagne", "dispositif__nom", "pk"]
        verbose_name = "invitation à actualiser"
        verbose_name_plural = "invitations à actualiser"
        constraints = [
            models.UniqueConstraint(
                fields=["campagne", "dispositif"],
                name="invitation_une_fois",
                violation_error_message="Ce dispositif est déjà dans cette campagne.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dispositif}, {self.campagne}"

    @property
    def est_echue(self) -> bool:
        """Whether its last day is past."""
        return self.campagne.expire_le < timezone.localdate()

    def revoquer(self) -> None:
        """Refuse the link from now on, whoever holds it."""
        self.sel, self.revoquee_le, self.brouillon = nouveau_sel(), timezone.now(), {}
        self.save(update_fields=["sel", "revoquee_le", "brouillon"])


class PropositionQuerySet(models.QuerySet):
    """The queue of CRES."""

    def a_examiner(self) -> "PropositionQuerySet":
        """Those that nobody has decided yet, the oldest first."""
        return self.filter(etat=Proposition.Etat.A_EXAMINER).order_by("recue_le", "pk")


class Proposition(models.Model):
    """What somebody outside says of a record: confirmed, corrected, or a plain remark."""

    class Origine(models.TextChoices):
        INVITATION = "invitation", "réponse à une invitation"
        SIGNALEMENT = "signalement", "signalement d’un lecteur"

    class Nature(models.TextChoices):
        CONFIRMATION = "confirmation", "tout est exact"
        CORRECTION = "correction", "à corriger"
        REMARQUE = "remarque", "remarque"

    class Etat(models.TextChoices):
        A_EXAMINER = "a-examiner", "à examiner"
        ACCEPTEE = "acceptee", "acceptée"
        EN_PARTIE = "en-partie", "acceptée en partie"
        REFUSEE = "refusee", "refusée"

    origine = models.CharField(max_length=12, choices=Origine)
    nature = models.CharField(max_length=12, choices=Nature)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.A_EXAMINER)
    invitation = models.OneToOneField(
        Invitation, models.SET_NULL, null=True, blank=True, related_name="proposition"
    )
    dispositif = models.ForeignKey(
        Dispositif, models.CASCADE, null=True, blank=True, related_name="propositions"
    )
    page = models.CharField(max_length=300, help_text="Le chemin de la page, sur ce site.")
    titre_de_page = models.CharField("titre de la page", max_length=300, blank=True)
    au_nom_de = models.CharField(
        "de la part de", max_length=120, blank=True, help_text="Fonction et organisme."
    )
    remarque = models.TextField(blank=True)
    mot = models.TextField("mot à l’auteur", blank=True)
    courriel = models.EmailField("prévenir l’auteur à", blank=True)
    effacer_le = models.DateField("effacer l’adresse le", null=True, blank=True)
    recue_le = models.DateTimeField("reçue le", default=timezone.now, editable=False)
    traitee_le = models.DateTimeField("traitée le", null=True, editable=False)
    traitee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="traitée par",
        null=True,
        editable=False,
        related_name="+",
    )
    prevenu_le = models.DateTimeField("auteur prévenu le", null=True, editable=False)

    objects = PropositionQuerySet.as_manager()

    class Meta:
        ordering = ["-recue_le", "-pk"]
        verbose_name = "proposition"
        constraints = [
            models.CheckConstraint(
                condition=Q(courriel="") | Q(effacer_le__isnull=False),
                name="proposition_adresse_a_effacer",
                violation_error_message="Une adresse se garde jusqu’à une date : donnez-la.",
            ),
            models.CheckConstraint(
                condition=Q(etat="a-examiner", traitee_le__isnull=True)
                | (~Q(etat="a-examiner") & Q(traitee_le__isnull=False)),
                name="proposition_traitee_et_datee",
                violation_error_message="Une proposition traitée porte la date de la décision.",
            ),
        ]
        indexes = [models.Index(fields=["etat", "recue_le"])]

    def __str__(self) -> str:
        return f"Proposition n° {self.pk} : {self.titre_de_page or self.page}"


class ChampPropose(models.Model):
    """One field of a proposition: what the record said, what is proposed, what was decided."""

    class Champ(models.TextChoices):
        NOM = "nom", "nom"
        PORTEUR = "porteur", "porteur"
        PRESENTATION = "presentation", "présentation"
        DEBUT = "debut", "début"
        FIN = "fin", "fin"
        PERIMETRE = "perimetre", "périmètre"
        ETAT_COORDINATION = "coordination.etat", "coordination"
        FONCTION = "coordination.fonction", "fonction de la coordination"
        ETP = "coordination.etp", "équivalents temps plein"
        ORGANISME = "coordination.organisme", "organisme de la coordination"
        COURRIEL = "coordination.courriel", "boîte de la coordination"
        ETAPE = "etape", "nouvelle étape"
        DOCUMENT = "document", "document à ajouter"

    class Decision(models.TextChoices):
        EN_ATTENTE = "en-attente", "en attente"
        ACCEPTE = "accepte", "accepté"
        REFUSE = "refuse", "refusé"

    proposition = models.ForeignKey(Proposition, models.CASCADE, related_name="champs")
    champ = models.CharField(max_length=30, choices=Champ)
    avant = models.JSONField("valeur d’avant", default=str, blank=True)
    propose = models.JSONField("valeur proposée", default=str, blank=True)
    decision = models.CharField(
        "décision", max_length=12, choices=Decision, default=Decision.EN_ATTENTE
    )
    mot = models.CharField(max_length=300, blank=True, help_text="Dit à l’auteur.")

    class Meta:
        ordering = ["proposition", "pk"]
        verbose_name = "champ proposé"
        verbose_name_plural = "champs proposés"
        constraints = [
            models.UniqueConstraint(fields=["proposition", "champ"], name="champ_propose_une_fois"),
            models.CheckConstraint(
                condition=Q(decision__in=["en-attente", "accepte", "refuse"]),
                name="champ_propose_decision_connue",
            ),
        ]

    def __str__(self) -> str:
        return self.get_champ_display()
