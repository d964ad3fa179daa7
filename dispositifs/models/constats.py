"""What sources observe and count: absences and figures, each with its date and source."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from dispositifs.models.type import TypeDispositif
from dispositifs.querysets import dernier_jour
from socle import dates, textes
from socle.models import Affirmation, Publiable, PubliableQuerySet, PublieDOffice
from territoires.models import Echelle, Territoire


class AbsenceQuerySet(models.QuerySet):
    """Absences that sources observed."""

    def sur(self, territoire: Territoire) -> Self:
        """Absences stated for `territoire` or for a territory that contains it whole.

        An absence in a département is an absence in each of its communes: never in what is wider,
        nor in the heir of a place that is no more. Such a place speaks for itself and for the
        communes that it held.
        """
        dites = self.filter(
            territoire__contenus__contenu=territoire, territoire__contenus__entiere=True
        )
        if territoire.echelle in (Echelle.COMMUNE, Echelle.ARRONDISSEMENT, Echelle.QPV):
            return dites
        return dites.filter(Q(territoire=territoire) | Q(territoire__obsolete_depuis=None))

    def connues_au(self, au: str) -> Self:
        """Absences stated on or before a date, today when it is blank."""
        return self.filter(date__lte=dernier_jour(au))


class ChiffreQuerySet(PubliableQuerySet):
    """Figures: published by a source, then here."""

    def sur(self, territoire: Territoire) -> Self:
        """Those about `territoire` itself that the public may see, with their sources."""
        return (
            self.publies()
            .filter(territoire=territoire)
            .select_related("source", "type", "territoire")
        )

    def recents_de(self, type_: TypeDispositif) -> Self:
        """Figures about a type of scheme in France and in its régions, the latest first."""
        return (
            self.publies()
            .filter(type=type_, territoire__echelle__in=["pays", "region"])
            .select_related("source", "territoire")
            .order_by("-territoire__rang", "territoire__nom", "-date", "cle")
        )


class AbsenceConstatee(Affirmation):
    """A source states that a territory has no scheme of a type: not the same as not knowing."""

    territoire = models.ForeignKey(Territoire, models.PROTECT, related_name="absences")
    type = models.ForeignKey(TypeDispositif, models.PROTECT, related_name="absences")
    date = dates.DatePartielleField("date")

    objects = AbsenceQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-date", "type__rang"]
        verbose_name = "absence constatée"
        verbose_name_plural = "absences constatées"
        constraints = [
            dates.contrainte("date", "absence_date_partielle", vide=False),
            models.UniqueConstraint(
                fields=["territoire", "type", "date"],
                name="absence_une_fois",
                violation_error_message="Cette absence est déjà inscrite.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.territoire} : pas de {self.type.libelle}, {dates.en_lettres(self.date)}"


class Chiffre(PublieDOffice, Affirmation):
    """One figure: value, unit, as-of date, source, scope. Pages quote it, never retype it.

    Two rows with the same `sujet`, territoire and date but another value are a disagreement:
    both are kept and shown together.
    """

    cle = models.SlugField("clé", max_length=100, unique=True)
    sujet = models.SlugField("ce qui est compté", max_length=80)
    libelle = models.CharField("libellé", max_length=250)
    valeur = models.DecimalField(max_digits=14, decimal_places=2)
    approximatif = models.BooleanField(default=False, help_text="« environ 220 », « près de 400 ».")
    unite = models.CharField("unité", max_length=40)
    date = dates.DatePartielleField("à la date de", blank=True)
    territoire = models.ForeignKey(Territoire, models.PROTECT, related_name="chiffres")
    type = models.ForeignKey(
        TypeDispositif, models.PROTECT, null=True, blank=True, related_name="chiffres"
    )
    modalite = models.CharField(
        "modalité",
        max_length=60,
        blank=True,
        help_text="Pour une répartition : la part que ce chiffre compte (« asv+cls »…).",
    )

    delai_revision = models.PositiveSmallIntegerField(
        "délai de révision (mois)",
        default=60,
        help_text="Passé ce délai, les pages qui citent ce chiffre le disent « à revoir ».",
    )

    objects = ChiffreQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["territoire__rang", "sujet", "-date", "cle"]
        default_permissions = Publiable.PERMISSIONS
        verbose_name = "chiffre"
        constraints = [
            dates.contrainte("date", "chiffre_date_partielle"),
            models.CheckConstraint(
                condition=Q(valeur__gte=0),
                name="chiffre_positif",
                violation_error_message="Un chiffre publié n’est pas négatif.",
            ),
        ]
        indexes = [models.Index(fields=["sujet", "territoire"])]

    def __str__(self) -> str:
        return f"{self.libelle} : {self.valeur_lisible}"

    def get_absolute_url(self) -> str:
        """The sheet of its place, which shows every figure published about it."""
        return self.territoire.get_absolute_url()

    @property
    def est_a_revoir(self) -> bool:
        """Whether the figure is past its review delay; a figure with no date always is."""
        if not self.date:
            return True
        return dates.mois_ecoules(self.date, timezone.localdate()) >= self.delai_revision

    @property
    def valeur_lisible(self) -> str:
        """« environ 220 », « 54 % »."""
        texte = textes.nombre(self.valeur)
        if self.unite == "%":
            texte = f"{texte}{textes.INSECABLE}%"
        return f"environ {texte}" if self.approximatif else texte
