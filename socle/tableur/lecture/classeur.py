"""Sheets of a workbook (XLSX, XLSM, XLSB, XLS, ODS), read by `isole` in a process of its own."""

import json
import logging
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from socle.tableur.lecture import isole
from socle.tableur.lecture.cellules import Cellules, rangee
from socle.tableur.lecture.entree import TROP_GRAND, TableurError

JOURNAL: Final = logging.getLogger(__name__)
# The processor's time is under a limit of its own: this one is for a machine that is overloaded.
ATTENTE: Final = 60
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
    "word": (
        "C’est un document Word. Copiez son tableau dans un tableur, puis enregistrez-le en XLSX."
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
    if lecteur.returncode:
        # What nobody foresaw: the file is refused, and those who keep the portal are told.
        JOURNAL.error("workbook not read: %s", lecteur.stderr[-2000:].decode(errors="replace"))
        raise TableurError(ABIME)
    lu = json.loads(lecteur.stdout)
    if "refus" in lu:
        raise TableurError(REFUS[lu["refus"]])
    return [_grille(feuille) for feuille in lu["feuilles"]]


def _grille(feuille: dict[str, Any]) -> Grille:
    lignes = {numero: rangee(cellules) for numero, cellules in feuille["lignes"]}
    formules: dict[int, dict[int, str]] = {}
    for numero, colonne, formule in feuille["formules"]:
        cellules = lignes.get(numero, [])
        if len(cellules) > colonne and cellules[colonne]:
            continue
        formules.setdefault(numero, {})[colonne] = f"={formule}"
        if colonne < isole.COLONNES_MAX and not feuille["trop"]:
            cellules += [""] * (colonne + 1 - len(cellules))
            cellules[colonne] = f"={formule}"
            lignes[numero] = cellules
    return Grille(
        feuille["nom"],
        feuille["sorte"],
        feuille["visible"],
        feuille["trop"],
        sorted((n, cellules) for n, cellules in lignes.items() if cellules),
        formules,
    )
