"""The one table that the portal searches, and the words that it knows."""

from typing import ClassVar

from django.db import models


class EntreeDeRecherche(models.Model):
    """What the engine knows of one object: its stems to find it, its title to show it.

    Written by `socle.recherche.indexation` only. Beside it stand, by migration, what Django has
    no field for: on PostgreSQL two generated `tsvector` columns and their GIN indexes; on
    SQLite the FTS5 table `socle_recherche_index` and three triggers. SQLite loses the triggers
    when a migration alters this table: such a migration must set them up again (a test tells).
    """

    categorie = models.SlugField("catégorie", max_length=40)
    cle = models.CharField("clé", max_length=200)
    titre = models.TextField()
    url = models.CharField("adresse", max_length=500, blank=True)
    # Partial, as the record gives it; then as a number that sorts alike everywhere: 20190300.
    date = models.CharField(max_length=10, blank=True)
    rang_de_date = models.PositiveIntegerField("rang de la date", default=0)
    publie = models.BooleanField("publié", default=False)
    # Folded, not stemmed: what « vill » completes into.
    mots_du_titre = models.TextField(blank=True)
    # Stems between spaces, « sant mental », by what a match is worth: title, then keywords and
    # authors, then the rest. The body comes last: ranking never reads it.
    racines_titre = models.TextField(blank=True)
    racines_mots = models.TextField(blank=True)
    racines_corps = models.TextField(blank=True)

    objects: ClassVar["models.Manager[EntreeDeRecherche]"] = models.Manager()

    class Meta:
        verbose_name = "entrée de recherche"
        verbose_name_plural = "entrées de recherche"
        constraints = [
            models.UniqueConstraint(
                fields=["categorie", "cle"],
                name="entree_de_recherche_unique",
                violation_error_message="Cet objet est déjà indexé.",
            )
        ]

    def __str__(self) -> str:
        return self.titre


class MotConnu(models.Model):
    """A word of the published titles and keywords: what « vouliez-vous dire » may propose."""

    mot = models.CharField("mot plié", max_length=40, unique=True)
    affiche = models.CharField("mot affiché", max_length=80)

    objects: ClassVar["models.Manager[MotConnu]"] = models.Manager()

    class Meta:
        verbose_name = "mot connu"
        verbose_name_plural = "mots connus"

    def __str__(self) -> str:
        return self.affiche
