"""Sheets of a workbook (XLSX, XLSM, XLSB, XLS, ODS), read by `isole` in a process of its own."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from socle.tableur.lecture import isole
from socle.tableur.lecture.cellules import Cellules, rangee
from socle.tableur.lecture.entree import TROP_GRAND, TableurError

JOURNAL: Final = logging.getLogger(__name__)
# The processor's time is under a limit of its own: this one is for a machine that is overloaded.
ATTENTE: Final = 60
# How much is kept of a sheet that is too big, to see whether it is the one.
TETE: Final = 40
ABIME: Final = (
    "Ce classeur est abîmé ou incomplet. Ouvrez-le dans un tableur et enregistrez-le de nouveau, "
    "puis recommencez."
)
REFUS: Final = {
    "abime": ABIME,
    "gonfle": (
        "Ce classeur est trop gros une fois décompressé. Copiez les seules cellules utiles dans "
        "un classeur neuf."
    ),
    "protege": (
        "Ce classeur est protégé par un mot de passe. Enregistrez-le sans mot de passe et "
        "recommencez."
    ),
    "texte": (
        "C’est un document de traitement de texte. Copiez son tableau dans un tableur, puis "
        "enregistrez-le en XLSX."
    ),
    "zip": "C’est une archive, pas un classeur lisible. Donnez du XLSX, XLS, ODS ou CSV.",
}


@dataclass(frozen=True, slots=True)
class Grille:
    """One sheet: its rows that hold something, by their number. `trop`: only its first rows."""

    nom: str
    sorte: str
    visible: bool = True
    trop: bool = False
    lignes: list[tuple[int, Cellules]] = field(default_factory=list)
    # Row → column → formula, for the cells whose value the file does not hold.
    formules: dict[int, dict[int, str]] = field(default_factory=dict)


def lire_classeur(contenu: bytes) -> list[Grille]:
    """Every sheet of cells. Raise TableurError."""
    try:
        lecteur = subprocess.run(
            [sys.executable, "-I", str(Path(isole.__file__))],
            input=contenu,
            capture_output=True,
            timeout=ATTENTE,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as erreur:
        raise TableurError(TROP_GRAND) from erreur
    if lecteur.returncode < 0 or b"MemoryError" in lecteur.stderr:
        # Killed: by the limit of memory, or by that of time.
        raise TableurError(TROP_GRAND)
    if lecteur.returncode and b"PanicException" not in lecteur.stderr:
        # What nobody foresaw, and calamine did not: those who keep the portal are told.
        JOURNAL.error("workbook not read: %s", lecteur.stderr[-2000:].decode(errors="replace"))
    if lecteur.returncode:
        raise TableurError(ABIME)
    return _grilles([json.loads(ligne) for ligne in lecteur.stdout.splitlines()])


def _grilles(dits: list[Any]) -> list[Grille]:
    """What the reader said, sheet by sheet. Raise TableurError when it refused."""
    grilles, lignes = list[Grille](), dict[int, Cellules]()
    for dit in dits:
        if isinstance(dit, list):
            lignes[dit[0]] = rangee(dit[1])
        elif "refus" in dit:
            raise TableurError(REFUS[dit["refus"]])
        elif "nom" in dit:
            grilles.append(Grille(**dit))
            lignes = {}
        else:
            grille = replace(grilles.pop(), trop=dit["trop"])
            if not grille.trop:
                _completer(grille, lignes, dit)
            pleines = sorted((numero, ligne) for numero, ligne in lignes.items() if ligne)
            grille.lignes.extend(pleines[:TETE] if grille.trop else pleines)
            grilles.append(grille)
    return grilles


def _completer(grille: Grille, lignes: dict[int, Cellules], dit: dict[str, Any]) -> None:
    """Cells that show something else than their value; those without one show their formula."""
    for numero, colonne, texte in dit["textes"]:
        _poser(lignes, numero, colonne, texte)
    for numero, colonne, formule in dit["formules"]:
        if colonne >= len(lignes.get(numero, [])) or not lignes[numero][colonne]:
            _poser(lignes, numero, colonne, f"={formule}")
            grille.formules.setdefault(numero, {})[colonne] = f"={formule}"


def _poser(lignes: dict[int, Cellules], numero: int, colonne: int, texte: str) -> None:
    if colonne < isole.COLONNES_MAX:
        cellules = lignes.setdefault(numero, [])
        cellules += [""] * (colonne + 1 - len(cellules))
        cellules[colonne] = texte
