"""What an editor writes between double brackets, and what may not be written without them.

`[[chiffre:cle]]` quotes a figure, `[[type:cls]]` links to an explainer, `[[texte:cle]]` to a
legal text, `[[notice:cle]]` to a notice, `[[page:comparer]]` to a page.
"""

import re
import unicodedata
from collections.abc import Iterable
from html import unescape

from socle import dates, textes

JETON = re.compile(r"\[\[(?P<genre>chiffre|type|texte|notice|page):(?P<cle>[a-z0-9-]+)\]\]")
MARQUES = re.compile(r"\*+|^\s*(?:[-+>]|\d+[.)])\s+", re.MULTILINE)

ANNEE = r"(?:1[89]|20)[0-9]{2}"
# What a year is not: « 2024 contrats » and « 1900 € » count something.
COMPTE = (
    r"(?![.,]?[0-9]|\s?[%‰€$]|\s[0-9]{3}\b|\s(?:euros?|habitants?|personnes?|communes?|contrats?"
    r"|conseils?|ateliers?|quartiers?|territoires?|dispositifs?|ASV|CLSM?|CPTS|DAC|QPV|MSP)\b)"
)
# Dates, years, law and article numbers, ranks and acronyms are no statistics.
CHIFFRES_PERMIS = re.compile(
    r"(?:"
    rf"\b(?:1er|[0-3]?[0-9])\s(?:{'|'.join(dates.MOIS)})(?:\s{ANNEE})?\b"
    rf"|\b{ANNEE}(?:\s?[-–/]\s?{ANNEE})?\b{COMPTE}"
    r"|\b[LRD]\.?\s?[0-9]{3,}(?:-[0-9]+)*\b(?!\s?[%€])"
    r"|\b(?:article|articles|art\.|n°|no)\s?[0-9][0-9-]*\b(?!\s?[%€])"
    r"|\b[0-9]{1,2}(?:er|re|e|ème|nd|nde)\b"
    r"|\b(?:(?-i:3DS|[A-ZÉ]{2,}-?[0-9])|covid-19)\b"
    r"|^\s*[0-9]{1,2}[.)](?=\s)"
    r")",
    re.IGNORECASE | re.MULTILINE,
)

# A figure in words is one too: from twenty on, a fraction, a share. Below, « trois axes » is style.
DIZAINES = "vingt|trente|quarante|cinquante|soixante|quatre-vingt|cent"
UNITES = "une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix"
EN_LETTRES = re.compile(
    rf"(?<![\w-])(?<!\d )(?:(?:{DIZAINES})s?(?:[- ](?:et[- ])?[a-z-]+)??"
    rf"|mille|(?:(?:{UNITES})\s)?(?:million|milliard|millier)s?"
    r"|(?:diz|douz|quinz|vingt|trent|quarant|cinquant|soixant|cent)aines?"
    rf"|moitiés?|(?:{UNITES})\s(?:tiers|quarts?|cinquièmes?|dixièmes?|pour\s(?:cent|mille))"
    rf"|(?:{UNITES})\ssur\s(?:{UNITES}|{DIZAINES}))(?![\w-])",
    re.IGNORECASE,
)
# Where « tiers » is no share.
PAS_UN_COMPTE = re.compile(r"(?:le|du|un)\stiers\s(?:payant|secteur|lieu)", re.IGNORECASE)


def jetons(texte: str, genre: str) -> set[str]:
    """The keys that a text calls, of one kind."""
    return {m["cle"] for m in JETON.finditer(texte) if m["genre"] == genre}


def en_ordre(texte: str, genre: str) -> list[str]:
    """The same, each once, as the text calls them."""
    return list(dict.fromkeys(m["cle"] for m in JETON.finditer(texte) if m["genre"] == genre))


def chiffres_nus(texte: str) -> list[str]:
    """Figures written in a text instead of being called by their key.

    >>> chiffres_nus("En 2017, la loi n° 2009-879 portait 54 % des CLS.")
    ['54 %']
    """
    # « &#53; » is written « 5 » by the page, and « ⅗ » is a figure as « 60 » is.
    sans_jetons = "".join(map(_en_chiffres, unescape(JETON.sub("", texte))))
    for espace in (textes.INSECABLE, textes.ESPACE_FINE):
        sans_jetons = sans_jetons.replace(espace, " ")
    reste = CHIFFRES_PERMIS.sub("", sans_jetons)
    trouves = re.findall(r"\d(?:[\d\s.,]*\d)?(?:\s?%)?", reste)
    trouves += [m[0] for m in EN_LETTRES.finditer(PAS_UN_COMPTE.sub("", sans_jetons))]
    return [" ".join(nu.split()) for nu in trouves]


def _en_chiffres(signe: str) -> str:
    """Fractions, superscripts and circled digits as plain digits; other signs as they are."""
    return unicodedata.normalize("NFKC", signe) if unicodedata.numeric(signe, None) else signe


def en_clair(morceaux: Iterable[str]) -> str:
    """Texts without their tokens nor their Markdown, for the search index."""
    sans_jetons = (JETON.sub("…", texte) for texte in morceaux)
    return " ".join(" ".join(MARQUES.sub("", texte).split()) for texte in sans_jetons)
