"""The kinds of scheme that the portal tells of, and the named generations of some."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Length

from socle import dates
from socle.models import Affirmation, Publiable

CONTRAT_DE_VILLE = "contrat-de-ville"


class TypeDispositifQuerySet(models.QuerySet):
    """The kinds of scheme."""

    def avec_explication(self) -> Self:
        """Annotate `est_explique`: whether the public may read its explainer."""
        return self.annotate(est_explique=Q(explication__etat=Publiable.Etat.PUBLIE))


class TypeDispositif(models.Model):
    """One kind of scheme: ASV, CLS, contrat de ville…"""

    CONTRAT_DE_VILLE = CONTRAT_DE_VILLE

    code = models.SlugField(primary_key=True, max_length=20)
    sigle = models.CharField(max_length=10, blank=True)
    nom = models.CharField(max_length=80, unique=True)
    nom_pluriel = models.CharField("nom au pluriel", max_length=90)
    definition = models.CharField(
        "en une phrase",
        max_length=250,
        help_text="Une phrase courte, sans sigle, pour une personne qui découvre.",
    )
    besoin = models.CharField(
        max_length=200,
        blank=True,
        help_text="Ce qu’un élu cherche à faire quand ce dispositif est la réponse. "
        "Vide : absent de « Par où commencer ? ».",
    )
    rang = models.PositiveSmallIntegerField(unique=True, help_text="Ordre d’affichage.")
    a_son_signe = models.BooleanField(
        "a son signe", default=False, help_text="Une couleur, une lettre et une trame à lui."
    )

    # Annotated by TypeDispositifQuerySet.avec_explication.
    est_explique: bool

    objects = TypeDispositifQuerySet.as_manager()

    class Meta:
        ordering = ["rang"]
        verbose_name = "type de dispositif"
        verbose_name_plural = "types de dispositif"

    def __str__(self) -> str:
        return self.nom

    @property
    def libelle(self) -> str:
        """The sigle where there is one, else the name: what a narrow column shows."""
        return self.sigle or self.nom

    @property
    def signe(self) -> str:
        """The name of its sign in the sprite: the contrat de ville has « cv »."""
        return "cv" if self.code == CONTRAT_DE_VILLE else self.code

    @property
    def formes(self) -> str:
        """Singular and plural, as the filter `accorder` reads them."""
        return f"{self.nom},{self.nom_pluriel}"


class Generation(Affirmation):
    """A generation that a type names by its years, « 2015–2023 », and the term it gave to all.

    What it says of a term is told as its own: a scheme may end before, or be prolonged.
    """

    code = models.SlugField(
        primary_key=True, max_length=20, help_text="Ses années : « 2015-2023 »."
    )
    type = models.ForeignKey(TypeDispositif, models.CASCADE, related_name="generations")
    debut = dates.DatePartielleField("début")
    fin = dates.DatePartielleField("fin", blank=True)

    class Meta:
        ordering = ["type", "debut"]
        verbose_name = "génération nommée"
        verbose_name_plural = "générations nommées"
        constraints = [
            dates.contrainte("debut", "generation_debut_partiel", vide=False),
            dates.contrainte("fin", "generation_fin_partielle"),
            models.CheckConstraint(
                condition=Q(fin="") | Q(fin__gte=Left("debut", Length("fin"))),
                name="generation_debut_avant_fin",
                violation_error_message="La fin précède le début.",
            ),
        ]

    def __str__(self) -> str:
        return nom_de_generation(self.code)


def nom_de_generation(code: str) -> str:
    """« 2015-2023 » → « 2015–2023 »."""
    return code.replace("-", "–")
