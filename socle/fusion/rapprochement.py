"""What an editor said of two records that look the same: one body, or two."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

M = TypeVar("M", bound=models.Model)


class RapprochementQuerySet(models.QuerySet):
    """Decisions, by kind of record."""

    def distincts(self, modele: type[models.Model]) -> set[tuple[str, str]]:
        """Pairs of keys that are not duplicates, each in alphabetical order."""
        lignes = self.filter(modele=modele._meta.label_lower, decision="distincts")
        return set(lignes.values_list("cle", "autre_cle"))

    def fusions(self, modele: type[models.Model]) -> Self:
        """Merges of this kind of record."""
        return self.filter(modele=modele._meta.label_lower, decision="fusionnes")

    def gardee(self, modele: type[M], **cle: str) -> M | None:
        """The record into which the one that had this key was merged; None when it was not."""
        ((champ, valeur),) = cle.items()
        fusion: Any = self.fusions(modele).filter(autre_cle=valeur).first()
        if fusion is None:
            return None
        return modele._default_manager.filter(**{champ: fusion.cle}).first()


class Rapprochement(models.Model):
    """One decision about two records of one kind, which their keys name.

    « distincts »: never proposed again. « fusionnes »: `autre_cle` was removed, `cle` has all
    that it had; `detail` says what was moved, for whoever must undo it.
    """

    class Decision(models.TextChoices):
        DISTINCTS = "distincts", "ce ne sont pas des doublons"
        FUSIONNES = "fusionnes", "fusionnés"

    modele = models.CharField("modèle", max_length=100)
    decision = models.CharField("décision", max_length=10, choices=Decision)
    cle = models.CharField("clé", max_length=200)
    autre_cle = models.CharField("autre clé", max_length=200)
    detail = models.JSONField("détail", default=dict, blank=True)
    le = models.DateTimeField(default=timezone.now)
    par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = RapprochementQuerySet.as_manager()

    class Meta:
        ordering = ["-le", "-pk"]
        verbose_name = "rapprochement"
        constraints = [
            models.UniqueConstraint(
                fields=["modele", "cle", "autre_cle"], name="rapprochement_une_fois"
            ),
            models.CheckConstraint(
                condition=~Q(cle=F("autre_cle")), name="rapprochement_de_deux_cles"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cle}, {self.autre_cle} : {self.get_decision_display()}"

    @classmethod
    def separer(cls, modele: type[models.Model], cles: Iterable[str], par: object = None) -> None:
        """Remember that these two keys name two things."""
        premiere, seconde = sorted(cles)
        cls.objects.get_or_create(
            modele=modele._meta.label_lower,
            cle=premiere,
            autre_cle=seconde,
            defaults={"decision": cls.Decision.DISTINCTS, "par": par},
        )
