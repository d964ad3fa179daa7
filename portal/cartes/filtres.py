"""What the map may be asked: the words of the list, and the contrats de ville as one more type."""

from dataclasses import replace
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.functional import cached_property

from dispositifs.models import Etape, TypeDispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre.filtres import DispositifFiltre
from dispositifs.registre.vigueur import A_TERME, A_VENIR, avec_vigueur
from socle.listes.filtres import Choix, ChoixMultiple, Facette
from territoires.models import ContratDeVille, Territoire

# The filters that a contrat de ville has nothing to answer to.
PROPRES_AUX_DISPOSITIFS: Final = (
    "q", "statut", "coordination", "echelle", "porteur", "theme", "contrat", "fraicheur",
)  # fmt: skip


def types_de_la_carte() -> list[tuple[str, str]]:
    """Every type that the portal tells of, as (code, label)."""
    return [(t.code, t.libelle) for t in TypeDispositif.objects.all()]


class CarteFiltre(DispositifFiltre):
    """The list's filters. What has ended is counted and drawn only when it is asked for."""

    type = ChoixMultiple(label="Dispositif", choices=types_de_la_carte)

    def __init__(self, data: Any, queryset: QuerySet, region: Territoire | None) -> None:
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
        return retenus.exclude(statut__in=Etape.FINIS)

    @cached_property
    def nombre_hors_carte(self) -> int:
        """How many are left out because they have ended."""
        if not self.is_valid() or self.montre_les_finis:
            return 0
        return super().filtrer().order_by().filter(statut__in=Etape.FINIS).count()

    def _comptees_ensemble(self, nom: str) -> list[str]:
        """Situations are counted by themselves: they hold what has ended."""
        if nom == "statut":
            return [nom]
        return [autre for autre in super()._comptees_ensemble(nom) if autre != "statut"]

    # Contrats de ville

    @cached_property
    def _contrats_du_lieu(self) -> list[Any]:
        """Those that run at the date; none for what only a dispositif answers."""
        valeurs = self.form.cleaned_data if self.is_valid() else {}
        if not self.is_valid() or any(valeurs.get(nom) for nom in PROPRES_AUX_DISPOSITIFS):
            return []
        touchants = ContratDeVille.objects.publies().touchant_un_de(self.lieux)
        en_cours = avec_vigueur(touchants, self.instant).exclude(vigueur__in=[A_TERME, A_VENIR])
        return list(en_cours.select_related("territoire").order_by("nom", "slug"))

    @property
    def contrats(self) -> list[Any]:
        """The contrats de ville that the filters let through."""
        types = self.choisis("type")
        return self._contrats_du_lieu if not types or CONTRAT_DE_VILLE in types else []

    @property
    def veut_des_contrats_seuls(self) -> bool:
        """Whether the contrat de ville is the only type asked for."""
        return self.choisis("type") == {CONTRAT_DE_VILLE}

    def compter(self, nom: str) -> dict[str, int]:
        """The facet of types counts the contrats de ville too."""
        comptes = super().compter(nom)
        if nom == "type":
            comptes[CONTRAT_DE_VILLE] = len(self._contrats_du_lieu)
        return comptes

    def est_propose(self, nom: str, choix: Choix) -> bool:
        """The contrat de ville stays in sight at zero, as the main types do."""
        return (nom == "type" and choix.valeur == CONTRAT_DE_VILLE) or super().est_propose(
            nom, choix
        )

    def facette(self, nom: str) -> Facette:
        """The contrat de ville bears its sign."""
        facette = super().facette(nom)
        choix = [replace(c, type="cv") if c.type == CONTRAT_DE_VILLE else c for c in facette.choix]
        return replace(facette, choix=choix)
