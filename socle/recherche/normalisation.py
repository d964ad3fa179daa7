"""Text → stems, in Python, so that SQLite and PostgreSQL index and find exactly the same.

Snowball alone is not enough: it wants accents that readers do not type, keeps « élus » apart
from « élu » and « infirmière » from « infirmier ». So each word is folded, made singular and
masculine by a few rules, and only then stemmed.
"""

import functools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import Stemmer

from socle.recherche.francais import (
    AVANT_LE_POINT_CARDINAL,
    EXCEPTIONS,
    FAMILLES,
    MOTS_VIDES,
    NOMS_EN_EU,
)
from socle.textes import plier

# A letter and the combining marks that a decomposed text puts after it.
LETTRE = r"[^\W\d_][\u0300-\u036f]*"
CORPS = r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad])*"
FIN = r"(?![^\W_]|[\u0300-\u036f])"
# A word as it is printed: « C.L.S. », « e-santé », « coordonnateur·rice·s », « mi\u00adlieu ».
MOT = re.compile(
    rf"""
    (?P<sigle>(?:{LETTRE}\.){{2,}}(?:{LETTRE}{FIN})?)
    |
    (?P<mot>(?:[eE][-\u2011](?=(?:{LETTRE}){{3}}))?{CORPS})
    (?:[·•‧⋅]{CORPS}|[.(/](?:e|es|s|ne|nes|ve|ves|se|ses|rice|rices|trice|trices|euse|euses){FIN}\)?)*
    """,
    re.VERBOSE,
)
# Only ink inside a word: the hyphen of « e-santé », soft hyphens, the dots of « C.L.S. ».
ENCRE = str.maketrans(dict.fromkeys("-\u2011\u00ad."))
LETTRES_OU_CHIFFRES = re.compile(r"[a-z]+|[0-9]+")
# Long enough for any French word; PostgreSQL refuses a lexeme of 2,047 bytes.
LONGUEUR_MAX = 40
# Snowball would cut the sigles too: CLS, ARS, DAC.
SIGLE_MAX = 3
# Between two keywords, so that no phrase spans both. No word becomes it: letters and digits
# are always split.
SEPARATEUR = "x0"

_snowball = Stemmer.Stemmer("french")


class Mot(NamedTuple):
    """One printed word: where it stands, its folded forms, its stems (none for a stop word)."""

    debut: int
    fin: int
    plies: tuple[str, ...]
    racines: tuple[str, ...]


def _singulier(mot: str) -> str:
    """« élus » → « elu », « locaux » → « local », « lieux » → « lieu »."""
    if mot.endswith("eaux"):
        return mot[:-1]
    if mot.endswith("aux") and len(mot) > 4:
        return f"{mot[:-3]}al"
    if mot.endswith("eux"):
        return mot[:-1] if mot[:-1] in NOMS_EN_EU else f"{mot[:-1]}r"
    if mot.endswith("oux"):
        return mot[:-1]
    if mot.endswith("s") and len(mot) > 3 and not mot.endswith("ss"):
        return mot[:-1]
    return mot


MASCULINS = (
    (re.compile(r"([td])rice$"), r"\1eur"),  # coordonnatrice, ambassadrice
    (re.compile(r"euse$"), "eur"),  # chercheuse; « nombreux » was made « nombreur » too
    (re.compile(r"ive$"), "if"),  # active
    (re.compile(r"(i|g|ch)ere$"), r"\1er"),  # infirmière, étrangère
    (re.compile(r"ee$"), "e"),  # isolée
)


def _masculin(mot: str) -> str:
    for motif, remplacement in MASCULINS:
        forme, nombre = motif.subn(remplacement, mot)
        if nombre and len(forme) > 3:
            return forme
    return mot


@functools.lru_cache(maxsize=65_536)
def raciner(plie: str) -> str:
    """The stem of one folded word; "" for a stop word.

    >>> raciner("elues"), raciner("coordonnatrices"), raciner("les")
    ('elu', 'coordon', '')
    """
    if plie in MOTS_VIDES:
        return ""
    if plie.isdigit():
        return plie[:LONGUEUR_MAX]
    forme = plie
    for etape in (str, _singulier, _masculin):
        forme = etape(forme)
        if forme in EXCEPTIONS:
            return EXCEPTIONS[forme]
    if len(forme) <= SIGLE_MAX:
        return forme
    racine = _snowball.stemWord(forme)[:LONGUEUR_MAX]
    return FAMILLES.get(racine, racine)


@functools.lru_cache(maxsize=65_536)
def _plier_mot(mot: str) -> tuple[str, ...]:
    """Folded pieces of one word: « P4H » gives three, a word of another script none."""
    return tuple(LETTRES_OU_CHIFFRES.findall(plier(mot)))


def decouper(texte: str) -> Iterator[Mot]:
    """The words of a text in order, with their place in it."""
    precedent = ""
    for trouve in MOT.finditer(texte):
        plies = _plier_mot((trouve["sigle"] or trouve["mot"]).translate(ENCRE))
        if plies == ("est",) and precedent in AVANT_LE_POINT_CARDINAL:
            racines: tuple[str, ...] = ("est",)
        else:
            racines = tuple(racine for pli in plies if (racine := raciner(pli)))
        precedent = plies[-1] if plies else ""
        yield Mot(trouve.start(), trouve.end(), plies, racines)


def racines(texte: str) -> list[str]:
    """The stems of a text, in order, without the stop words.

    >>> racines("L’accès aux soins des élu·e·s")
    ['acces', 'soin', 'elu']
    """
    return [racine for mot in decouper(texte) for racine in mot.racines]


def mots_plies(texte: str) -> list[str]:
    """The folded words of a text, stop words included, not stemmed: what a prefix completes."""
    return [pli for mot in decouper(texte) for pli in mot.plies]


def indexer_texte(morceaux: Iterable[str], maximum: int) -> str:
    """The stems of several texts as one column, « sant mental x0 elu », at most `maximum`.

    Spaces at both ends, so that « a whole word is in it » is a plain substring.
    """
    toutes: list[str] = []
    for morceau in morceaux:
        if toutes:
            toutes.append(SEPARATEUR)
        toutes.extend(racines(morceau))
        if len(toutes) >= maximum:
            break
    return f" {' '.join(toutes[:maximum])} "
