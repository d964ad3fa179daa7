"""The one table of delays: after how many months a record, or one of its fields, is stale."""

import calendar
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Case, Q, Value, When
from simple_history.models import HistoricalRecords

from dispositifs.models.type import TypeDispositif


class Champ(models.TextChoices):
    """What a delay is about: the whole record, or what changes faster than the rest."""

    FICHE = "fiche", "la fiche entière"
    COURRIEL = "coordination.courriel", "la boîte de la coordination"
    COORDINATION = "coordination", "la coordination"
    PORTEUR = "porteur", "le porteur"
    PERIMETRE = "perimetre", "le périmètre"


# When the table says nothing: a year for a record, six months for a mailbox.
PAR_DEFAUT: dict[str, int] = {Champ.FICHE: 12, Champ.COURRIEL: 6}


def plus_ancienne_verification(aujourd_hui: datetime.date, delai: int) -> str:
    """What a verification, ended by FIN_DE_PERIODE, must exceed to be fresher than `delai` months.

    The text comparison gives the whole months of `socle.dates.mois_ecoules`: « 99 » stands
    for the end of a month or of a year, which partial dates reach and full ones never exceed.
    """
    annee, mois = divmod(aujourd_hui.year * 12 + aujourd_hui.month - 1 - delai, 12)
    mois += 1
    jour = aujourd_hui.day
    if jour >= min(_jours(annee, mois), _jours(aujourd_hui.year, aujourd_hui.month)):
        jour = 99
        mois = 99 if mois == 12 else mois
    return f"{annee:04}-{mois:02}-{jour:02}-99"


def _jours(annee: int, mois: int) -> int:
    return calendar.monthrange(annee, mois)[1]


@dataclass(frozen=True)
class Grille:
    """The table, read once: months by field, then by type (« » for every type)."""

    mois_par_champ: dict[str, dict[str, int]]

    @classmethod
    def de(cls, lignes: Iterable[tuple[str | None, str, int]]) -> "Grille":
        """From rows (type, champ, mois)."""
        grille: dict[str, dict[str, int]] = {c: {"": m} for c, m in PAR_DEFAUT.items()}
        for type_, champ, mois in lignes:
            grille.setdefault(champ, {})[type_ or ""] = mois
        return cls(grille)

    def mois(self, type_: str, champ: str = Champ.FICHE) -> int | None:
        """The delay in months of a field for a type; None when nothing is asked of it."""
        par_type = self.mois_par_champ.get(champ, {})
        return par_type.get(type_, par_type.get(""))

    def fiche(self, type_: str) -> int:
        """The delay in months of a whole record."""
        return self.mois(type_) or PAR_DEFAUT[Champ.FICHE]

    def depasses(self, champ: str, fin: str, jour: datetime.date) -> Q:
        """Rows whose date in the column `fin` (ended by FIN_DE_PERIODE) is past, on a day, the
        delay of that field for their type.
        """
        par_type = dict(self.mois_par_champ.get(champ, {}))
        commun = par_type.pop("", None)
        condition = Q(pk__in=[])
        for type_, mois in par_type.items():
            limite = plus_ancienne_verification(jour, mois)
            condition |= Q(("type", type_), (f"{fin}__lte", limite))
        if commun is not None:
            limite = plus_ancienne_verification(jour, commun)
            condition |= ~Q(type__in=par_type) & Q((f"{fin}__lte", limite))
        return condition

    def en_sql(self) -> Case:
        """The delay of a whole record, by the type of the row."""
        propres = {t: m for t, m in self.mois_par_champ.get(Champ.FICHE, {}).items() if t}
        cas = [When(type=type_, then=Value(mois)) for type_, mois in propres.items()]
        commun = Value(self.fiche(""))
        return Case(*cas, default=commun, output_field=models.PositiveSmallIntegerField())

    @property
    def champs(self) -> list[str]:
        """The fields that have a delay of their own, in the order of `Champ`."""
        return [c for c in Champ.values if c != Champ.FICHE and c in self.mois_par_champ]


class DelaiQuerySet(models.QuerySet):
    """The delays."""

    def grille(self) -> Grille:
        """The whole table. One query: a list reads it once for all its rows."""
        return Grille.de(self.values_list("type_id", "champ", "mois"))


class Delai(models.Model):
    """After how many months a record of a type, or one of its fields, is to be verified."""

    Champ = Champ

    type = models.ForeignKey(
        TypeDispositif,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="delais",
        help_text="Vide : tous les types qui n’ont pas leur propre délai.",
    )
    champ = models.CharField(
        "ce qui est à vérifier", max_length=30, choices=Champ, default=Champ.FICHE
    )
    mois = models.PositiveSmallIntegerField(
        "délai en mois",
        help_text="Passé ce délai depuis la dernière vérification, le site dit « à vérifier ».",
    )

    objects = DelaiQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["champ", "type__rang"]
        verbose_name = "délai de vérification"
        verbose_name_plural = "délais de vérification"
        constraints = [
            models.CheckConstraint(
                condition=Q(mois__gte=1),
                name="delai_positif",
                violation_error_message="Le délai est d’au moins un mois.",
            ),
            models.CheckConstraint(condition=Q(champ__in=Champ.values), name="delai_champ_connu"),
            models.UniqueConstraint(
                fields=["type", "champ"],
                name="delai_une_fois",
                violation_error_message="Ce type a déjà un délai pour ce champ.",
            ),
            models.UniqueConstraint(
                fields=["champ"],
                condition=Q(type__isnull=True),
                name="delai_commun_une_fois",
                violation_error_message="Ce champ a déjà un délai pour tous les types.",
            ),
        ]

    def __str__(self) -> str:
        pour: Any = self.type or "tous les types"
        return f"{self.get_champ_display()}, {pour} : {self.mois} mois"
