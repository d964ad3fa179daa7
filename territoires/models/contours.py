"""The outlines of places, and which places touch: written by `importer_contours` only."""

from django.db import models
from django.db.models import F, Q

from territoires.models.territoire import Territoire
from territoires.querysets import ContourQuerySet


class Contour(models.Model):
    """The outline of a territoire, kept so that a page draws it with no geometry library.

    Coordinates are whole hundred-thousandths of a degree (about one metre), WGS 84. `fin` and
    `grossier` hold polygons as territoires.contours.trace writes them; both are empty when only
    a point is known.
    """

    territoire = models.OneToOneField(Territoire, models.CASCADE, related_name="contour")
    fin = models.TextField("tracé fin", blank=True)
    grossier = models.TextField("tracé grossier", blank=True)
    ouest = models.IntegerField()
    sud = models.IntegerField()
    est = models.IntegerField()
    nord = models.IntegerField()
    longitude = models.IntegerField(help_text="D’un point à l’intérieur, où poser un signe.")
    latitude = models.IntegerField()
    source = models.CharField(max_length=120)
    millesime = models.PositiveSmallIntegerField("millésime", null=True, blank=True)

    objects = ContourQuerySet.as_manager()

    class Meta:
        verbose_name = "contour"
        # A map asks for what crosses its frame; the outlines themselves are long rows.
        indexes = [
            models.Index(fields=["ouest", "est", "sud", "nord"], name="contour_emprise"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ouest__gte=-18_000_000)
                & Q(est__lte=18_000_000)
                & Q(sud__gte=-9_000_000)
                & Q(nord__lte=9_000_000),
                name="contour_sur_la_terre",
                violation_error_message="Ces coordonnées ne sont pas des degrés.",
            ),
            models.CheckConstraint(
                condition=Q(ouest__lte=F("longitude"))
                & Q(longitude__lte=F("est"))
                & Q(sud__lte=F("latitude"))
                & Q(latitude__lte=F("nord")),
                name="contour_point_dans_l_emprise",
            ),
        ]

    def __str__(self) -> str:
        return f"Contour {self.territoire.de}"

    @property
    def credit(self) -> str:
        """« IGN, millésime 2024 »: what is written under a map drawn from it."""
        return f"{self.source}, millésime {self.millesime}" if self.millesime else self.source


class Voisinage(models.Model):
    """Two territoires of one échelle that share a border; each pair is kept once."""

    premier = models.ForeignKey(Territoire, models.CASCADE, related_name="+")
    second = models.ForeignKey(Territoire, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "voisinage"
        constraints = [
            models.UniqueConstraint(fields=["premier", "second"], name="voisinage_unique"),
            models.CheckConstraint(
                condition=Q(premier__lt=F("second")), name="voisinage_paire_ordonnee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.premier} touche {self.second}"
