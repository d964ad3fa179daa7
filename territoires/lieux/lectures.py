"""What people type, read as words of places: « 6 fours », « 13 eme arrondissement », « dlva ».

Pure text, no database: `recherche` finds with it, and a territoire writes its search words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from socle.textes import plier

LONGUEUR_MAX: Final = 200
MOTS_MAX: Final = 12
ARTICLES: Final = frozenset(
    ("le", "la", "les", "l", "las", "los", "de", "du", "des", "d", "a", "au", "aux", "et")
)
# Left out of an acronym besides the articles: CCPOP is « Pays d’Orange en Provence ».
PETITS_MOTS: Final = ARTICLES | {"en", "sur", "sous", "entre", "lez"}
# The article that a person types, as INSEE's TNCC has it.
LIAISONS: Final = {"le": 2, "la": 3, "les": 4, "l": 5, "aux": 6, "las": 7, "los": 8}
SAINTS: Final = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
NATURES: Final = {
    "cc": "communaute communes",
    "ca": "communaute agglomeration",
    "cu": "communaute urbaine",
}
# « commune de Grasse », « mairie d’Apt »: the word says the échelle, not the name.
GENRES: Final = {
    "commune": "commune",
    "mairie": "commune",
    "ville": "commune",
    "departement": "departement",
    "region": "region",
    **dict.fromkeys(("quartier", "quartiers", "qpv"), "qpv"),
    "epci": "epci",
    "agglo": "epci",
    "intercommunalite": "epci",
}
# « Ville-la-Grand » is a name: the word says the échelle before « de » only.
DEVANT_DE: Final = frozenset(("ville",))
DE: Final = frozenset(("de", "d", "du", "des", "prioritaire", "prioritaires"))
# « 1er », « 13e », « 3ème »: only the number is kept, so that any way of writing it matches.
ORDINAL: Final = re.compile(r"^(\d{1,2})(er|ere|e|eme|ieme|nd|nde)$")
SUFFIXES: Final = frozenset(("er", "ere", "e", "eme", "ieme", "nd", "nde"))
ARRONDISSEMENTS: Final = frozenset(("arrdt", "arrt", "ardt"))
ROMAINS: Final = re.compile(r"(x{0,2})(ix|iv|v?i{0,3})")
# « 6 fours », « les 2 alpes ».
NOMBRES: Final = {
    **{"1": "un", "2": "deux", "3": "trois", "4": "quatre", "5": "cinq", "6": "six"},
    **{"7": "sept", "8": "huit", "9": "neuf", "10": "dix", "11": "onze", "12": "douze"},
}
A_ARRONDISSEMENTS: Final = frozenset(("marseille", "lyon", "paris"))
CODE: Final = re.compile(r"\d{2,9}|2[ab](\d{3})?|q[np]\d\d[0-9ab]\d{2}[0-9cnmi]")
POSTAL: Final = re.compile(r"\d{5}|2[ab]\d{3}")
DEPARTEMENT: Final = re.compile(r"\d\d|2[ab]|9[78]\d")
APOSTROPHE: Final = re.compile(r"(\w+)['’](\w+)")
ENTRE_PARENTHESES: Final = re.compile(r"\(([^()]*)\)")
SIGLE_MIN, SIGLE_MAX = 3, 8


@dataclass(frozen=True)
class Lecture:
    """One text read: the échelle that it says, then the code that it is or the ways to write
    its words, and its article."""

    code: str = ""
    variantes: tuple[tuple[str, ...], ...] = ()
    echelle: str = ""
    liaison: int | None = None

    @property
    def noms(self) -> tuple[str, ...]:
        """The folded names that it may be exactly, without nature, code or postcode."""
        noms = (" ".join(_sans_code(_sans_nature(v))) for v in self.variantes)
        return tuple(dict.fromkeys(nom for nom in noms if nom))

    @property
    def sigle(self) -> str:
        """The acronym that it may be, « dlva », « cc vba »; else ""."""
        colle = "".join(self.variantes[0]) if self.variantes else ""
        return colle if SIGLE_MIN <= len(colle) <= SIGLE_MAX and colle.isalpha() else ""


def lire(texte: str) -> Lecture:
    """How a text reads; without code nor variant when it holds no word."""
    echelle, tous = _genre(plier(texte[:LONGUEUR_MAX]).split())
    if code := code_de(" ".join(tous)):
        return Lecture(code, echelle=echelle)
    tous = _sans_cedex(tous)
    liaison = LIAISONS.get(tous[0]) if len(tous) > 1 else None
    liste = _sans_suffixe(normaliser(tous))[:MOTS_MAX]
    variantes = tuple(dict.fromkeys(_variantes(liste))) if liste else ()
    return Lecture("", variantes, echelle, liaison)


def _genre(tous: list[str]) -> tuple[str, list[str]]:
    """The échelle that the first word says, if it does, and the words that are left."""
    premier, suite = "".join(tous[:1]), tous[1:]
    if not suite or premier not in GENRES:
        return "", tous
    if premier in DEVANT_DE and (len(suite) < 2 or suite[0] not in DE):
        return "", tous
    while len(suite) > 1 and suite[0] in DE:
        suite = suite[1:]
    return GENRES[premier], suite


def mots(texte: str) -> list[str]:
    """The words that tell one place from another: folded, without articles, St → saint.

    >>> mots("L’Isle-sur-la-Sorgue")
    ['isle', 'sur', 'sorgue']
    """
    return normaliser(plier(texte).split())


def normaliser(tous: list[str]) -> list[str]:
    """The same of words already folded."""
    utiles = [m for m in tous if m not in ARTICLES] or tous
    return [ORDINAL.sub(r"\1", SAINTS.get(m, m)) for m in utiles]


def cle(nom: str) -> str:
    """The folded name that sorts a list and tells an exact match.

    >>> cle("CC du Golfe de Saint-Tropez")
    'golfe saint tropez'
    """
    return " ".join(_sans_nature(mots(nom)))


def code_de(texte: str) -> str:
    """The code, SIREN or postcode that the whole text is, empty when it is none.

    >>> code_de("200 054 807"), code_de("2a"), code_de("Apt")
    ('200054807', '2A', '')
    """
    code = "".join(plier(texte[:LONGUEUR_MAX]).split())
    return code.upper() if CODE.fullmatch(code) else ""


def colles(nom: str) -> list[str]:
    """The words typed without their apostrophe: « lisle », « labbaye », « roch ».

    >>> colles("L’Isle-sur-la-Sorgue"), colles("Mesnil-Roc’h")
    (['lisle'], ['roch'])
    """
    return ["".join(plier(f"{a}{b}").split()) for a, b in APOSTROPHE.findall(nom)]


def sigles_ecrits(nom: str) -> list[str]:
    """The acronyms that an official name gives between brackets.

    >>> sigles_ecrits("CC Vallée des Baux-Alpilles (CC VBA)")
    ['ccvba']
    """
    return _sigles("".join(plier(p).split()) for p in ENTRE_PARENTHESES.findall(nom))


def sigles(nom: str, nature: str = "") -> list[str]:
    """The acronyms of an intercommunalité, made from its official name: its initials, with and
    without its nature.

    >>> sigles("CA Durance-Lubéron-Verdon Agglomération", "CA")
    ['dlva', 'cadlva', 'dlv', 'cadlv']
    """
    nu = plier(ENTRE_PARENTHESES.sub(" ", nom).partition("«")[0]).split()
    if nu[:1] == [nature.lower()]:
        nu = nu[1:]
    utiles = [m for m in nu if m not in PETITS_MOTS and m.isalpha()]
    suites = [utiles]
    if utiles[-1:] == ["agglomeration"]:
        suites.append(utiles[:-1])
    if utiles[:1] == ["metropole"]:
        suites.append(utiles[1:])
    devant = nature.lower() if len(nature) == 2 else ""
    initiales = ("".join(m[0] for m in suite) for suite in suites)
    return _sigles(forme for i in initiales for forme in (i, f"{devant}{i}"))


def _sigles(formes: Iterable[str]) -> list[str]:
    """Each once, those of a length that people say."""
    return list(dict.fromkeys(f for f in formes if SIGLE_MIN <= len(f) <= SIGLE_MAX))


def _sans_cedex(tous: list[str]) -> list[str]:
    """« 13231 Marseille cedex 01 »: of a code that names an office, the département is left."""
    if "cedex" not in tous:
        return tous
    place = tous.index("cedex")
    avant = [m[:3] if m.startswith("97") and POSTAL.fullmatch(m) else m for m in tous[:place]]
    return [m[:2] if POSTAL.fullmatch(m) else m for m in avant]


def _sans_suffixe(liste: list[str]) -> list[str]:
    """« 13 eme arrdt » → « 13 arrondissement »."""
    gardes = [
        m for i, m in enumerate(liste) if not (i and liste[i - 1].isdigit() and m in SUFFIXES)
    ]
    return ["arrondissement" if m in ARRONDISSEMENTS else m for m in gardes]


def _variantes(liste: list[str]) -> Iterator[tuple[str, ...]]:
    """The words as typed, with a small number in letters, with a Roman number in digits."""
    yield tuple(liste)
    if len(liste) > 1:
        if liste[0] in NOMBRES:
            yield (NOMBRES[liste[0]], *liste[1:])
        if set(liste) & A_ARRONDISSEMENTS:
            yield tuple(_romain(m) for m in liste)


def _romain(mot: str) -> str:
    """« iii » → « 3 », « xvi » → « 16 »; any other word as it is."""
    trouve = ROMAINS.fullmatch(mot)
    if not trouve or not mot:
        return mot
    unites = {"iv": 4, "ix": 9}.get(trouve[2])
    reste = 5 * trouve[2].count("v") + trouve[2].count("i") if unites is None else unites
    return str(10 * len(trouve[1]) + reste)


def _sans_code(liste: list[str]) -> list[str]:
    """« var 83 » → « var », « hyeres 83400 » → « hyeres »; a number of Marseille is kept."""
    gardes = [m for m in liste if not POSTAL.fullmatch(m)]
    a_numeros = bool(set(gardes) & A_ARRONDISSEMENTS)
    if len(gardes) > 1 and DEPARTEMENT.fullmatch(gardes[-1]) and not a_numeros:
        gardes = gardes[:-1]
    if len(gardes) > 1 and DEPARTEMENT.fullmatch(gardes[0]) and "arrondissement" not in gardes:
        gardes = gardes[1:]
    return gardes or liste


def _sans_nature(liste: Iterable[str]) -> list[str]:
    """Without a leading « CC », « CA », « CU » or « communauté de communes »."""
    gardes = list(liste)
    for sigle, longue in NATURES.items():
        if gardes[:1] == [sigle]:
            return gardes[1:] or gardes
        if gardes[:2] == longue.split():
            return gardes[2:] or gardes
    return gardes
