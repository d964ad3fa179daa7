"""What the pages that follow the register in time are asked by: territories and types."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from dispositifs.models import Dispositif
from dispositifs.registre.filtres import types_de_dispositif
from dispositifs.registre.filtres_de_lieu import FiltreParTerritoire, TerritoiresFilter
from socle.listes.filtres import Choix, ChoixMultiple, Facette
from socle.textes import majuscule


class SuiviFiltre(FiltreParTerritoire):
    """Dispositifs by territory and type, offered uncounted."""

    # The groups of choices of the form, in order.
    proposes: tuple[str, ...] = ("territoire", "type")

    territoire = TerritoiresFilter(label="Territoire")
    type = ChoixMultiple(
        label="Dispositif",
        choices=types_de_dispositif,
    )

    class Meta:
        model = Dispositif
        fields: list[str] = []

    def preparer(self, queryset: Any, valeurs: dict[str, Any]) -> QuerySet:
        """Annotate the statut of today."""
        return queryset.avec_statut()

    @property
    def requete(self) -> str:
        """The words of the address that choose, and no other."""
        return urlencode(list(self._actifs()))

    @property
    def groupes(self) -> list[Facette]:
        """The choices of the form, without their counts."""
        return [
            Facette(
                nom,
                str(self.filters[nom].label),
                [
                    Choix(v, majuscule(libelle), None, v in self.choisis(nom))
                    for v, libelle in self.choix_de(nom)
                ],
            )
            for nom in self.proposes
        ]

    def veut(self, type_: str) -> bool:
        """Whether a type is asked for, or none in particular."""
        return self.is_valid() and type_ in (self._valeurs("type") or [type_])

    def libelle_de(self, nom: str, valeur: str) -> str:
        """The name that a chip bears."""
        if nom in self.proposes and nom != "territoire":
            return dict(self.choix_de(nom)).get(valeur, f"{self.filters[nom].label} : {valeur}")
        return super().libelle_de(nom, valeur)

    def _valeurs(self, nom: str) -> list[str]:
        return self.form.cleaned_data.get(nom) or [] if self.is_valid() else []
