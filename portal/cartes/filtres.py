"""What the map may be asked: the words of the list."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property

from dispositifs.models import Etape
from dispositifs.registre.certitude import Savoir
from dispositifs.registre.filtres import DispositifFiltre
from portal.observatoire.tri import filtre_de_tri
from socle.listes.filtres import ChoixMultiple
from territoires.models import Echelle, Territoire

PAR = [(str(Echelle.COMMUNE), "par commune"), (str(Echelle.EPCI), "par intercommunalité")]


class CarteFiltre(DispositifFiltre):
    """The list's filters. What is over is counted and drawn only when it is asked for.

    `par` colours areas by what is known of one type, `etat` keeps some of the four states: words
    that the page reads.
    """

    par = django_filters.ChoiceFilter(label="Les quatre états", choices=PAR, method="garder")
    etat = ChoixMultiple(label="État", choices=Savoir.choices, method="garder")
    colonne = filtre_de_tri("Tri de la matrice")

    def __init__(self, data: Any, queryset: QuerySet, region: Territoire | None) -> None:
        # A map has a frame: what lies outside the region is asked for by its place.
        data = data.copy()
        data.pop("hors_region", None)
        super().__init__(data, queryset)
        self.region = region

    @property
    def lieux(self) -> list[Territoire]:
        """The places asked for, the portal's region unless said."""
        return self.territoires or ([self.region] if self.region else [])

    @property
    def decoupe(self) -> str:
        """What the areas coloured by state are: « commune », « epci »; "" for perimeters."""
        return self.form.cleaned_data.get("par") or "" if self.is_valid() else ""

    @property
    def colonne_demandee(self) -> str:
        """How the matrix is sorted; "" is by code."""
        return self.form.cleaned_data.get("colonne") or "" if self.is_valid() else ""

    @property
    def types(self) -> list[str]:
        """The codes of the types asked for."""
        return self.form.cleaned_data.get("type") or [] if self.is_valid() else []

    @property
    def etats_demandes(self) -> list[str]:
        """The states to show; none is all."""
        return self.form.cleaned_data.get("etat") or [] if self.is_valid() else []

    @property
    def montre_les_finis(self) -> bool:
        """Whether the reader chooses by situation."""
        return bool(self.form.cleaned_data.get("statut"))

    def filtrer(self, sauf: str = "") -> QuerySet:
        """The list without what has ended, unless a situation is asked for, or counted."""
        retenus = super().filtrer(sauf)
        if sauf == "statut" or self.montre_les_finis:
            return retenus
        return retenus.exclude(situation__in=Etape.PASSES)

    @cached_property
    def nombre_hors_carte(self) -> int:
        """How many are left out because they are over."""
        if not self.is_valid() or self.montre_les_finis:
            return 0
        return super().filtrer().order_by().filter(situation__in=Etape.PASSES).count()

    def _comptees_ensemble(self, nom: str) -> list[str]:
        """Situations are counted by themselves: they hold what has ended."""
        if nom == "statut":
            return [nom]
        return [autre for autre in super()._comptees_ensemble(nom) if autre != "statut"]
