"""The dated things to come, from the register: one dataclass for the page, the calendar, the feed.

A partial date stays partial: « 2027 » is the whole year, and nothing is said of the day.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.models import Delai, Etape
from dispositifs.models.type import CONTRAT_DE_VILLE
from portal.agenda.filtres import AgendaFiltre, Genre
from socle import dates

# Read in irev.fr, which gives the year only; written here on that day.
MI_PARCOURS_ANNEE = "2027"
MI_PARCOURS_SOURCE = (
    "irev.fr, « Futurs contrats de ville : une circulaire précise les conditions d’élaboration »"
)
MI_PARCOURS_MODIFIE_LE = datetime.datetime(2026, 11, 22, tzinfo=datetime.UTC)


@dataclass(frozen=True)
class Echeance:
    """One thing to come: what, when as the source says it, of which record, from where."""

    identifiant: str
    genre: Genre
    date: str
    titre: str
    type: str
    url: str
    modifie_le: datetime.datetime
    lieu: str = ""
    source: str = ""
    precision: str = ""

    @property
    def bornes(self) -> tuple[datetime.date, datetime.date]:
        """First and last day of the date."""
        return dates.bornes(self.date)

    @property
    def date_en_mots(self) -> str:
        """« 31 mars 2027 », « mars 2027, jour non précisé », « courant 2027 »."""
        mots = dates.en_lettres(self.date)
        if len(self.date) == 4:
            return f"courant {mots}"
        return mots if len(self.date) == 10 else f"{mots}, jour non précisé"

    @property
    def signe(self) -> str:
        """The sign of its type in the sprite."""
        return "cv" if self.type == CONTRAT_DE_VILLE else self.type


class Agenda:
    """Everything to come that the filters let through. A constant number of queries."""

    def __init__(self, filtre: AgendaFiltre) -> None:
        self.filtre = filtre
        self.jour = timezone.localdate()

    @cached_property
    def a_venir(self) -> list[Echeance]:
        """What has not passed, the closest first; a year comes after its months."""
        toutes = [*self._fins(passees=False), *self._etapes()]
        toutes += [*self._mi_parcours(), *self._verifications()]
        return sorted(
            (e for e in toutes if self.filtre.garde(e.genre)),
            key=lambda e: (e.bornes[1], e.bornes[0], e.identifiant),
        )

    @cached_property
    def depassees(self) -> list[Echeance]:
        """Terms of their own that have passed, of which nothing followed: the latest first."""
        if not self.filtre.garde(Genre.FIN):
            return []
        return sorted(self._fins(passees=True), key=lambda e: (e.date, e.identifiant), reverse=True)

    @cached_property
    def en_renouvellement(self) -> list[Any]:
        """The dispositifs being renewed now, at no known date."""
        fiches = self.filtre.dispositifs.filter(situation=Etape.Statut.EN_RENOUVELLEMENT)
        return list(fiches.order_by("nom", "slug"))

    @cached_property
    def a_terme(self) -> int:
        """Every dispositif whose term is past, its own or that of its generation, and of which
        nothing is known since: those of `depassees` are among them."""
        return self.filtre.dispositifs.filter(situation=Etape.A_TERME).count()

    @cached_property
    def a_verifier(self) -> int:
        """Records whose verification is overdue, or that nobody ever verified."""
        fiches = self.filtre.dispositifs.avec_fraicheur(self.jour)
        return fiches.exclude(etat_fraicheur="a-jour").count()

    def _fins(self, *, passees: bool) -> Iterator[Echeance]:
        """Terms to come; and those that passed, of which only a scheme's own is told one by one:
        that of a generation is counted (`a_terme`)."""
        annonces = self.filtre.dispositifs.exclude(statut__in=Etape.FINIS)
        if passees:
            fins = annonces.filter(situation=Etape.A_TERME).exclude(fin="")
        else:
            fins = annonces.exclude(terme="").exclude(_avant(self.jour))
        fins = fins.select_related("generation_nommee__source")
        for d in _avec_modification(fins):
            titre = f"Fin prévue : {d}"
            echeance = self._de_dispositif(d, Genre.FIN, d.terme, titre, "fin")
            if not d.fin:
                precision = f"D’après la génération du contrat ({d.nom_de_la_generation})."
                source = d.generation_nommee.source.reference
                echeance = replace(echeance, precision=precision, source=source)
            yield echeance

    def _etapes(self) -> Iterator[Echeance]:
        etapes = (
            Etape.objects.filter(
                dispositif__in=self.filtre.dispositifs.order_by().values("pk"),
                date__gt=self.jour.isoformat(),
            )
            .select_related("dispositif__couverture_principale__territoire", "source")
            .annotate(modifie_le=_derniere_version(Etape))
        )
        for e in etapes:
            d = e.dispositif
            yield Echeance(
                identifiant=f"etape-{e.pk}-{d.slug}",
                genre=Genre.ETAPE,
                date=e.date,
                titre=f"{d.nom} : {e.get_statut_display()}",
                type=d.type_id,
                url=d.get_absolute_url(),
                modifie_le=_modifie_le(e.modifie_le, e.source.date),
                lieu=str(d.territoire or ""),
                source=e.source.reference,
                precision="Étape annoncée par la source.",
            )

    def _mi_parcours(self) -> Iterator[Echeance]:
        if self.filtre.veut(CONTRAT_DE_VILLE) and self.jour.year <= int(MI_PARCOURS_ANNEE):
            yield Echeance(
                identifiant="mi-parcours-contrats-de-ville-2024-2030",
                genre=Genre.MI_PARCOURS,
                date=MI_PARCOURS_ANNEE,
                titre="Revue à mi-parcours des contrats de ville 2024–2030",
                type=CONTRAT_DE_VILLE,
                url=reverse("comprendre_type", args=[CONTRAT_DE_VILLE]),
                modifie_le=MI_PARCOURS_MODIFIE_LE,
                lieu="France",
                source=MI_PARCOURS_SOURCE,
                precision="Prévue pour tous les contrats ; la source ne donne que l’année.",
            )

    def _verifications(self) -> Iterator[Echeance]:
        if not self.filtre.garde(Genre.VERIFICATION):
            return
        fiches = self.filtre.dispositifs.avec_fraicheur(self.jour).filter(etat_fraicheur="a-jour")
        delais = Delai.objects.grille()
        for d in _avec_modification(fiches):
            mois = mois_apres(d.verifie_le, delais.fiche(d.type_id))
            titre = f"À vérifier : {d.nom}"
            yield self._de_dispositif(d, Genre.VERIFICATION, mois, titre, "verification")

    def _de_dispositif(self, d: Any, genre: Genre, date: str, titre: str, quoi: str) -> Echeance:
        source_date = d.source.date if d.source else ""
        verification = genre == Genre.VERIFICATION
        return Echeance(
            identifiant=f"{quoi}-{d.slug}",
            genre=genre,
            date=date,
            titre=titre,
            type=d.type_id,
            url=d.get_absolute_url(),
            modifie_le=_modifie_le(d.modifie_le, d.verifie_le or source_date),
            lieu=str(d.territoire or ""),
            source=d.source.reference if d.source and not verification else "",
            precision="La fiche aura dépassé son délai de vérification." if verification else "",
        )


def _avant(jour: datetime.date) -> Q:
    return Q(dernier_jour_du_terme__lt=jour.isoformat())


def mois_apres(date: str, mois: int) -> str:
    """The month so many months after a partial date's end."""
    fin = dates.bornes(date)[1]
    annee, rang = divmod(fin.year * 12 + fin.month - 1 + mois, 12)
    return f"{annee:04}-{rang + 1:02}"


def _derniere_version(modele: Any) -> Subquery:
    """When a record was last written, from its history."""
    versions = modele.history.model.objects.filter(id=OuterRef("pk"))
    return Subquery(versions.order_by("-history_date").values("history_date")[:1])


def _avec_modification(objets: QuerySet) -> QuerySet:
    return objets.annotate(modifie_le=_derniere_version(objets.model)).order_by(F("pk"))


def _modifie_le(version: datetime.datetime | None, date: str) -> datetime.datetime:
    """When the record last changed; without a history, the date of what it says."""
    if version is not None:
        return version.replace(microsecond=0)
    jour = dates.bornes(date)[1] if date else datetime.date(2000, 1, 1)
    return datetime.datetime.combine(jour, datetime.time(), datetime.UTC)
