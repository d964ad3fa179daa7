"""From the bytes of an uploaded file to records: size, format, encoding."""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath

from bibliographie.formats import bibtex, ris
from bibliographie.importation import tableur
from bibliographie.reference import Lu
from socle.textes import INSECABLE

TAILLE_MAX = 10 * 1024 * 1024
NOTICES_MAX = 5000
FORMATS = "RIS, BibTeX, CSV ou XLSX"
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
    (b"\xd0\xcf\x11\xe0", "C’est un ancien classeur Excel (.xls) : enregistrez-le en .xlsx"),
    (b"{\\rtf", "C’est un document RTF"),
    (b"<", "C’est une page web ou du XML"),
    (b"[", "C’est du JSON"),
]
ZIP = b"PK\x03\x04"


class ImportationError(Exception):
    """The file cannot be read at all; the message says why and what to do, in French."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What a file holds."""

    nom: str
    format: str
    lus: list[Lu] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)


def lire(nom: str, contenu: bytes) -> Lot:
    """Read a file. Raise ImportationError when nothing can be made of it."""
    if len(contenu) > TAILLE_MAX:
        raise ImportationError(
            f"Le fichier dépasse {TAILLE_MAX // 1024 // 1024}{INSECABLE}Mo. Découpez-le."
        )
    if not contenu.strip():
        raise ImportationError("Le fichier est vide.")
    sorte = _format(nom, contenu)
    try:
        lot = _LECTEURS[sorte](nom, contenu)
    except tableur.TableurError as erreur:
        raise ImportationError(str(erreur)) from erreur
    if not lot.lus:
        raise ImportationError(f"Aucune notice dans ce fichier, lu comme du {sorte.upper()}.")
    if len(lot.lus) > NOTICES_MAX:
        raise ImportationError(
            f"Ce fichier contient {len(lot.lus)} notices, plus que les {NOTICES_MAX} permises. "
            "Découpez-le."
        )
    return lot


def decoder(contenu: bytes) -> str:
    """The text, whatever the usual encodings of French files; line ends become « \\n »."""
    texte = _decoder(contenu)
    if "\0" in texte:
        raise ImportationError(f"Ce fichier n’est pas du texte. Donnez du {FORMATS}.")
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
    raise ImportationError(
        "L’encodage du fichier n’est pas reconnu. Enregistrez-le en UTF-8 et recommencez."
    )


def _utf16_sans_marque(contenu: bytes) -> str:
    """UTF-16 without a mark shows as one null byte out of two."""
    debut = contenu[:2000]
    if debut[1::2].count(0) > len(debut) * 0.4:
        return "utf-16-le"
    return "utf-16-be" if debut[0::2].count(0) > len(debut) * 0.4 else ""


def _format(nom: str, contenu: bytes) -> str:
    """By its content, and by its name only where content does not tell."""
    if contenu.startswith(ZIP):
        return "xlsx"
    for marque, dit in ETRANGERS:
        if contenu.lstrip().startswith(marque):
            raise ImportationError(f"{dit}. Donnez du {FORMATS}.")
    texte = decoder(contenu)
    if re.search(r"^TY {2}-", texte, re.MULTILINE):
        return "ris"
    if re.search(r"^\s*@\w+\s*[{(]", texte, re.MULTILINE):
        return "bibtex"
    suffixe = PurePath(nom).suffix.lower()
    if suffixe == ".ris":
        raise ImportationError(
            "Ce fichier RIS n’a aucune notice\u00a0: il manque les lignes «\u00a0TY  -\u00a0»."
        )
    if suffixe in (".bib", ".bibtex"):
        raise ImportationError("Ce fichier BibTeX n’a aucune entrée «\u00a0@…\u00a0».")
    if suffixe == ".xlsx":
        raise ImportationError("Ce fichier n’est pas un classeur XLSX, ou il est abîmé.")
    return "csv"


def _ris(nom: str, contenu: bytes) -> Lot:
    return Lot(nom, "ris", ris.lire(decoder(contenu)))


def _bibtex(nom: str, contenu: bytes) -> Lot:
    return Lot(nom, "bibtex", bibtex.lire(decoder(contenu)))


def _csv(nom: str, contenu: bytes) -> Lot:
    return Lot(nom, "csv", *tableur.lire(tableur.lignes_csv(decoder(contenu))))


def _xlsx(nom: str, contenu: bytes) -> Lot:
    return Lot(nom, "xlsx", *tableur.lire(tableur.lignes_xlsx(contenu)))


_LECTEURS: dict[str, Callable[[str, bytes], Lot]] = {
    "ris": _ris,
    "bibtex": _bibtex,
    "csv": _csv,
    "xlsx": _xlsx,
}
