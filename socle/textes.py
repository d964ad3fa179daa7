"""French text helpers that every app shares: folding for comparison, plurals, numbers."""

import re
import unicodedata
from decimal import Decimal
from urllib.parse import SplitResult, urlsplit

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})
NON_MOT = re.compile(r"[^0-9a-z]+")
ESPACE_FINE = "\u202f"
INSECABLE = "\u00a0"
# A plain space that a line must not turn at: before « : ; ? ! % », inside quotes, after « n° ».
A_LIER = re.compile(r" (?=[:;?!%»])|(?<=«) |(?<=n°) ")


def plier(texte: str) -> str:
    """Fold for comparison: lower case, no accent, œ→oe, any punctuation a single space.

    >>> plier("L’Île-d’Œuvre")
    'l ile d oeuvre'
    """
    bas = unicodedata.normalize("NFKC", texte).lower().translate(LIGATURES)
    sans_marque = "".join(
        c for c in unicodedata.normalize("NFKD", bas) if not unicodedata.combining(c)
    )
    return NON_MOT.sub(" ", sans_marque).strip()


def nombre(valeur: int | float | Decimal | str) -> str:
    """French number: narrow no-break space by thousands, decimal comma, no useless zero.

    >>> nombre(5218960)
    '5\\u202f218\\u202f960'
    """
    decimale = Decimal(str(valeur))
    if decimale == decimale.to_integral_value():
        return f"{int(decimale):,}".replace(",", ESPACE_FINE)
    entier, _, fraction = f"{decimale.normalize():,f}".partition(".")
    return f"{entier.replace(',', ESPACE_FINE)},{fraction}"


def accorder(n: int | float | Decimal, singulier: str, pluriel: str = "") -> str:
    """« 0 dispositif », « 1 dispositif », « 2 dispositifs »: in French the plural starts at 2."""
    return singulier if -2 < n < 2 else (pluriel or f"{singulier}s")


def majuscule(texte: str) -> str:
    """The first letter a capital, the rest as it is: « CLS d’Apt » stays so."""
    return texte[:1].upper() + texte[1:]


def insecables(texte: str) -> str:
    """A title kept as its source typed it, shown with French spaces: no line begins with « : ».

    >>> insecables("Santé : quels « effets » ?")
    'Santé\\xa0: quels «\\xa0effets\\xa0»\\xa0?'
    """
    return A_LIER.sub(INSECABLE, texte)


def enumerer(elements: list[str], conjonction: str = "et") -> str:
    """« a », « a et b », « a, b et c »."""
    if len(elements) < 2:
        return "".join(elements)
    return f"{', '.join(elements[:-1])} {conjonction} {elements[-1]}"


def lire_adresse(texte: str) -> SplitResult:
    """The parts of an address, all blank when it is none: « http://[ » makes `urlsplit` raise."""
    try:
        return urlsplit(texte)
    except ValueError:
        return urlsplit("")
