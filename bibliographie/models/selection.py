"""Sélections: ordered, sectioned lists of notices that CRES makes for an occasion."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from bibliographie.models.notice import A_LA_FIN, Notice, rang_suivant
from bibliographie.querysets import SelectionQuerySet
from socle import dates
from socle.models import Publiable
from socle.recherche import Cherchable, TexteCherche


class Selection(Cherchable, Publiable):
    """One sélection, as CRES hands it out."""

    slug = models.SlugField("adresse", max_length=100, unique=True)
    titre = models.CharField(max_length=250)
    sous_titre = models.CharField("sous-titre", max_length=250, blank=True)
    date = dates.DatePartielleField("date", blank=True)
    organisme = models.CharField(max_length=200, blank=True)
    presentation = models.TextField("présentation", blank=True)

    objects = SelectionQuerySet.as_manager()
    history = HistoricalRecords()

    categorie_de_recherche = "selection"
    champ_cle_de_recherche = "slug"

    class Meta:
        ordering = ["-date", "titre"]
        default_permissions = Publiable.PERMISSIONS
        verbose_name = "sélection"
        constraints = [dates.contrainte("date", "selection_date_partielle")]

    def __str__(self) -> str:
        return self.titre

    def get_absolute_url(self) -> str:
        """`/bibliographie/selections/<slug>/`."""
        return reverse("selection", args=[self.slug])

    def texte_de_recherche(self) -> TexteCherche:
        """Its titles and what presents it."""
        return TexteCherche(
            titre=self.titre,
            mots=tuple(filter(None, (self.sous_titre, self.organisme))),
            corps=self.presentation,
            url=self.get_absolute_url(),
            date=self.date,
            publie=self.est_publie,
        )


class Section(models.Model):
    """A heading of a sélection; headings may hold headings."""

    selection = models.ForeignKey(
        Selection, models.CASCADE, related_name="sections", verbose_name="sélection"
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="sous_sections"
    )
    titre = models.CharField(max_length=250)
    introduction = models.TextField(blank=True)
    ordre = models.PositiveSmallIntegerField(default=0, help_text=A_LA_FIN)

    history = HistoricalRecords()

    class Meta:
        ordering = ["ordre", "pk"]
        verbose_name = "section"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                name="section_pas_son_parent",
                violation_error_message="Une section ne se contient pas elle-même.",
            )
        ]

    def __str__(self) -> str:
        return self.titre

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new heading without a rank comes last among its sisters."""
        if self._state.adding and not self.ordre:
            soeurs = Section.objects.filter(selection=self.selection_id, parent=self.parent_id)
            self.ordre = rang_suivant(soeurs)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a parent of another sélection, and a cycle."""
        parent, vus = self.parent, {self.pk} - {None}
        while parent is not None:
            if parent.selection_id != self.selection_id:
                raise ValidationError({"parent": "Cette section est d’une autre sélection."})
            if parent.pk in vus:
                raise ValidationError({"parent": "Ce parent est déjà dans cette section."})
            vus.add(parent.pk)
            parent = parent.parent


class Entree(models.Model):
    """A notice at its place in a section, with the words said for the occasion."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="entrees")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="entrees")
    ordre = models.PositiveSmallIntegerField(default=0, help_text=A_LA_FIN)
    note = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["ordre", "pk"]
        verbose_name = "entrée"
        constraints = [
            models.UniqueConstraint(
                fields=["section", "notice"],
                name="entree_une_fois",
                violation_error_message="Cette notice est déjà dans la section.",
            )
        ]

    def __str__(self) -> str:
        return str(self.notice)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new entry without a rank comes last."""
        if self._state.adding and not self.ordre:
            self.ordre = rang_suivant(Entree.objects.filter(section=self.section_id))
        super().save(*args, **kwargs)
