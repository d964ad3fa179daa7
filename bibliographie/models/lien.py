"""Addresses on the web, and what the robot found there each time."""

from typing import Any

from django.db import models
from django.utils import timezone

from bibliographie.querysets import LienQuerySet


class Lien(models.Model):
    """One address, checked once for all the records that give it."""

    class Etat(models.TextChoices):
        INCONNU = "inconnu", "pas encore vérifié"
        VIVANT = "vivant", "répond"
        DEPLACE = "deplace", "déplacé"
        SUSPECT = "suspect", "ne répond pas, à revoir"
        MORT = "mort", "ne répond plus"
        INCOMPLET = "incomplet", "adresse incomplète dans la source"

    url = models.CharField("adresse", max_length=1000, unique=True)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.INCONNU)
    controle_le = models.DateTimeField("contrôlé le", null=True, blank=True)
    redirige_vers = models.CharField("redirige vers", max_length=1000, blank=True)
    archive = models.URLField(
        "copie archivée", max_length=1000, blank=True, help_text="Adresse d’une copie conservée."
    )

    objects = LienQuerySet.as_manager()

    class Meta:
        ordering = ["url"]
        verbose_name = "lien"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(etat__in=["inconnu", "incomplet"])
                | models.Q(controle_le__isnull=False),
                name="lien_etat_date",
                violation_error_message="Un lien n’a d’état qu’à la date d’un contrôle.",
            ),
            models.CheckConstraint(
                condition=models.Q(url__startswith="http://")
                | models.Q(url__startswith="https://"),
                name="lien_http",
                violation_error_message="L’adresse commence par http:// ou https://.",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A corrected address is a new one: what was found at the former says nothing of it."""
        if self.pk and Lien.objects.filter(pk=self.pk).exclude(url=self.url).exists():
            if self.etat != self.Etat.INCOMPLET:
                self.etat = self.Etat.INCONNU
            self.controle_le = None
            self.redirige_vers = ""
        super().save(*args, **kwargs)

    @property
    def est_suivable(self) -> bool:
        """Whether a reader may be sent there: an elided address leads nowhere."""
        return self.etat != self.Etat.INCOMPLET


class ControleLien(models.Model):
    """One visit of the robot to an address: the history is kept, of former addresses too."""

    class Issue(models.TextChoices):
        REPOND = "repond", "répond"
        DEPLACE = "deplace", "déplacé"
        ABSENT = "absent", "page absente"
        INJOIGNABLE = "injoignable", "serveur injoignable"
        INDISPONIBLE = "indisponible", "répond par une erreur"
        REFUSE = "refuse", "adresse que le robot ne visite pas"

    lien = models.ForeignKey(Lien, models.CASCADE, related_name="controles")
    le = models.DateTimeField(default=timezone.now, editable=False)
    url = models.CharField("adresse visitée", max_length=1000)
    issue = models.CharField(max_length=12, choices=Issue)
    code = models.PositiveSmallIntegerField("code HTTP", null=True, blank=True)
    erreur = models.CharField(max_length=300, blank=True)
    redirige_vers = models.CharField("redirige vers", max_length=1000, blank=True)
    redirections = models.JSONField(
        default=list, blank=True, help_text="Code et adresse de chaque redirection, dans l’ordre."
    )
    duree_ms = models.PositiveIntegerField("durée (ms)", null=True, blank=True)

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "contrôle de lien"
        verbose_name_plural = "contrôles de lien"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__isnull=False) | ~models.Q(erreur=""),
                name="controle_code_ou_erreur",
                violation_error_message="Un contrôle a un code HTTP ou dit ce qui a échoué.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.le:%Y-%m-%d} : {self.code or self.erreur}"
