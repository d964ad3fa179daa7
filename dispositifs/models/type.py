"""The kinds of scheme that the portal tells of."""

from django.db import models

CONTRAT_DE_VILLE = "contrat-de-ville"


class TypeDispositif(models.Model):
    """One kind of scheme (ASV, CLS…). The contrat de ville is one too, so that it can be
    explained and compared beside the others; its records live in `territoires`."""

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
