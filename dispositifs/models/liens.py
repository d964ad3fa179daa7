"""What ties a dispositif to others: articulations and signatures."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from dispositifs.models.dispositif import Dispositif
from dispositifs.models.organisme import Organisme
from socle import dates
from socle.models import Affirmation


class Articulation(Affirmation):
    """A typed link from a dispositif to another."""

    class Nature(models.TextChoices):
        VOLET_SANTE_DE = "volet-sante-de", "volet santé de"
        INTEGRE_A = "integre-a", "intégré à"
        S_APPUIE_SUR = "s-appuie-sur", "s’appuie sur"
        A_DONNE_NAISSANCE_A = "a-donne-naissance-a", "a donné naissance à"
        ABSORBE_PAR = "absorbe-par", "absorbé par"
        COORDINATION_PARTAGEE = "coordination-partagee", "partage sa coordination avec"
        ARTICULE_AVEC = "articule-avec", "articulé avec"

    # The same link read from its other end.
    INVERSES = {
        Nature.VOLET_SANTE_DE: "a pour volet santé",
        Nature.INTEGRE_A: "intègre",
        Nature.S_APPUIE_SUR: "sert d’appui à",
        Nature.A_DONNE_NAISSANCE_A: "né de",
        Nature.ABSORBE_PAR: "a absorbé",
        Nature.COORDINATION_PARTAGEE: "partage sa coordination avec",
        Nature.ARTICULE_AVEC: "articulé avec",
    }

    de = models.ForeignKey(Dispositif, models.CASCADE, related_name="articulations")
    nature = models.CharField(max_length=25, choices=Nature)
    vers = models.ForeignKey(
        Dispositif,
        models.CASCADE,
        verbose_name="autre dispositif",
        related_name="articulations_recues",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["nature", "pk"]
        verbose_name = "articulation"
        constraints = [
            models.CheckConstraint(
                condition=~Q(vers=F("de")),
                name="articulation_pas_avec_soi",
                violation_error_message="Un dispositif ne s’articule pas avec lui-même.",
            ),
            models.UniqueConstraint(
                fields=["de", "nature", "vers"], name="articulation_dispositif_une_fois"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_nature_display()} {self.vers}"

    @property
    def nature_inverse(self) -> str:
        """How the link reads from its other end."""
        return self.INVERSES[self.Nature(self.nature)]


class Signature(models.Model):
    """An organisme that signed a dispositif."""

    dispositif = models.ForeignKey(Dispositif, models.CASCADE, related_name="signatures")
    organisme = models.ForeignKey(Organisme, models.PROTECT, related_name="signatures")
    date = dates.DatePartielleField("date", blank=True)
    qualite = models.CharField("en qualité de", max_length=120, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["organisme__nom"]
        verbose_name = "signataire"
        constraints = [
            dates.contrainte("date", "signature_date_partielle"),
            models.UniqueConstraint(
                fields=["dispositif", "organisme"],
                name="signature_une_fois",
                violation_error_message="Cet organisme est déjà parmi les signataires.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisme)
