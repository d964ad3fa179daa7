"""Who carries, signs or coordinates."""

from typing import Any

from django.db import models, transaction
from simple_history.models import HistoricalRecords

from socle.recherche.indexation import indexer_tous
from territoires.models import Territoire


class Organisme(models.Model):
    """A body: a commune, an EPCI, an agency, an association."""

    class Nature(models.TextChoices):
        COMMUNE = "commune", "commune"
        EPCI = "epci", "intercommunalité"
        DEPARTEMENT = "departement", "département"
        REGION = "region", "région"
        ETAT = "etat", "service de l’État"
        ARS = "ars", "agence régionale de santé"
        ASSOCIATION = "association", "association"
        MUTUALITE = "mutualite", "mutuelle"
        ETABLISSEMENT = "etablissement", "établissement de santé"
        RESEAU = "reseau", "réseau"
        AUTRE = "autre", "autre organisme"

    cle = models.SlugField("clé", max_length=80, unique=True)
    nom = models.CharField(max_length=200, unique=True)
    sigle = models.CharField(max_length=20, blank=True)
    nature = models.CharField(max_length=15, choices=Nature, default=Nature.AUTRE)
    territoire = models.ForeignKey(
        Territoire, models.PROTECT, null=True, blank=True, related_name="organismes"
    )
    site_web = models.URLField("site web", blank=True, max_length=500)
    note = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["nom"]
        verbose_name = "organisme"

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let the schemes that it carries be found under its present name."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            dispositifs: Any = self.dispositifs_portes.model
            indexer_tous(dispositifs.a_indexer().filter(porteur=self))
