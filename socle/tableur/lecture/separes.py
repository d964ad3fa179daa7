"""Rows of CSV: its separator, quoted lines, and the lines that cannot be read, each told."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from socle.tableur.lecture.cellules import Cellules, rangee
from socle.tableur.lecture.entree import COLONNES_MAX, LIGNES_MAX, TROP_GRAND, TableurError

SEPARATEURS = ";,\t|"
# How far a header may be: some tables begin with a title.
ENTETE_MAX = 20
# The widest row that a spreadsheet saves, most of it empty.
VIDES_MAX = 20_000
# A row may hold many lines between its quotes, and some programs leave empty ones.
LIGNES_DE_TEXTE_MAX = 500_000
# More wrong lines than that: it is no table.
FAUTIVES_MAX = 100
MAL_FORMEE = "ligne mal formée\u00a0: guillemets mal fermés, ou cellule trop longue"
# The line by which Excel is told the separator; saved again, it ends with some.
_SEP = re.compile(r'\s*"?sep=([^\n"]?)"?[;,\t|]*(?:\n|$)', re.IGNORECASE)
# A row and its number; its first word when it cannot be split.
Lue = tuple[int, Cellules | str]
EstEntete = Callable[[Cellules], bool]


def est_rempli(cellules: Cellules) -> bool:
    """What any header is, when none is expected."""
    return bool(cellules)


def lignes_separees(texte: str, est_entete: EstEntete) -> Iterator[Lue]:
    """The rows that are not empty, by the number of their first line."""
    dit = _SEP.match(texte)
    if dit:
        texte = "\n" * dit[0].count("\n") + texte[dit.end() :]
    if texte.count("\n") > LIGNES_DE_TEXTE_MAX:
        raise TableurError(TROP_GRAND)
    lignes = texte.split("\n")
    separateur = dit[1] if dit and dit[1] else _separateur(lignes, est_entete)
    return _lignes(lignes, separateur)


def _separateur(lignes: list[str], est_entete: EstEntete) -> str:
    """That under which the expected headers are found; else the commonest of the first line."""
    premiere = next(filter(str.strip, lignes), "")
    ordre = sorted(SEPARATEURS, key=premiere.count, reverse=True)
    debut = lignes[: ENTETE_MAX * 10]
    for separateur in ordre if est_entete is not est_rempli else ():
        premieres = islice(_lignes(debut, separateur), ENTETE_MAX)
        if any(isinstance(lue, list) and est_entete(lue) for _, lue in premieres):
            return separateur
    return ordre[0]


def _lignes(lignes: list[str], separateur: str) -> Iterator[Lue]:
    """Reading goes on at the line after a wrong one: an open quote spoils no other."""
    debut = pleines = fautives = 0
    while debut < len(lignes):
        suite = islice(lignes, debut, None)
        lecteur = csv.reader(_fines(suite, separateur), delimiter=separateur, strict=True)
        rang = debut
        try:
            for brutes in lecteur:
                cellules = rangee(brutes)
                pleines += bool(cellules)
                if pleines > LIGNES_MAX or len(cellules) > COLONNES_MAX:
                    raise TableurError(TROP_GRAND)
                if cellules:
                    yield rang + 1, cellules
                rang = debut + lecteur.line_num
            return
        except csv.Error as erreur:
            fautives += 1
            if fautives > FAUTIVES_MAX:
                raise TableurError(
                    f"Plus de {FAUTIVES_MAX} lignes ont des guillemets mal fermés. Enregistrez ce "
                    "tableau de nouveau, en XLSX ou en CSV."
                ) from erreur
            yield rang + 1, lignes[rang].split(separateur)[0].strip('"')
            debut = rang + 1


def _fines(lignes: Iterable[str], separateur: str) -> Iterator[str]:
    """The same lines. Raise TableurError at one that would make more cells than there may be."""
    for ligne in lignes:
        if ligne.count(separateur) > VIDES_MAX:
            raise TableurError(TROP_GRAND)
        yield ligne + "\n"
