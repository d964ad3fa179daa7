"""Which format a text is, by its content: the marks that begin its records, counted.

Counting is cheap: a file of too many notices is refused before any is read.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from bibliographie.lecture import arbres, bibtex, csl, endnote, marcxml, mods, nbib, ris
from bibliographie.lecture.champs import Lu

MEDLINE = "PubMed (.nbib)"
NOMS = {
    "ris": "RIS",
    "bibtex": "BibTeX",
    "csl": "CSL JSON",
    "enw": "EndNote (.enw)",
    "nbib": MEDLINE,
    "mods": "MODS",
    "marc": "MARCXML",
    "endnote": "EndNote XML",
}
# What begins a record, at the start of a line.
DEBUTS = {
    "ris": ris.DEBUT,
    "bibtex": re.compile(
        r"^[ \t]*@(?!(?:comment|string|preamble)\b)\w+\s*[{(]", re.MULTILINE | re.IGNORECASE
    ),
    "enw": endnote.DEBUT,
    "nbib": nbib.DEBUT,
}
_DE_LIGNES: dict[str, Callable[[str], Iterable[Lu]]] = {
    "ris": ris.lire,
    "bibtex": bibtex.lire,
    "enw": endnote.lire,
    "nbib": nbib.lire,
}
_D_ARBRES = {"mods": mods.lire, "marc": marcxml.lire, "endnote": endnote.lire_xml}
XML_INCONNU = (
    "Ce XML n’est ni du MODS, ni du MARCXML (UNIMARC ou MARC 21), ni celui d’EndNote. Exportez de "
    "nouveau les notices dans l’un de ces formats, ou en RIS."
)
JSON_INCONNU = (
    "Ce JSON n’est pas du CSL JSON\u00a0: aucun objet n’y a de «\u00a0title\u00a0». Dans Zotero, "
    "exportez au format «\u00a0CSL JSON\u00a0»."
)


@dataclass(frozen=True, slots=True)
class Ouvert:
    """A text whose format is known: how many notices it seems to hold, and how to read them."""

    format: str
    nombre: int
    lire: Callable[[], Iterable[Lu]]
    avertissements: list[str] = field(default_factory=list)
    # As people say it when it is not UTF-8; then the sheet, of a workbook.
    encodage: str = ""
    onglet: str = ""


def reconnaitre(texte: str) -> Ouvert | None:
    """The format of a text; None when it may only be a table. Raise ValueError, in French, for
    JSON or XML that holds no notice."""
    if csl.est_du_json(texte):
        return _json(texte)
    if arbres.est_du_xml(texte):
        return _xml(texte)
    debuts = {sorte: list(motif.finditer(texte)) for sorte, motif in DEBUTS.items()}
    presents = sorted((m[0].start(), sorte) for sorte, m in debuts.items() if m)
    if not presents:
        return None
    (_, premier), *autres = presents
    lecteur = _DE_LIGNES[premier]
    return Ouvert(
        premier,
        len(debuts[premier]),
        lambda: lecteur(texte),
        [_autre_format(premier, autre, len(debuts[autre])) for _, autre in autres],
    )


def _autre_format(premier: str, autre: str, combien: int) -> str:
    notices = f"{combien} notices" if combien > 1 else "une notice"
    return (
        f"Ce fichier, lu comme du {NOMS[premier]}, semble contenir aussi {notices} en "
        f"{NOMS[autre]}, qui ne sont pas lues\u00a0: donnez-les dans un fichier à part."
    )


def _json(texte: str) -> Ouvert:
    items, rebuts = csl.ouvrir(texte)
    if not rebuts and not any("title" in item for _, item in items):
        raise ValueError(JSON_INCONNU)
    return Ouvert("csl", len(items), lambda: [*csl.lire(items), *rebuts])


def _xml(texte: str) -> Ouvert:
    lus = arbres.ouvrir(texte)
    if not lus.notices:
        if lus.rebuts:
            raise ValueError(f"{lus.rebuts[0].raison} (ligne {lus.rebuts[0].ligne})")
        raise ValueError(XML_INCONNU)
    premier = lus.notices[0][0]

    def lire() -> list[Lu]:
        notices = [
            lu
            for sorte, ligne, element in lus.notices
            for lu in _D_ARBRES[sorte]([(ligne, element)])
        ]
        return [*notices, *lus.rebuts]

    return Ouvert(premier, len(lus.notices), lire)
