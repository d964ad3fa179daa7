"""The matrix below the map: what lies one step below the place, by type, sorted by any column."""

from django.utils.functional import cached_property

from dispositifs.comptes.decompte import LigneRecensee
from dispositifs.comptes.recensement import Recensement
from portal.cartes.filtres import CarteFiltre
from portal.observatoire.page import COMPARES, Cellule, LigneComparee
from portal.observatoire.tri import Tete, Tri
from territoires.models import Echelle


class Matrice:
    """Départements of the région, or EPCI of the département, × the types that have a sign."""

    def __init__(self, filtre: CarteFiltre, recensement: Recensement) -> None:
        self.filtre = filtre
        self.recensement = recensement

    @property
    def titre(self) -> tuple[str, str]:
        """« Départements », « département »."""
        return COMPARES[Echelle(self.recensement.compares[0].echelle)]

    @property
    def tri(self) -> Tri:
        """The sort asked for."""
        return Tri(self.filtre.colonne_demandee, self.filtre.data, "t-matrice")

    @cached_property
    def lignes(self) -> list[LigneComparee]:
        """A row a territory, in the order asked for."""
        lignes = [self._ligne(comptees) for comptees in self.recensement.comparaison]
        self.tri.trier(lignes)
        return lignes

    def _ligne(self, comptees: list[LigneRecensee]) -> LigneComparee:
        au = self.filtre.date_demandee
        cases = [Cellule(ligne, au) for ligne in comptees if ligne.type.a_son_signe]
        return LigneComparee(comptees[0].territoire, comptees[0].total, cases)

    @property
    def tetes(self) -> list[Tete]:
        """The headers, each a sort."""
        return self.tri.tetes(self.titre[1], self.lignes)
