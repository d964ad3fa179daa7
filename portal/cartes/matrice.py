"""The matrix below the map: what lies one step below the place, by type, sorted by any column."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property

from dispositifs.comptes.decompte import LigneRecensee
from dispositifs.comptes.recensement import Recensement
from dispositifs.models import Etape
from portal.cartes.filtres import NOM, CarteFiltre
from portal.observatoire.page import COMPARES, Cellule, LigneComparee
from socle.textes import plier
from territoires.models import Echelle

# The situations counted as known: all but a known end; past its term, what followed is not known.
FINIS = {*Etape.PASSES} - {Etape.A_TERME}
EN_COURS = [str(v) for v, _ in Etape.SITUATIONS if v not in FINIS]


@dataclass(frozen=True)
class Case(Cellule):
    """A cell that leads to the list of what it counts."""

    au: str = ""

    @property
    def url(self) -> str:
        """The address of the list: this type, this territory, this date, without what is over."""
        mots: list[tuple[str, str]] = [
            ("type", self.ligne.type.code),
            ("territoire", self.ligne.territoire.reference),
        ]
        if self.au:
            mots.append(("au", self.au))
        if self.ligne.connus:
            mots += [("statut", v) for v in EN_COURS]
        return f"{reverse('dispositifs')}?{urlencode(mots)}"


@dataclass(frozen=True)
class Tete:
    """A header: its words, the code of its type, the address of its sort, how it is sorted now."""

    nom: str
    code: str
    url: str
    sens: str


class Matrice:
    """Départements of the région, or EPCI of the département, × the types that have a sign."""

    def __init__(self, filtre: CarteFiltre, recensement: Recensement) -> None:
        self.filtre = filtre
        self.recensement = recensement

    @property
    def titre(self) -> tuple[str, str]:
        """« Départements », « département »."""
        return COMPARES[Echelle(self.recensement.compares[0].echelle)]

    @cached_property
    def lignes(self) -> list[LigneComparee]:
        """A row a territory, in the order asked for."""
        lignes = [self._ligne(comptees) for comptees in self.recensement.comparaison]
        demande = self.filtre.colonne_demandee
        colonne, decroissant = demande.removeprefix("-"), demande.startswith("-")
        if colonne == NOM:
            lignes.sort(key=lambda ligne: plier(ligne.territoire.nom), reverse=decroissant)
        elif colonne:
            lignes.sort(key=lambda ligne: _mesure(ligne, colonne), reverse=decroissant)
        return lignes

    def _ligne(self, comptees: list[LigneRecensee]) -> LigneComparee:
        au = self.filtre.date_demandee
        cases: list[Cellule] = [Case(ligne, au) for ligne in comptees if ligne.type.a_son_signe]
        return LigneComparee(comptees[0].territoire, comptees[0].total, cases)

    @property
    def tetes(self) -> list[Tete]:
        """The headers, each a sort: names from A, counts from the most."""
        types = [c.ligne.type for c in self.lignes[0].cellules]
        tetes = [self._tete(NOM, NOM, self.titre[1].capitalize())]
        return [*tetes, *(self._tete(f"-{t.code}", t.code, t.libelle) for t in types)]

    def _tete(self, tri: str, code: str, nom: str) -> Tete:
        demande = self.filtre.colonne_demandee
        sens = {code: "ascending", f"-{code}": "descending"}.get(demande, "")
        if sens:
            tri = code if demande.startswith("-") else f"-{code}"
        return Tete(nom, "" if code == NOM else code, self._adresse(tri), sens)

    def _adresse(self, tri: str) -> str:
        """The same map, its matrix sorted otherwise."""
        requete = self.filtre.data.copy()
        requete.pop("page", None)
        requete.setlist("colonne", [tri])
        return f"?{requete.urlencode()}#t-matrice"


def _mesure(ligne: LigneComparee, code: str) -> tuple[int, int]:
    """So many known of a type; at equal number the surer is the more."""
    cellule = next((c for c in ligne.cellules if c.ligne.type.code == code), None)
    return (cellule.ligne.connus, -cellule.savoir.rang) if cellule else (0, 0)
