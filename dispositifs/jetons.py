"""What an editor writes between double brackets, and what may not be written without them.

`[[chiffre:cle]]` quotes a figure, `[[type:cls]]` links to an explainer, `[[texte:cle]]` to a
legal text, `[[notice:cle]]` to a notice, `[[page:comparer]]` to a page.
"""

import re
from collections.abc import Iterable

from socle import dates, textes

JETON = re.compile(r"\[\[(?P<genre>chiffre|type|texte|notice|page):(?P<cle>[a-z0-9-]+)\]\]")
MARQUES = re.compile(r"\*+|^\s*(?:[-+>]|\d+[.)])\s+", re.MULTILINE)

ANNEE = r"(?:1[89]|20)[0-9]{2}"
# Dates, years, law and article numbers, ranks and acronyms are no statistics.
CHIFFRES_PERMIS = re.compile(
    r"(?:"
    rf"\b(?:1er|[0-3]?[0-9])\s(?:{'|'.join(dates.MOIS)})(?:\s{ANNEE})?\b"
    rf"|\b{ANNEE}(?:\s?[-–/]\s?{ANNEE})?\b(?![.,]?[0-9]|\s?%|\s[0-9]{{3}}\b)"
    r"|\b[LRD]\.?\s?[0-9]+(?:-[0-9]+)*\b"
    r"|\b(?:article|articles|art\.|n°|no)\s?[0-9][0-9-]*\b"
    r"|\b[0-9]{1,2}(?:er|re|e|nd|nde)\b"
    r"|\b(?:(?-i:[0-9]+[A-ZÉ]{2,}|[A-ZÉ]{2,}-?[0-9]+)|covid-19)\b"
    r"|^\s*[0-9]{1,2}[.)](?=\s)"
    r")",
    re.IGNORECASE | re.MULTILINE,
)


def jetons(texte: str, genre: str) -> set[str]:
    """The keys that a text calls, of one kind."""
    return {m["cle"] for m in JETON.finditer(texte) if m["genre"] == genre}


def chiffres_nus(texte: str) -> list[str]:
    """Figures written in a text instead of being called by their key.

    >>> chiffres_nus("En 2017, la loi n° 2009-879 portait 54 % des CLS.")
    ['54 %']
    """
    sans_jetons = JETON.sub("", texte)
    for espace in (textes.INSECABLE, textes.ESPACE_FINE):
        sans_jetons = sans_jetons.replace(espace, " ")
    reste = CHIFFRES_PERMIS.sub("", sans_jetons)
    trouves = re.findall(r"\d(?:[\d\s.,]*\d)?(?:\s?%)?", reste)
    return [" ".join(nu.split()) for nu in trouves]


def en_clair(morceaux: Iterable[str]) -> str:
    """Texts without their tokens nor their Markdown, for the search index."""
    sans_jetons = (JETON.sub("…", texte) for texte in morceaux)
    return " ".join(" ".join(MARQUES.sub("", texte).split()) for texte in sans_jetons)
