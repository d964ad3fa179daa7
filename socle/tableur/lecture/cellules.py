"""What exports and spreadsheets put around a text to keep it a text, undone and done again."""

import re
from collections.abc import Sequence

from socle.listes.exports import FORMULES

Cellules = list[str]
# What spreadsheets show, in English or in French, of a cell that they could not compute.
_ERREURS = {
    *("N/A", "REF", "DIV/0", "NAME", "NOM", "VALUE", "VALEUR", "NUM", "NOMBRE", "NULL", "NUL"),
    *("SPILL", "EPARS", "CALC"),
}
_GARDE_EXCEL = re.compile(r'^="(.*)"$', re.DOTALL)


def nettoyer(cellule: str) -> str:
    """Undo what exports and Excel put around a text to keep it a text."""
    cellule = cellule.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if garde := _GARDE_EXCEL.match(cellule):
        return garde[1]
    protegee = cellule.startswith("'") and cellule.lstrip("'").startswith(FORMULES)
    return cellule[1:] if protegee else cellule


def est_en_erreur(cellule: str) -> bool:
    """« #REF! », « #N/A », « Err:502 »."""
    if cellule.startswith("Err:"):
        return cellule[4:].isdigit()
    return cellule.startswith("#") and cellule[1:].rstrip("!?") in _ERREURS


def proteger(texte: str) -> str:
    """The contrary of `nettoyer`: what a spreadsheet would run as a formula stays a text."""
    texte = texte.strip()
    return f"'{texte}" if texte.lstrip("'").startswith(FORMULES) else texte


def rangee(cellules: Sequence[str]) -> Cellules:
    """The cells of a row, cleaned, without the empty ones that end it."""
    fin = len(cellules)
    while fin and not cellules[fin - 1].strip():
        fin -= 1
    propres = [nettoyer(cellule) for cellule in cellules[:fin]]
    while propres and not propres[-1]:
        propres.pop()
    return propres
