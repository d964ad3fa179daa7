"""The ground floor: where a fact comes from, whether it is published, when it was verified."""

import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from simple_history.models import HistoricalRecords

from socle import dates
from socle.fusion.rapprochement import Rapprochement as Rapprochement
from socle.recherche.modeles import EntreeDeRecherche as EntreeDeRecherche  # found by Django here
from socle.recherche.modeles import MotConnu as MotConnu
from socle.tableur.modeles import Tableau as Tableau


class PubliableQuerySet(models.QuerySet):
    """Vocabulary of what the public may see."""

    def publies(self) -> Self:
        """Records that the public pages, exports and feeds may show."""
        return self.filter(etat=Publiable.Etat.PUBLIE)


class Publiable(models.Model):
    """A record that goes from draft to published and, one day, to the archive."""

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "brouillon"
        A_RELIRE = "a-relire", "à relire"
        PUBLIE = "publie", "publié"
        ARCHIVE = "archive", "archivé"

    # For the Meta of each: « publier » is apart, who writes does not always publish.
    PERMISSIONS = ("add", "change", "delete", "view", "publier")

    etat = models.CharField(
        "état",
        max_length=10,
        choices=Etat,
        default=Etat.BROUILLON,
        help_text="Seul un enregistrement « publié » est visible sur le site.",
    )

    class Meta:
        abstract = True

    @property
    def est_publie(self) -> bool:
        """Whether the public may see it."""
        return self.etat == self.Etat.PUBLIE

    def avant_publication(self) -> None:
        """Settle what publishing needs and the editor left to the machine: nothing, by default."""

    def publier(self) -> None:
        """Publish. Raise ValidationError when a rule of publication is broken."""
        self.avant_publication()
        self.etat = self.Etat.PUBLIE
        self.full_clean()
        self.save()


class PublieDOffice(Publiable):
    """A small published record: what the loaders bring was read before.

    The admin begins a new one as a draft (`socle.publication`).
    """

    etat = models.CharField(
        "état",
        max_length=10,
        choices=Publiable.Etat,
        default=Publiable.Etat.PUBLIE,
        help_text="Seul un enregistrement « publié » est visible sur le site.",
    )

    class Meta:
        abstract = True


class Source(models.Model):
    """A document from which facts are taken."""

    cle = models.SlugField("clé", max_length=60, unique=True)
    titre = models.CharField(max_length=300)
    organisme = models.CharField(max_length=200, blank=True)
    date = dates.DatePartielleField("date", blank=True)
    url = models.URLField("adresse", max_length=500, blank=True)
    note = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["-date", "titre"]
        verbose_name = "source"
        constraints = [dates.contrainte("date", "source_date_partielle")]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """« Organisme, titre, mars 2018 »: how a page names this source.

        The date is left out when the title already bears it.
        """
        date = dates.en_lettres(self.date) if self.date else ""
        if date and date in self.titre:
            date = ""
        return ", ".join(morceau for morceau in (self.organisme, self.titre, date) if morceau)


class Theme(models.Model):
    """What a notice or a dispositif is about: a node of a small tree."""

    slug = models.SlugField("clé", max_length=60, unique=True)
    nom = models.CharField(max_length=100, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="enfants"
    )
    description = models.TextField(blank=True)
    ancetres = models.ManyToManyField(
        "self",
        symmetrical=False,
        related_name="descendants",
        editable=False,
        verbose_name="ancêtres",
        help_text="Lui-même et tous ceux qui le contiennent, tenus par save().",
    )

    class Meta:
        ordering = ["nom"]
        verbose_name = "thème"
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("id")),
                name="theme_pas_son_propre_parent",
                violation_error_message="Un thème ne peut pas être son propre parent.",
            )
        ]

    def __str__(self) -> str:
        return self.nom

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the ancestors, so that a list asks for a theme and all below it in one join."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            self._tenir_les_ancetres()

    def _tenir_les_ancetres(self) -> None:
        au_dessus = list(self.parent.ancetres.all()) if self.parent else []
        self.ancetres.set([self, *au_dessus])
        for enfant in self.enfants.all():
            enfant._tenir_les_ancetres()

    def clean(self) -> None:
        """Refuse a cycle: no theme may be among its own ancestors."""
        ancetre, vus = self.parent, {self.pk}
        while ancetre is not None:
            if ancetre.pk in vus:
                raise ValidationError({"parent": "Ce parent est déjà un descendant du thème."})
            vus.add(ancetre.pk)
            ancetre = ancetre.parent


class Verifiable(models.Model):
    """A record that somebody verified, on a date, from a document."""

    verifie_le = dates.DatePartielleField("vérifié le", blank=True)
    verifie_par = models.CharField(
        "vérifié par",
        max_length=120,
        blank=True,
        help_text="Organisme ou fonction, jamais le nom d’une personne.",
    )
    verifie_d_apres = models.ForeignKey(
        Source,
        models.PROTECT,
        verbose_name="vérifié d’après",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True
        constraints = [
            dates.contrainte("verifie_le", "%(app_label)s_%(class)s_verifie_le"),
            models.CheckConstraint(
                condition=Q(verifie_le="") | ~Q(verifie_par=""),
                name="%(app_label)s_%(class)s_verifie_par_qui",
                violation_error_message="Dites qui a vérifié, ou effacez la date.",
            ),
        ]

    def mois_depuis_verification(self, aujourd_hui: datetime.date) -> int | None:
        """Whole months since the last verification; None when never verified."""
        return dates.mois_ecoules(self.verifie_le, aujourd_hui) if self.verifie_le else None


class Affirmation(models.Model):
    """One statement of a source: where it is read, and what we deduced rather than read."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name="source", related_name="+")
    passage = models.CharField(
        max_length=200, blank=True, help_text="Page ou partie de la source où on le lit."
    )
    deduit = models.CharField(
        "déduit",
        max_length=400,
        blank=True,
        help_text="Si la source ne le dit pas en toutes lettres : ce qui permet de le déduire.",
    )
    note = models.TextField(blank=True)

    class Meta:
        abstract = True
