"""Read what spreadsheets write: CSV in any usual encoding, XLSX; cells come as plain text.

Nothing is computed, nothing is guessed of their meaning: `cellules` does.
"""

import codecs
import csv
import datetime
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from socle.listes.exports import FORMULES
from socle.textes import INSECABLE

Cellules = list[str]
TAILLE_MAX = 10 * 1024 * 1024
# What 20,000 rows of text take, and more; a sheet shrinks ten times, a trap five hundred.
DECOMPRESSE_MAX = 50 * 1024 * 1024
GONFLE_MAX, SANS_SOUPCON = 100, 5 * 1024 * 1024
LIGNES_MAX = 20_000
COLONNES_MAX = 200
# Excel keeps the rows that were once formatted: empty ones are skipped, up to that many.
VIDES_MAX = 200_000
FORMATS = "CSV ou XLSX"
BOMS = [
    (codecs.BOM_UTF8, "utf-8"),
    # UTF-32 first: its mark starts with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
]
# Signatures of what people send by mistake.
ETRANGERS = [
    (b"%PDF", "C’est un PDF"),
    (b"\xd0\xcf\x11\xe0", "C’est un ancien classeur Excel (.xls) : enregistrez-le en .xlsx"),
    (b"{\\rtf", "C’est un document RTF"),
    (b"<", "C’est une page web ou du XML"),
    (b"[", "C’est du JSON"),
]
ZIP = b"PK\x03\x04"
# What a damaged archive raises. SyntaxError is what both parsers of XML raise: openpyxl reads with
# one or the other. RuntimeError: a password, or a compression that nobody else writes.
ABIMES = (zipfile.BadZipFile, InvalidFileException, SyntaxError, zlib.error, EOFError)
ILLISIBLES = (
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, OSError),
    *(RuntimeError, ArithmeticError),
)
_GARDE_EXCEL = re.compile(r'^="(.*)"$', re.DOTALL)
_ECHAPPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class TableurError(Exception):
    """The table cannot be read; the message says why and what to do, in French."""


@dataclass(frozen=True, slots=True)
class Feuille:
    """A table as it was read: its header, and its rows with their number in the sheet."""

    nom: str
    entete: Cellules
    lignes: list[tuple[int, Cellules]] = field(default_factory=list)


def lire_feuille(nom: str, contenu: bytes) -> Feuille:
    """The first sheet of a file. Raise TableurError when nothing can be made of it."""
    if len(contenu) > TAILLE_MAX:
        raise TableurError(trop_gros())
    if not contenu.strip():
        raise TableurError("Le fichier est vide.")
    if contenu.startswith(ZIP):
        toutes: Iterable[Cellules] = lignes_xlsx(contenu)
    else:
        refuser_les_etrangers(contenu)
        toutes = lignes_csv(decoder(contenu))
    pleines = [(numero, ligne) for numero, ligne in enumerate(toutes, 1) if any(ligne)]
    if pleines and len(pleines[0][1]) == 1 and pleines[0][1][0].lower().startswith("sep="):
        pleines.pop(0)
    if not pleines:
        raise TableurError("Le fichier est vide.")
    return Feuille(nom, pleines[0][1], pleines[1:])


def trop_gros() -> str:
    """Why a file of that size is refused."""
    return f"Le fichier dépasse {TAILLE_MAX // 1024 // 1024}{INSECABLE}Mo. Découpez-le."


def refuser_les_etrangers(contenu: bytes, formats: str = FORMATS) -> None:
    """Raise TableurError for what is plainly something else."""
    for marque, dit in ETRANGERS:
        if contenu.lstrip().startswith(marque):
            raise TableurError(f"{dit}. Donnez du {formats}.")


def decoder(contenu: bytes, formats: str = FORMATS) -> str:
    """The text, whatever the usual encodings of French files; line ends become « \\n »."""
    texte = _decoder(contenu)
    if "\0" in texte:
        raise TableurError(f"Ce fichier n’est pas du texte. Donnez du {formats}.")
    return texte.replace("\r\n", "\n").replace("\r", "\n")


def _decoder(contenu: bytes) -> str:
    for marque, encodage in BOMS:
        if contenu.startswith(marque):
            candidats = [encodage]
            contenu = contenu[len(marque) :]
            break
    else:
        candidats = [_utf16_sans_marque(contenu) or "utf-8", "cp1252"]
    for encodage in candidats:
        try:
            return contenu.decode(encodage)
        except UnicodeDecodeError:
            continue
    raise TableurError(
        "L’encodage du fichier n’est pas reconnu. Enregistrez-le en UTF-8 et recommencez."
    )


def _utf16_sans_marque(contenu: bytes) -> str:
    """UTF-16 without a mark shows as one null byte out of two."""
    debut = contenu[:2000]
    if debut[1::2].count(0) > len(debut) * 0.4:
        return "utf-16-le"
    return "utf-16-be" if debut[0::2].count(0) > len(debut) * 0.4 else ""


def lignes_csv(texte: str) -> Iterator[Cellules]:
    """Rows of a CSV, whose separator is the commonest of « ; », « , » and tab in its header."""
    entete = texte.lstrip("\n").split("\n", 1)[0]
    separateur = max(";,\t", key=entete.count)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    try:
        for numero, ligne in enumerate(lecteur, 1):
            cellules = [nettoyer(cellule) for cellule in _sans_fin_vide(ligne)]
            _borner(numero, len(cellules))
            yield cellules
    except csv.Error as erreur:
        raise TableurError(
            f"Ligne {lecteur.line_num}\u00a0: guillemets mal fermés ou cellule trop longue."
        ) from erreur


def lignes_xlsx(contenu: bytes) -> list[Cellules]:
    """Rows of the first sheet. A formula comes as its text: nothing is ever computed."""
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            taille = sum(info.file_size for info in archive.infolist())
            gonfle = taille > SANS_SOUPCON and taille > GONFLE_MAX * len(contenu)
            if taille > DECOMPRESSE_MAX or gonfle:
                raise TableurError("Ce classeur est trop gros une fois décompressé.")
        with warnings.catch_warnings():
            # openpyxl warns of every decoration that it does not keep; we only read cells.
            warnings.simplefilter("ignore")
            with closing(load_workbook(io.BytesIO(contenu), read_only=True)) as classeur:
                return list(_lignes_de_la_feuille(classeur.worksheets[0]))
    except ABIMES as erreur:
        raise TableurError("Ce classeur XLSX est abîmé.") from erreur
    except ILLISIBLES as erreur:
        raise TableurError("Ce fichier n’est pas un classeur XLSX lisible.") from erreur


def _lignes_de_la_feuille(feuille: Any) -> Iterator[Cellules]:
    pleines = 0
    for numero, ligne in enumerate(feuille.iter_rows(values_only=True), 1):
        cellules = [nettoyer(texte(cellule)) for cellule in _sans_fin_vide(ligne)]
        pleines += bool(cellules)
        _borner(pleines if numero < VIDES_MAX else numero, len(cellules))
        yield cellules


def _sans_fin_vide(ligne: Iterable[Any]) -> list[Any]:
    """The cells without the empty ones that end the row."""
    cellules = list(ligne)
    while cellules and cellules[-1] in (None, ""):
        cellules.pop()
    return cellules


def _borner(lignes: int, colonnes: int) -> None:
    if lignes > LIGNES_MAX or colonnes > COLONNES_MAX:
        raise TableurError("Ce tableau a trop de lignes ou de colonnes.")


def texte(cellule: Any) -> str:
    """A cell as a person reads it: « 2016 » and not « 2016.0 », « 01/03/2018 » for a date."""
    if cellule is None:
        return ""
    if isinstance(cellule, datetime.datetime | datetime.date):
        return f"{cellule.day:02}/{cellule.month:02}/{cellule.year:04}"
    if isinstance(cellule, float) and cellule.is_integer():
        return str(int(cellule))
    return _ECHAPPE.sub(lambda trouve: chr(int(trouve[1], 16)), str(cellule))


def nettoyer(cellule: str) -> str:
    """Undo what exports and Excel put around a text to keep it a text."""
    cellule = cellule.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if garde := _GARDE_EXCEL.match(cellule):
        return garde[1]
    protegee = cellule.startswith("'") and cellule.lstrip("'").startswith(FORMULES)
    return cellule[1:] if protegee else cellule


def proteger(texte_: str) -> str:
    """The contrary of `nettoyer`: what a spreadsheet would run as a formula stays a text."""
    texte_ = texte_.strip()
    return f"'{texte_}" if texte_.lstrip("'").startswith(FORMULES) else texte_
