"""What the map may be asked: the words of the list."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from dispositifs.models import Etape
from dispositifs.registre.filtres import DispositifFiltre
from territoires.models import Territoire


class CarteFiltre(DispositifFiltre):
    """The list's filters. What is over is counted and drawn only when it is asked for."""

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
