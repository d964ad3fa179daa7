"""What the agenda may be asked: territories, types, and genres of dates."""

from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import QuerySet
from django.utils.functional import cached_property

from dispositifs.filtres import FiltreParTerritoire, TerritoiresFilter
from dispositifs.models import Dispositif, TypeDispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from socle.filtres import Choix, ChoixMultiple, Facette
from socle.textes import majuscule
from territoires.models import ContratDeVille


class Genre(models.TextChoices):
    """What kind of date it is."""

    FIN = "fin", "fin prévue"
    MI_PARCOURS = "mi-parcours", "mi-parcours"
    ETAPE = "etape", "étape annoncée"
    VERIFICATION = "verification", "vérification attendue"


class AgendaFiltre(FiltreParTerritoire):
    """The records whose dates are asked for, by territory and type."""

    territoire = TerritoiresFilter(label="Territoire")
    type = ChoixMultiple(
        label="Dispositif",
        choices=lambda: [(t.code, t.libelle) for t in TypeDispositif.objects.all()],
        method="filtrer_type",
    )
    genre = ChoixMultiple(label="Échéance", choices=Genre.choices, method="garder")

    class Meta:
        model = Dispositif
        fields: list[str] = []

    def preparer(self, queryset: Any, valeurs: dict[str, Any]) -> QuerySet:
        """Annotate the statut of today."""
        return queryset.avec_statut()

    def filtrer_type(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """By type; the contrat de ville is none of a dispositif."""
        return qs.filter(type__in=valeurs)

    def garder(self, qs: QuerySet, nom: str, valeur: list[str]) -> QuerySet:
        """A word that the agenda reads."""
        return qs

    @property
    def dispositifs(self) -> Any:
        """The published records asked for; none when a filter is invalid."""
        return self.qs

    @cached_property
    def contrats(self) -> QuerySet[ContratDeVille]:
        """The published contrats de ville asked for."""
        contrats = ContratDeVille.objects.publies()
        if not self.is_valid() or not self.veut(CONTRAT_DE_VILLE):
            return contrats.none()
        if not self.territoires:
            return contrats
        touches = ContratDeVille.objects.none()
        for territoire in self.territoires:
            touches = touches | ContratDeVille.objects.touchant(territoire)
        return contrats.filter(pk__in=touches.values("pk"))

    def _valeurs(self, nom: str) -> list[str]:
        return self.form.cleaned_data.get(nom) or [] if self.is_valid() else []

    @property
    def requete(self) -> str:
        """The words of the address that choose, and no other."""
        return urlencode(list(self._actifs()))

    @property
    def requete_des_fiches(self) -> str:
        """The same territories and types for the list of dispositifs."""
        mots = [p for p in self._actifs() if p[0] != "genre" and p[1] != CONTRAT_DE_VILLE]
        return urlencode(mots)

    @property
    def groupes(self) -> list[Facette]:
        """The choices of the form, uncounted: an agenda is short."""
        return [
            Facette(
                nom,
                str(self.filters[nom].label),
                [
                    Choix(v, majuscule(libelle), None, v in self.choisis(nom))
                    for v, libelle in self.choix_de(nom)
                ],
            )
            for nom in ("territoire", "type", "genre")
            if nom in self.filters
        ]

    def veut(self, type_: str) -> bool:
        """Whether a type is asked for, or none in particular."""
        return self.is_valid() and type_ in (self._valeurs("type") or [type_])

    def garde(self, genre: str) -> bool:
        """Whether a genre is asked for, or none in particular."""
        return self.is_valid() and genre in (self._valeurs("genre") or [genre])

    def libelle_de(self, nom: str, valeur: str) -> str:
        """The name that a chip bears."""
        if nom in ("type", "genre"):
            return dict(self.choix_de(nom)).get(valeur, f"{self.filters[nom].label} : {valeur}")
        return super().libelle_de(nom, valeur)
