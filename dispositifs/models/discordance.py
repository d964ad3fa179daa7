"""What another room names and the register does not have: the queue of « une source en parle »."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from dispositifs.models.type import TypeDispositif
from territoires.models import Territoire


class EtatDiscordance(models.TextChoices):
    """Where a discordance stands: only the first is told to the public."""

    OUVERTE = "ouverte", "à régler"
    REGLEE = "reglee", "réglée"
    ECARTEE = "ecartee", "écartée par l’équipe"


class DiscordanceQuerySet(models.QuerySet):
    """The queue, and what a place is told of it."""

    def ouvertes(self) -> Self:
        """Those that wait for the team."""
        return self.filter(etat=EtatDiscordance.OUVERTE)

    def sur(self, territoire: Territoire, *, interieur: bool) -> Self:
        """Those about a place and, with `interieur`, about what lies inside it."""
        lieux = Q(territoire=territoire)
        if interieur:
            dedans = Territoire.objects.filter(contenants__contenant=territoire)
            lieux |= Q(territoire__in=dedans.values("pk"))
        return self.filter(lieux).select_related("territoire", "type")


class Discordance(models.Model):
    """A room of the portal names a scheme at a place where the register knows none.

    Written by `manage.py confronter`, which settles it too; the team sets aside what is no
    scheme, and says why.
    """

    class Piece(models.TextChoices):
        CATALOGUE = "catalogue", "la bibliographie"
        EXPLICATION = "explication", "une explication"
        CHIFFRE = "chiffre", "un chiffre publié"
        NOTE = "note", "une note du registre"

    Etat = EtatDiscordance

    territoire = models.ForeignKey(Territoire, models.PROTECT, related_name="discordances")
    type = models.ForeignKey(TypeDispositif, models.PROTECT, related_name="discordances")
    d_ou = models.CharField("qui en parle", max_length=12, choices=Piece)
    objet = models.CharField(max_length=200, help_text="La clé stable de ce qui le nomme.")
    adresse = models.CharField("page", max_length=300)
    titre = models.CharField(max_length=600)
    extrait = models.CharField(
        max_length=300, blank=True, help_text="Les mots qui le nomment, quand c’est un texte."
    )
    etat = models.CharField(
        "état", max_length=10, choices=EtatDiscordance, default=EtatDiscordance.OUVERTE
    )
    raison = models.CharField(
        max_length=300, blank=True, help_text="Pourquoi elle est réglée, ou écartée."
    )
    trouvee_le = models.DateTimeField("trouvée le", default=timezone.now, editable=False)
    traitee_le = models.DateTimeField("traitée le", null=True, editable=False)
    traitee_par = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="traitée par",
        null=True,
        editable=False,
        related_name="+",
    )

    objects = DiscordanceQuerySet.as_manager()

    class Meta:
        ordering = ["territoire__rang", "territoire__nom_plie", "type__rang", "pk"]
        verbose_name = "discordance"
        constraints = [
            models.UniqueConstraint(
                fields=["territoire", "type", "d_ou", "objet"], name="discordance_une_fois"
            ),
            models.CheckConstraint(
                condition=Q(etat="ouverte", raison="", traitee_le__isnull=True)
                | (Q(etat__in=["reglee", "ecartee"], traitee_le__isnull=False) & ~Q(raison="")),
                name="discordance_traitee_et_dite",
                violation_error_message="Dites pourquoi cette discordance n’est plus à régler.",
            ),
        ]
        indexes = [models.Index(fields=["etat", "territoire"], name="discordance_par_lieu")]

    def __str__(self) -> str:
        return f"{self.territoire}, {self.type.libelle} : {self.titre}"

    def ouvrir(self) -> None:
        """Back in the queue: nothing is known of it any more. Saved by who calls."""
        self.etat, self.raison, self.traitee_le = self.Etat.OUVERTE, "", None
        self.traitee_par_id = None

    def clore(self, etat: str, raison: str, par: int | None = None) -> None:
        """Out of the queue, for a reason. Saved by who calls."""
        self.etat, self.raison, self.traitee_le = etat, raison, timezone.now()
        self.traitee_par_id = par
