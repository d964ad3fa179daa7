"""How a decree classes a place, to help doctors to settle where they lack."""

from django.db import models
from django.db.models import Q

from socle import dates
from socle.models import Affirmation
from territoires.models.territoire import Territoire


class Zonage(Affirmation):
    """The class that a decree gives a place at a date, as a source tells it.

    Reference data: written by the loader, never by hand.
    """

    class Classe(models.TextChoices):
        ZIP = "zip", "zone d’intervention prioritaire (ZIP)"
        ZAC = "zac", "zone d’action complémentaire (ZAC)"

    territoire = models.ForeignKey(Territoire, models.CASCADE, related_name="zonages")
    classe = models.CharField(max_length=3, choices=Classe)
    date = dates.DatePartielleField("date")

    class Meta:
        ordering = ["-date", "pk"]
        verbose_name = "zonage des médecins"
        verbose_name_plural = "zonages des médecins"
        constraints = [
            dates.contrainte("date", "zonage_date_partielle", vide=False),
            models.UniqueConstraint(
                fields=["territoire", "date"],
                name="zonage_une_fois",
                violation_error_message="Ce lieu est déjà classé à cette date.",
            ),
            models.CheckConstraint(
                condition=Q(classe__in=["zip", "zac"]), name="zonage_classe_connue"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_classe_display()}, {dates.en_lettres(self.date)}"
