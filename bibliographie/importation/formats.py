"""Which format a text is, by its content: the marks that begin its records, counted.

Counting is cheap: a file of too many notices is refused before any is read.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise

from bibliographie.lecture import arbres, bibtex, csl, endnote, marcxml, mods, nbib, ris
from bibliographie.lecture.champs import Lu

NOMS = {
    "ris": "RIS",
    "bibtex": "BibTeX",
    "csl": "CSL JSON",
    "enw": "EndNote (.enw)",
    "nbib": "PubMed (.nbib)",
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
    debuts = {sorte: [m.start() for m in motif.finditer(texte)] for sorte, motif in DEBUTS.items()}
    presents = sorted((places[0], sorte) for sorte, places in debuts.items() if places)
    return _lignes(texte, [(sorte, debuts[sorte]) for _, sorte in presents]) if presents else None


def _lignes(texte: str, presents: list[tuple[str, list[int]]]) -> Ouvert:
    """One format; or several files put one after another, which are all read and told."""
    premier, places = presents[0]
    if any(avant[-1] > apres[0] for (_, avant), (_, apres) in pairwise(presents)):
        # Not one after another: the others may be mere quotations.
        autres = _dire(presents[1:])
        dit = (
            f"Ce fichier, lu comme du {NOMS[premier]}, semble contenir aussi {autres}, qui n’est "
            "pas lu\u00a0: donnez-le dans un fichier à part."
        )
        return Ouvert(premier, len(places), lambda: _DE_LIGNES[premier](texte), [dit])
    coupes = [0, *(places[0] for _, places in presents[1:]), len(texte)]
    parts = [(sorte, a, b) for (sorte, _), (a, b) in zip(presents, pairwise(coupes), strict=True)]
    dits = [f"Ce fichier réunit {_dire(presents)}\u00a0: tout est lu."] if presents[1:] else []
    combien = sum(len(places) for _, places in presents)
    return Ouvert(premier, combien, lambda: chain(*(_part(texte, *p) for p in parts)), dits)


def _part(texte: str, sorte: str, debut: int, fin: int) -> Iterator[Lu]:
    """What one part of the text holds, by its lines in the whole."""
    avant = texte.count("\n", 0, debut)
    for lu in _DE_LIGNES[sorte](texte[debut:fin]):
        yield replace(lu, ligne=lu.ligne + avant)


def _dire(presents: list[tuple[str, list[int]]]) -> str:
    """« du RIS (3 notices) et du BibTeX (une notice) »."""
    return " et ".join(
        f"du {NOMS[sorte]} ({f'{len(places)} notices' if places[1:] else 'une notice'})"
        for sorte, places in presents
    )


def _json(texte: str) -> Ouvert:
    items, rebuts = csl.ouvrir(texte)
    if not items and rebuts:
        raise ValueError(f"{rebuts[0].raison} (ligne {rebuts[0].ligne})")
    if not any("title" in item for _, item in items):
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
