"""A published table whatever its form and its headers: its lines under the columns we know.

What is wrong with a line is said of that line, and the others are read: only a file of which no
line can be read is refused whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from socle.tableur.lecture import Cellules, Feuille, TableurError, lire_feuille
from socle.textes import plier
from territoires.importation.lecture import (
    CONTROLE,
    ErreurDeLigne,
    FichierIllisibleError,
    Ligne,
    sans_fin_vide,
)

# A column of the table → the headers under which it is published, folded.
Synonymes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Tableau:
    """The lines that could be read, under which header each column goes, and what could not."""

    entetes: dict[str, str]
    lignes: list[Ligne]
    erreurs: list[ErreurDeLigne]
    avertissements: list[str] = field(default_factory=list)


def lire_tableau(chemin: Path, colonnes: Synonymes) -> Tableau:
    """The table of a file. Raise FichierIllisibleError."""
    try:
        contenu = chemin.read_bytes()
    except FileNotFoundError:
        raison = "fichier introuvable"
    except OSError:
        raison = "fichier impossible à ouvrir"
    else:
        return lire_contenu(contenu, chemin.name, colonnes)
    raise FichierIllisibleError([ErreurDeLigne(str(chemin), 0, "", raison)])


def lire_contenu(contenu: bytes, fichier: str, colonnes: Synonymes) -> Tableau:
    """The table of these bytes. Raise FichierIllisibleError when no line of it can be read."""
    try:
        feuille = lire_feuille(fichier, contenu, lambda c: bool(_reconnaitre(c, colonnes)))
    except TableurError as erreur:
        raise FichierIllisibleError([ErreurDeLigne(fichier, 0, "", str(erreur))]) from erreur
    if entetes := _reconnaitre(feuille.entete, colonnes):
        return _ranger(feuille, entetes)
    attendues = " ; ".join(f"{c} ({', '.join(noms)})" for c, noms in colonnes.items())
    raison = f"colonnes absentes. Il en faut une pour chacun : {attendues}"
    raise FichierIllisibleError([ErreurDeLigne(fichier, 1, "", raison)])


def _reconnaitre(cellules: Cellules, colonnes: Synonymes) -> dict[str, str]:
    """Column → the header that names it; empty unless they are all there, each once."""
    plies = {plier(c): c.strip() for c in reversed(cellules)}
    entetes = {
        colonne: next((plies[nom] for nom in noms if nom in plies), "")
        for colonne, noms in colonnes.items()
    }
    return entetes if all(entetes.values()) else {}


def _ranger(feuille: Feuille, entetes: dict[str, str]) -> Tableau:
    """The lines under their headers."""
    titres = sans_fin_vide([t.strip() for t in feuille.entete])
    lignes: list[Ligne] = []
    erreurs = [
        ErreurDeLigne(feuille.nom, r.numero, CONTROLE.sub("", r.debut), r.raison)
        for r in feuille.rejets
    ]
    places = [titres.index(entete) for entete in entetes.values()]
    for numero, pleines in feuille.lignes:
        raison = feuille.sans_valeur(numero, places)
        if len(pleines) > len(titres):
            raison = f"{len(pleines)} colonnes au lieu de {len(titres)}"
        if raison:
            code = CONTROLE.sub("", pleines[0])
            erreurs.append(ErreurDeLigne(feuille.nom, numero, code, raison))
            continue
        toutes = pleines + [""] * (len(titres) - len(pleines))
        # The first of two columns of one name, as for their headers.
        cellules = dict(zip(reversed(titres), reversed(toutes), strict=True))
        lignes.append(Ligne(feuille.nom, numero, cellules))
    return Tableau(entetes, lignes, erreurs, feuille.avertissements)
