"""What the agenda may be asked: territories, types, and genres of dates."""

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import QuerySet

from portal.site.filtres import SuiviFiltre
from socle.listes.filtres import ChoixMultiple


class Genre(models.TextChoices):
    """What kind of date it is."""

    FIN = "fin", "fin prévue"
    MI_PARCOURS = "mi-parcours", "mi-parcours"
    ETAPE = "etape", "étape annoncée"
    VERIFICATION = "verification", "vérification attendue"


class AgendaFiltre(SuiviFiltre):
    """The records whose dates are asked for, by territory, type and genre."""

    proposes = ("territoire", "type", "genre")

    genre = ChoixMultiple(label="Échéance", choices=Genre.choices, method="garder")

    def garder(self, qs: QuerySet, nom: str, valeur: list[str]) -> QuerySet:
        """A word that the agenda reads."""
        return qs

    @property
    def dispositifs(self) -> Any:
        """The published records asked for; none when a filter is invalid."""
        return self.qs

    @property
    def requete_des_fiches(self) -> str:
        """The same territories and types for the list of dispositifs, which keeps to the region
        unless told otherwise."""
        partout = [] if self.territoires else [("hors_region", "oui")]
        return urlencode([p for p in self._actifs() if p[0] != "genre"] + partout)

    def garde(self, genre: str) -> bool:
        """Whether a genre is asked for, or none in particular."""
        return self.is_valid() and genre in (self._valeurs("genre") or [genre])
