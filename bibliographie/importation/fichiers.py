"""From the bytes of an uploaded file to records: size, format, encoding."""

from dataclasses import dataclass, field, replace
from pathlib import PurePath

from bibliographie.importation.formats import Ouvert, reconnaitre
from bibliographie.lecture import tableau
from bibliographie.lecture.champs import Lu
from socle.tableur.lecture import (
    TAILLE_MAX,
    TableurError,
    decoder_avec_encodage,
    est_un_classeur,
    lire_feuille,
    refuser_les_etrangers,
    trop_gros,
)
from socle.textes import nombre

NOTICES_MAX = 5000
FORMATS = "RIS, BibTeX, CSL JSON, MODS, MARCXML, CSV, XLSX, XLS ou ODS"
# What no text of notices begins with.
AUTRES = (b"%PDF", b"{\\rtf")
TROP_PROFOND = "Ce fichier a trop de niveaux emboîtés. Exportez de nouveau les notices en RIS."
_PAS_UN_CLASSEUR = "Ce fichier n’est pas un classeur, ou il est abîmé."
_SANS_ENTREE = "Ce fichier BibTeX n’a aucune entrée «\u00a0@…\u00a0»."
# What a suffix promised and the content does not hold.
SANS_NOTICE = {
    ".ris": "Ce fichier RIS n’a aucune notice\u00a0: il manque les lignes «\u00a0TY  -\u00a0».",
    ".enw": "Ce fichier EndNote n’a aucune notice\u00a0: il manque les lignes «\u00a0%0\u00a0».",
    ".nbib": "Ce fichier PubMed n’a aucune notice\u00a0: il manque les lignes «\u00a0PMID-\u00a0».",
    ".json": "Ce fichier n’est pas du JSON\u00a0: il doit commencer par «\u00a0[\u00a0» ou "
    "«\u00a0{\u00a0».",
    ".xml": "Ce fichier n’est pas du XML\u00a0: il doit commencer par «\u00a0<\u00a0».",
    **dict.fromkeys([".bib", ".bibtex"], _SANS_ENTREE),
    **dict.fromkeys([".xlsx", ".xlsm", ".xls", ".ods"], _PAS_UN_CLASSEUR),
}


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
        ouvert = _ouvrir(nom, contenu)
        if ouvert.nombre > NOTICES_MAX:
            # Before any is read: reading them would take as long as there are.
            raise ImportationError(
                f"Ce fichier contient {nombre(ouvert.nombre)} notices, plus que les "
                f"{nombre(NOTICES_MAX)} permises. Découpez-le."
            )
        lus = list(ouvert.lire())
        lot = Lot(nom, ouvert.format, lus, ouvert.avertissements, ouvert.encodage, ouvert.onglet)
    except (TableurError, ValueError) as erreur:
        raise ImportationError(str(erreur)) from erreur
    except RecursionError as erreur:
        raise ImportationError(TROP_PROFOND) from erreur
    if not lot.lus:
        raise ImportationError(f"Aucune notice dans ce fichier, lu comme du {lot.format.upper()}.")
    return lot


def _ouvrir(nom: str, contenu: bytes) -> Ouvert:
    """By its content, and by its name only where content does not tell."""
    if est_un_classeur(contenu):
        return _tableau(nom, contenu)
    if contenu.lstrip().startswith(AUTRES):
        refuser_les_etrangers(contenu, FORMATS)
    texte, encodage = decoder_avec_encodage(contenu, FORMATS)
    if ouvert := reconnaitre(texte):
        return replace(ouvert, encodage="" if encodage == "UTF-8" else encodage)
    refuser_les_etrangers(contenu, FORMATS)
    if raison := SANS_NOTICE.get(PurePath(nom).suffix.lower()):
        raise ImportationError(raison)
    return _tableau(nom, contenu)


def _tableau(nom: str, contenu: bytes) -> Ouvert:
    feuille = lire_feuille(nom, contenu, tableau.est_entete, FORMATS)
    avertissements = tableau.verifier(feuille)
    return Ouvert(
        feuille.sorte,
        len(feuille.lignes),
        lambda: tableau.lire(feuille),
        avertissements,
        onglet=feuille.onglet,
    )
