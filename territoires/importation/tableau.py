"""Read a published table whatever its form: XLSX or CSV, its encoding, its separator, its headers.

What is wrong with a line is said of that line, and the others are read: only a file of which no
line can be read is refused whole.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from socle.tableur.lecture import (
    ZIP,
    Cellules,
    TableurError,
    decoder,
    lignes_xlsx,
    nettoyer,
    refuser_les_etrangers,
)
from socle.textes import plier
from territoires.importation.lecture import (
    CONTROLE,
    ErreurDeLigne,
    FichierIllisibleError,
    Ligne,
    sans_fin_vide,
)

SEPARATEURS: Final = ";,\t|"
# How far a header may be: some tables begin with a title.
ENTETE_MAX: Final = 20
# The number of a line and its cells; its first word alone when it cannot be split.
Lue = tuple[int, Cellules | str]
# A column of the table → the headers under which it is published, folded.
Synonymes = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Tableau:
    """The lines that could be read, under which header each column goes, and what could not."""

    entetes: dict[str, str]
    lignes: list[Ligne]
    erreurs: list[ErreurDeLigne]


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
        if contenu.startswith(ZIP):
            candidats: list[list[Lue]] = [list(enumerate(lignes_xlsx(contenu), 1))]
        else:
            refuser_les_etrangers(contenu)
            texte = decoder(contenu)
            candidats = [list(_lignes_csv(texte, separateur)) for separateur in SEPARATEURS]
    except TableurError as erreur:
        raise FichierIllisibleError([ErreurDeLigne(fichier, 0, "", str(erreur))]) from erreur
    for toutes in candidats:
        pleines = [(n, lues) for n, lues in toutes if not isinstance(lues, list) or any(lues)]
        for rang, (_, cellules) in enumerate(pleines[:ENTETE_MAX]):
            if isinstance(cellules, list) and (entetes := _reconnaitre(cellules, colonnes)):
                return _ranger(fichier, cellules, entetes, pleines[rang + 1 :])
    attendues = " ; ".join(f"{c} ({', '.join(noms)})" for c, noms in colonnes.items())
    raison = f"colonnes absentes. Il en faut une pour chacun : {attendues}"
    raise FichierIllisibleError([ErreurDeLigne(fichier, 1, "", raison)])


def _lignes_csv(texte: str, separateur: str) -> Iterator[Lue]:
    """Each line and its number; one that is no CSV comes as its first word.

    Line by line: a quote left open must not swallow the lines that follow.
    """
    for numero, ligne in enumerate(texte.split("\n"), 1):
        try:
            cellules = next(csv.reader([ligne], delimiter=separateur, strict=True), [])
        except csv.Error:
            yield numero, ligne.split(separateur)[0]
        else:
            yield numero, [nettoyer(c) for c in cellules]


def _reconnaitre(cellules: Cellules, colonnes: Synonymes) -> dict[str, str]:
    """Column → the header that names it; empty unless they are all there, each once."""
    plies = {plier(c): c.strip() for c in reversed(cellules)}
    entetes = {
        colonne: next((plies[nom] for nom in noms if nom in plies), "")
        for colonne, noms in colonnes.items()
    }
    return entetes if all(entetes.values()) else {}


def _ranger(
    fichier: str,
    titres: Cellules,
    entetes: dict[str, str],
    toutes: list[Lue],
) -> Tableau:
    """The lines under their headers."""
    titres = sans_fin_vide([t.strip() for t in titres])
    lignes: list[Ligne] = []
    erreurs: list[ErreurDeLigne] = []
    for numero, lues in toutes:
        if isinstance(lues, str):
            raison = "ligne mal formée (un guillemet est de trop, ou n’est pas fermé)"
            erreurs.append(ErreurDeLigne(fichier, numero, CONTROLE.sub("", lues), raison))
            continue
        pleines = sans_fin_vide(lues)
        if len(pleines) > len(titres):
            raison = f"{len(pleines)} colonnes au lieu de {len(titres)}"
            erreurs.append(ErreurDeLigne(fichier, numero, CONTROLE.sub("", pleines[0]), raison))
        else:
            pleines += [""] * (len(titres) - len(pleines))
            # The first of two columns of one name, as for their headers.
            cellules = dict(zip(reversed(titres), reversed(pleines), strict=True))
            lignes.append(Ligne(fichier, numero, cellules))
    return Tableau(entetes, lignes, erreurs)
