"""From the bytes of an uploaded file to records: size, format, encoding."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath

from bibliographie.lecture import bibtex, ris, tableau
from bibliographie.lecture.champs import Lu
from socle.tableur.lecture import (
    TAILLE_MAX,
    TableurError,
    decoder,
    decoder_avec_encodage,
    est_un_classeur,
    lire_feuille,
    refuser_les_etrangers,
    trop_gros,
)

NOTICES_MAX = 5000
FORMATS = "RIS, BibTeX, CSV, XLSX, XLS ou ODS"


class ImportationError(Exception):
    """The file cannot be read at all; the message says why and what to do, in French."""


@dataclass(frozen=True, slots=True)
class Lot:
    """What a file holds."""

    nom: str
    format: str
    lus: list[Lu] = field(default_factory=list)
    avertissements: list[str] = field(default_factory=list)
    # Said when it is not UTF-8; then the sheet that was read, of a workbook.
    encodage: str = ""
    onglet: str = ""


def lire(nom: str, contenu: bytes) -> Lot:
    """Read a file. Raise ImportationError when nothing can be made of it."""
    if len(contenu) > TAILLE_MAX:
        raise ImportationError(trop_gros())
    if not contenu.strip():
        raise ImportationError("Le fichier est vide.")
    try:
        sorte = _format(nom, contenu)
        lot = _LECTEURS[sorte](nom, contenu)
    except TableurError as erreur:
        raise ImportationError(str(erreur)) from erreur
    if not lot.lus:
        raise ImportationError(f"Aucune notice dans ce fichier, lu comme du {lot.format.upper()}.")
    if len(lot.lus) > NOTICES_MAX:
        raise ImportationError(
            f"Ce fichier contient {len(lot.lus)} notices, plus que les {NOTICES_MAX} permises. "
            "Découpez-le."
        )
    return lot


def _format(nom: str, contenu: bytes) -> str:
    """By its content, and by its name only where content does not tell."""
    if est_un_classeur(contenu):
        return "tableau"
    refuser_les_etrangers(contenu, FORMATS)
    texte = decoder(contenu, FORMATS)
    if re.search(r"^TY {2}-", texte, re.MULTILINE):
        return "ris"
    if re.search(r"^[ \t]*@\w+\s*[{(]", texte, re.MULTILINE):
        return "bibtex"
    suffixe = PurePath(nom).suffix.lower()
    if suffixe == ".ris":
        raise ImportationError(
            "Ce fichier RIS n’a aucune notice\u00a0: il manque les lignes «\u00a0TY  -\u00a0»."
        )
    if suffixe in (".bib", ".bibtex"):
        raise ImportationError("Ce fichier BibTeX n’a aucune entrée «\u00a0@…\u00a0».")
    if suffixe in (".xlsx", ".xlsm", ".xls", ".ods"):
        raise ImportationError("Ce fichier n’est pas un classeur, ou il est abîmé.")
    return "tableau"


def _ris(nom: str, contenu: bytes) -> Lot:
    return _du_texte(nom, "ris", contenu, ris.lire)


def _bibtex(nom: str, contenu: bytes) -> Lot:
    return _du_texte(nom, "bibtex", contenu, bibtex.lire)


def _du_texte(nom: str, format_: str, contenu: bytes, lecteur: Callable[[str], list[Lu]]) -> Lot:
    texte, encodage = decoder_avec_encodage(contenu)
    return Lot(nom, format_, lecteur(texte), encodage="" if encodage == "UTF-8" else encodage)


def _tableau(nom: str, contenu: bytes) -> Lot:
    feuille = lire_feuille(nom, contenu, tableau.est_entete, FORMATS)
    return Lot(nom, feuille.sorte, *tableau.lire(feuille), onglet=feuille.onglet)


_LECTEURS: dict[str, Callable[[str, bytes], Lot]] = {
    "ris": _ris,
    "bibtex": _bibtex,
    "tableau": _tableau,
}
