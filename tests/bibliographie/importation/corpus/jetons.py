"""Fields of a file counted without our readers: a dumb cut by format, one list a record.

It knows nothing of what a field means. What it finds must be told by the readers, or was lost.
"""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

# Name in the file (blank when the format gives none) and text.
Jeton = tuple[str, str]
Jetons = list[Jeton]

_RIS = re.compile(r"^([A-Z][A-Z0-9]) {2}-(?: (.*))?$")
_ENW = re.compile(r"^(%.) (.*)$")
_NBIB = re.compile(r"^([A-Z]{2,4}) *- (.*)$")
_CLE_BIBTEX = re.compile(r"\s*([A-Za-z_][\w-]*)\s*=")
_ENTREE = re.compile(r"^[ \t]*@(\w+)\s*[{(]", re.MULTILINE)
_SANS_CHAMPS = {"comment", "string", "preamble"}
_NOTICE_XML = re.compile(r"<(mods|record|notice)\b[^>]*>(.*?)</\1>", re.DOTALL)
# Not the « $4 » of MARC, by which a name says its role in figures.
_FEUILLE = re.compile(r"<(\w+)\b(?![^<>]*\b(?:code|c)=\"4\")[^<>]*>([^<>]+)</\1>")
# What says how the record is made, not what the work is.
_STRUCTURE_XML = {"leader", "rs", "dt", "bl", "hl", "el", "ru", "roleTerm"}
# The rank of an author, which the order of the list says as well.
_STRUCTURE_JSON = {"sequence"}


def _lignes(texte: str, motif: re.Pattern[str], debut: str, fin: str = "") -> list[Jetons]:
    notices: list[Jetons] = []
    dedans = False
    for ligne in texte.splitlines():
        trouve = motif.match(ligne.lstrip("\ufeff"))
        if trouve and trouve[1] in (debut, fin):
            dedans = trouve[1] == debut
            if dedans:
                notices.append([])
        if dedans:
            notices[-1].append((trouve[1], trouve[2] or "") if trouve else ("", ligne))
    return [[(nom, t.strip()) for nom, t in notice if t.strip()] for notice in notices]


def ris(texte: str) -> list[Jetons]:
    """Lines « XX  - text », and the lines that go on with the one before."""
    return _lignes(texte, _RIS, "TY", "ER")


def enw(texte: str) -> list[Jetons]:
    """Lines « %X text »."""
    return _lignes(texte, _ENW, "%0")


def nbib(texte: str) -> list[Jetons]:
    """Lines « TAG - text », and their folded ends."""
    return _lignes(texte, _NBIB, "PMID")


def tableau(texte: str) -> list[Jetons]:
    """The cells that are filled, under their header."""
    texte = re.sub(r"\A\ufeff?sep=.\r?\n", "", texte)
    entete = texte.split("\n", 1)[0]
    separateur = max(";,\t", key=entete.count)
    noms, *lignes = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur)
    return [[(n, v) for n, v in zip(noms, ligne, strict=True) if v.strip()] for ligne in lignes]


def bibtex(texte: str) -> list[Jetons]:
    """Each « key = » at the first level of an entry, with what stands up to the next one."""
    entrees = [m for m in _ENTREE.finditer(texte) if m[1].lower() not in _SANS_CHAMPS]
    debuts = [m.end() for m in entrees]
    fins = [*(m.start() for m in entrees[1:]), len(texte)]
    return [list(_champs(texte[a:b])) for a, b in zip(debuts, fins, strict=True)]


def _champs(entree: str) -> Iterator[Jeton]:
    """Cut at the commas of the first level, outside quotes."""
    profondeur, citation, morceau, morceaux = 0, False, "", []
    for rang, signe in enumerate(entree):
        echappe = rang > 0 and entree[rang - 1] == "\\"
        profondeur += (signe == "{" and not echappe) - (signe == "}" and not echappe)
        if profondeur < 0:
            break
        if signe == '"' and profondeur == 0:
            citation = not citation
        if signe == "," and profondeur == 0 and not citation:
            morceaux.append(morceau)
            morceau = ""
        else:
            morceau += signe
    for texte in [*morceaux[1:], morceau]:
        if trouve := _CLE_BIBTEX.match(texte):
            valeur = texte[trouve.end() :].strip()
            # A macro or a concatenation is not the text of the value: its name is enough.
            yield trouve[1], valeur if re.match(r"\{|\"[^#]*\"$", valeur) else ""


def json_csl(texte: str) -> list[Jetons]:
    """Each key of an item, with every scalar that it holds."""
    return [
        [(cle, feuille) for cle, valeur in item.items() for feuille in _feuilles(valeur)]
        for item in json.loads(texte)
    ]


def _feuilles(valeur: Any) -> Iterator[str]:
    if isinstance(valeur, dict | list):
        paires = valeur.items() if isinstance(valeur, dict) else enumerate(valeur)
        for cle, dedans in paires:
            if cle not in _STRUCTURE_JSON:
                yield from _feuilles(dedans)
    elif str(valeur).strip() and not isinstance(valeur, bool):
        yield str(valeur)


def xml(texte: str) -> list[Jetons]:
    """Each element that holds nothing but text, whatever its name."""
    return [
        [("", html.unescape(t.strip())) for nom, t in _FEUILLE.findall(notice) if _dit(nom, t)]
        for _, notice in _NOTICE_XML.findall(texte)
    ]


def _dit(nom: str, texte: str) -> bool:
    return bool(texte.strip()) and nom not in _STRUCTURE_XML


COUPES: dict[str, Callable[[str], list[Jetons]]] = {
    ".ris": ris,
    ".enw": enw,
    ".nbib": nbib,
    ".csv": tableau,
    ".bib": bibtex,
    ".json": json_csl,
    ".xml": xml,
}


def lettres(texte: str) -> str:
    """Letters and digits only, whatever a reader did to spaces, marks and case."""
    return re.sub(r"[\W_]+", "", texte).casefold()


def non_dits(jetons: Iterable[Jeton], champs: Iterable[Jeton]) -> list[Jeton]:
    """The fields of the file that no field told by the reader holds.

    A field of several values (« a ; b ») may be told as several fields of its name, in its order.
    """
    dits: dict[str, str] = {}
    for nom, texte in champs:
        for ou in (nom.casefold(), ""):
            dits[ou] = f"{dits.get(ou, '')}{lettres(texte)}"
    return [
        (nom, texte)
        for nom, texte in jetons
        if nom.casefold() not in dits or lettres(texte) not in dits[nom.casefold()]
    ]
