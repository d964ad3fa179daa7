"""The territories compared, sorted by a column: one way for the observatory and beside the map."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import django_filters

from socle.textes import plier

# The columns by which a comparison is sorted: the name, and the types that have a sign.
NOM = "nom"
COLONNES = (NOM, "asv", "cls", "clsm", "cpts", "dac", "contrat-de-ville")


def filtre_de_tri(label: str) -> django_filters.ChoiceFilter:
    """The filter `colonne`: « cls », or « -cls » for the most first."""
    choix = [(f"{sens}{nom}", nom) for nom in COLONNES for sens in ("", "-")]
    return django_filters.ChoiceFilter(label=label, choices=choix, method="garder")


@dataclass(frozen=True)
class Tete:
    """A header: its words, the code of its type, the address of its sort, how it is sorted now."""

    nom: str
    code: str
    signe: str
    url: str
    sens: str


@dataclass(frozen=True)
class Tri:
    """The sort asked for, and the address of the others: same page, down to the table."""

    demande: str
    requete: Any
    ancre: str

    def trier(self, lignes: list[Any]) -> None:
        """Sort the rows in place; without a column asked for they stay by code."""
        colonne, decroissant = self.demande.removeprefix("-"), self.demande.startswith("-")
        if colonne == NOM:
            lignes.sort(key=lambda ligne: plier(ligne.territoire.nom), reverse=decroissant)
        elif colonne:
            lignes.sort(key=lambda ligne: _mesure(ligne, colonne), reverse=decroissant)

    def tetes(self, nom: str, lignes: Sequence[Any]) -> list[Tete]:
        """The headers, each a sort: names from A, counts from the most."""
        types = [c.ligne.type for c in lignes[0].cellules]
        tetes = [self._tete(NOM, NOM, "", nom.capitalize())]
        return [*tetes, *(self._tete(f"-{t.code}", t.code, t.signe, t.libelle) for t in types)]

    def _tete(self, tri: str, code: str, signe: str, nom: str) -> Tete:
        sens = {code: "ascending", f"-{code}": "descending"}.get(self.demande, "")
        if sens:
            tri = code if self.demande.startswith("-") else f"-{code}"
        return Tete(nom, "" if code == NOM else code, signe, self._adresse(tri), sens)

    def _adresse(self, tri: str) -> str:
        requete = self.requete.copy()
        requete.pop("page", None)
        requete.setlist("colonne", [tri])
        return f"?{requete.urlencode()}#{self.ancre}"


def _mesure(ligne: Any, code: str) -> tuple[int, int]:
    """So many known of a type; at equal number the surer is the more."""
    cellule = next((c for c in ligne.cellules if c.ligne.type.code == code), None)
    return (cellule.ligne.connus, -cellule.savoir.rang) if cellule else (0, 0)
