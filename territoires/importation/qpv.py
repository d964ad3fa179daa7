"""Parse ANCT's list of QPV and its 2015 → 2024 correspondence to frozen fiches.

List: `;`, UTF-8 with a BOM, trailing empty columns, codes guarded against Excel and several
communes in one cell (Excel doubles the quotes).
Correspondence: `QP2024;QP2015_1;QP2015_2;QP2015_3`.
"""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from territoires.importation.fiches import Cle, Fiche, Referentiel
from territoires.importation.lecture import (
    CelluleInvalideError,
    ErreurDeLigne,
    FichierIllisibleError,
    Ligne,
    lignes,
)
from territoires.lieux.toponymie import typographier
from territoires.models import MOTIFS_DE_CODE, Echelle

QPV: Final = str(Echelle.QPV)
MOTIF: Final = MOTIFS_DE_CODE[Echelle.QPV]
NOM_MAX: Final = 150


@dataclass(frozen=True, slots=True)
class Quartier:
    """One line of the list."""

    code: str
    nom: str
    communes: frozenset[str]


def lire_liste(texte: str, fichier: str, communes: Container[str]) -> list[Quartier]:
    """The quartiers of the list. `communes`: the codes that exist, old ones included.

    Raise FichierIllisibleError with every wrong line.
    """
    quartiers: dict[str, Quartier] = {}
    erreurs: list[ErreurDeLigne] = []
    for ligne in lignes(texte, fichier, ("code_qp", "lib_qp", "insee_com"), ";"):
        try:
            quartier = _quartier(ligne, communes)
            if quartier.code in quartiers:
                raise CelluleInvalideError("ce code est déjà donné plus haut")
        except CelluleInvalideError as erreur:
            erreurs.append(ligne.erreur(str(erreur), "code_qp"))
        else:
            quartiers[quartier.code] = quartier
    if erreurs:
        raise FichierIllisibleError(erreurs)
    return list(quartiers.values())


def lire_correspondance(
    texte: str, fichier: str, quartiers: Container[str]
) -> dict[str, frozenset[str]]:
    """2015 code → the codes of its heirs, which must be among `quartiers`.

    Raise FichierIllisibleError with every wrong line.
    """
    heritiers: dict[str, set[str]] = defaultdict(set)
    erreurs: list[ErreurDeLigne] = []
    anciens = ("QP2015_1", "QP2015_2", "QP2015_3")
    for ligne in lignes(texte, fichier, ("QP2024", anciens[0]), ";"):
        try:
            nouveau = ligne.code("QP2024", MOTIF)
            if nouveau not in quartiers:
                raise CelluleInvalideError("ce quartier n’est pas dans la liste")
            for colonne in anciens:
                if colonne in ligne.cellules and (code := ligne.code(colonne, MOTIF, vide=True)):
                    heritiers[code].add(nouveau)
        except CelluleInvalideError as erreur:
            erreurs.append(ligne.erreur(str(erreur), "QP2024"))
    if erreurs:
        raise FichierIllisibleError(erreurs)
    return {ancien: frozenset(nouveaux) for ancien, nouveaux in heritiers.items()}


def referentiel(
    quartiers: list[Quartier], heritiers: dict[str, frozenset[str]], millesime: int
) -> Referentiel:
    """The fiches of the list, and of the old codes that point to it.

    A code that goes on from 2015 to 2024 (overseas, none changed) is in force, not old.
    """
    fiches: dict[Cle, Fiche] = {}
    communes: dict[Cle, frozenset[str]] = {}
    for quartier in quartiers:
        fiche = Fiche(QPV, quartier.code, quartier.nom, millesime)
        fiches[fiche.cle] = fiche
        communes[fiche.cle] = quartier.communes
    for ancien, nouveaux in heritiers.items():
        if (QPV, ancien) not in fiches:
            fiches[QPV, ancien] = Fiche(
                QPV,
                ancien,
                "",
                millesime,
                obsolete=True,
                successeurs=frozenset((QPV, nouveau) for nouveau in nouveaux),
            )
    return Referentiel({QPV: millesime}, fiches, communes)


def _quartier(ligne: Ligne, communes: Container[str]) -> Quartier:
    code = ligne.code("code_qp", MOTIF)
    nom = typographier(ligne.texte("lib_qp", vide=False))
    if len(nom) > NOM_MAX:
        raise CelluleInvalideError(f"le nom dépasse {NOM_MAX} caractères")
    codes = ligne.codes("insee_com", MOTIFS_DE_CODE[Echelle.COMMUNE], vide=False)
    for commune in codes:
        if commune not in communes:
            raise CelluleInvalideError(f"commune inconnue : {commune}")
    return Quartier(code, nom, frozenset(codes))
