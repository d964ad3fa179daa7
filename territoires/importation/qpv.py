"""Parse ANCT's list of QPV and its 2015 → 2024 correspondence to frozen fiches.

The list is published in many forms (see `tableau`): under several headers, with several communes
in one cell or one line for each, with codes that a spreadsheet has shortened, or those of
arrondissements municipaux. A wrong line is told and left out, with all that is of its quartier.
Correspondence: `QP2024;QP2015_1;QP2015_2;QP2015_3`.
"""

import re
from collections import defaultdict
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Final

from socle.textes import plier
from territoires.importation.fiches import Cle, Fiche, Referentiel
from territoires.importation.lecture import CelluleInvalideError, ErreurDeLigne, Ligne
from territoires.importation.tableau import Tableau
from territoires.lieux.toponymie import typographier
from territoires.models import MOTIFS_DE_CODE, Echelle

QPV: Final = str(Echelle.QPV)
MOTIF: Final = MOTIFS_DE_CODE[Echelle.QPV]
MOTIF_COMMUNE: Final = MOTIFS_DE_CODE[Echelle.COMMUNE]
NOM_MAX: Final = 150
# Headers met in the lists of 2015 and of 2024, folded.
COLONNES: Final = {
    "code": (
        *("code qp", "code qpv", "code quartier", "code du quartier", "code du qpv"),
        *("code du quartier prioritaire", "codgeo", "code", "qpv", "qp"),
    ),
    "nom": (
        *("lib qp", "lib qpv", "nom qp", "nom qpv", "nom du qp", "nom du qpv", "libelle qp"),
        *("libelle qpv", "nom quartier", "nom du quartier", "nom du quartier prioritaire"),
        *("libgeo", "nom", "libelle"),
    ),
    "communes": (
        *("insee com", "code insee", "codes insee", "code insee commune", "code insee com"),
        *("code insee de la commune", "codes insee des communes", "code com", "code commune"),
        *("codes communes", "code de la commune", "codes des communes", "depcom", "insee"),
        *("communes", "com"),
    ),
}
COLONNES_DE_CORRESPONDANCE: Final = {"QP2024": ("qp2024",), "QP2015_1": ("qp2015 1", "qp2015")}
ANCIENS: Final = re.compile(r"qp2015( \d+)?")


@dataclass(frozen=True, slots=True)
class Quartier:
    """One quartier of the list."""

    code: str
    nom: str
    communes: frozenset[str]


def lire_liste(
    tableau: Tableau, communes: Mapping[str, str]
) -> tuple[list[Quartier], list[ErreurDeLigne]]:
    """The quartiers of the list, and the lines that are left out, in their order.

    `communes`: each code that exists, old ones included, and that of its commune: itself, but
    for an arrondissement.
    """
    lus: dict[str, Quartier] = {}
    premieres: dict[str, Ligne] = {}
    gates: set[str] = set()
    erreurs = list(tableau.erreurs)
    colonne = tableau.entetes["code"]
    for ligne in tableau.lignes:
        try:
            quartier = _quartier(ligne, tableau.entetes, communes)
        except CelluleInvalideError as erreur:
            erreurs.append(ligne.erreur(str(erreur), colonne))
            gates.add(_code(ligne, colonne))
            continue
        try:
            lus[quartier.code] = _reunir(lus.get(quartier.code), quartier)
        except CelluleInvalideError as erreur:
            erreurs.append(ligne.erreur(str(erreur), colonne))
        premieres.setdefault(quartier.code, ligne)
    for code in sorted(gates & lus.keys()):
        del lus[code]
        raison = "ligne écartée : une autre ligne de ce quartier est fausse"
        erreurs.append(premieres[code].erreur(raison, colonne))
    return list(lus.values()), sorted(erreurs, key=lambda e: e.ligne)


def lire_correspondance(
    tableau: Tableau, quartiers: Container[str]
) -> tuple[dict[str, frozenset[str]], list[ErreurDeLigne]]:
    """2015 code → the codes of its heirs, which must be among `quartiers`; the lines left out."""
    heritiers: dict[str, set[str]] = defaultdict(set)
    erreurs = list(tableau.erreurs)
    for ligne in tableau.lignes:
        colonnes = [c for c in ligne.cellules if ANCIENS.fullmatch(plier(c))]
        try:
            nouveau = ligne.code(tableau.entetes["QP2024"], MOTIF)
            if nouveau not in quartiers:
                raise CelluleInvalideError("ce quartier n’est pas dans la liste")
            anciens = [ligne.code(colonne, MOTIF, vide=True) for colonne in colonnes]
        except CelluleInvalideError as erreur:
            erreurs.append(ligne.erreur(str(erreur), tableau.entetes["QP2024"]))
        else:
            for ancien in filter(None, anciens):
                heritiers[ancien].add(nouveau)
    return {a: frozenset(n) for a, n in heritiers.items()}, sorted(erreurs, key=lambda e: e.ligne)


def referentiel(
    quartiers: list[Quartier],
    heritiers: dict[str, frozenset[str]],
    millesime: int,
    *,
    complet: bool = True,
) -> Referentiel:
    """The fiches of the list, and of the old codes that point to it.

    `complet`: no line of the list was left out. A code that goes on from 2015 to 2024
    (overseas, none changed) is in force, not old.
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
    return Referentiel({QPV: millesime}, fiches, communes, complet=complet)


def _code(ligne: Ligne, colonne: str) -> str:
    return ligne.cellules[colonne].strip().upper()


def _quartier(ligne: Ligne, entetes: dict[str, str], communes: Mapping[str, str]) -> Quartier:
    """What one line says. Raise CelluleInvalideError."""
    code = ligne.texte(entetes["code"], vide=False).upper()
    if not re.match(MOTIF, code, re.ASCII):
        raise CelluleInvalideError(
            f"« {code[:30]} » n’a pas la forme attendue de « {entetes['code']} »"
        )
    nom = typographier(ligne.texte(entetes["nom"], vide=False))
    if len(nom) > NOM_MAX:
        raise CelluleInvalideError(f"le nom dépasse {NOM_MAX} caractères")
    donnes = re.split(r"[\s;,|/]+", ligne.texte(entetes["communes"], vide=False))
    codes = frozenset(_commune(d, entetes["communes"], communes) for d in donnes if d)
    if not codes:
        raise CelluleInvalideError(f"« {entetes['communes']} » est vide")
    return Quartier(code, nom, codes)


def _commune(donne: str, colonne: str, communes: Mapping[str, str]) -> str:
    """The commune of a code, with the zero that a spreadsheet ate. Raise CelluleInvalideError."""
    code = donne.upper().removesuffix(".0")
    if re.fullmatch(r"[1-9][0-9]{3}", code, re.ASCII):
        code = f"0{code}"
    if not re.match(MOTIF_COMMUNE, code, re.ASCII):
        raise CelluleInvalideError(f"« {donne[:30]} » n’a pas la forme attendue de « {colonne} »")
    if code not in communes:
        raise CelluleInvalideError(f"commune inconnue : {code}")
    return communes[code]


def _reunir(avant: Quartier | None, quartier: Quartier) -> Quartier:
    """One line for each commune of a quartier makes one quartier. Raise CelluleInvalideError."""
    if avant is None:
        return quartier
    if plier(avant.nom) != plier(quartier.nom):
        raise CelluleInvalideError("ce code est déjà donné plus haut, sous un autre nom")
    if quartier.communes <= avant.communes:
        raise CelluleInvalideError("ce code est déjà donné plus haut")
    return Quartier(avant.code, avant.nom, avant.communes | quartier.communes)
