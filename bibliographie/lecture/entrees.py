"""The entries of a BibTeX file, by bibtexparser: values with their macros, children with what
they inherit.

bibtexparser leaves `a # " b"` and `crossref` as they are written; a comma that lacks makes it
lose the rest of the entry. These are read here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bibtexparser.library import Library
from bibtexparser.model import (
    Block,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from bibliographie.lecture.champs import Rebut

ILLISIBLE = "Entrée BibTeX illisible\u00a0: accolade ou virgule manquante\u202f?"
HORS_ENTREE = (
    "Texte hors de toute entrée BibTeX\u00a0: l’entrée qui précède a-t-elle une accolade de "
    "trop\u202f?"
)
# The names of months stand in every style of BibTeX.
MOIS = {
    **{"jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May"},
    **{"jun": "June", "jul": "July", "aug": "August", "sep": "September", "oct": "October"},
    **{"nov": "November", "dec": "December"},
}
# An entry without key, or without the comma after it.
_SANS_VIRGULE = re.compile(
    r"^([ \t]*@(?!string|comment|preamble)\w+[ \t]*[{(]\s*)([^\s,={}()\"]+(?=\s))?(\s*)"
    r"(?=[A-Za-z][\w-]*\s*=)",
    re.MULTILINE | re.IGNORECASE,
)
_CHAMP_SANS_VIRGULE = re.compile(r"\s*([A-Za-z][\w:+-]{0,40})\s*=\s*(?=[{\"\w])")
_DES_CHAMPS = re.compile(r"\w\s*=\s*[{\"\d]")
_MOT = re.compile(r"[^\s#{}\"]+")
PARENTS = ("crossref", "xdata", "xref")
# What a part takes from the whole that holds it; the title of this one names the container.
_HERITES = """
    booktitle booksubtitle editor publisher institution organization address location year month
    day date series volume number isbn issn journal journaltitle eventtitle edition language langid
"""
HERITES = frozenset(_HERITES.split())
DEVENUS = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
PARTIES = {"inproceedings", "conference", "incollection", "inbook", "suppbook", "inreference"}
DE_REVUE = {"title": "journaltitle", "subtitle": "journalsubtitle"}
PROFONDEUR_MAX = 4
# What macros may make of a file: twenty that double one another would fill the memory.
GONFLE_MAX = 5_000_000
# No notice takes so many fields from another, and no file has so many to read.
HERITES_MAX = 100
GONFLE = (
    "Les raccourcis (@string) de ce fichier BibTeX s’appellent les uns les autres et le gonflent "
    "sans mesure. Exportez-le de nouveau."
)


@dataclass(slots=True)
class Entree:
    """One entry: its fields as they are written, and those that it takes from others."""

    ligne: int
    sorte: str
    cle: str
    champs: list[tuple[str, str]]
    # Name of the field, value, key of the entry that gives it.
    herites: list[tuple[str, str, str]] = field(default_factory=list)
    # The entries that it names and that the file has.
    parents: set[str] = field(default_factory=set)


def lire_les_entrees(texte: str) -> list[Entree | Rebut]:
    """Every entry of the text, in order; what cannot be read says so."""
    macros = dict(MOIS)
    lues: list[Entree | Rebut] = []
    place = len(texte) + GONFLE_MAX
    for bloc in _blocs(texte):
        ligne = (bloc.start_line or 0) + 1
        lu = _sans_erreur(bloc)
        if isinstance(lu, String):
            valeur = "".join(v for _, v in _valeurs("", str(lu.value), macros, place))
            macros[lu.key.lower()] = valeur
            place -= len(valeur)
        elif isinstance(lu, Entry):
            champs = list[tuple[str, str]]()
            for f in lu.fields:
                for mot, valeur in _valeurs(f.key.lower(), str(f.value), macros, place):
                    champs.append((mot, valeur))
                    place -= len(valeur)
            lues.append(Entree(ligne, lu.entry_type.lower(), lu.key, champs))
        elif isinstance(lu, ParsingFailedBlock):
            lues.append(Rebut(ligne, ILLISIBLE))
        elif isinstance(lu, ImplicitComment) and lues and _DES_CHAMPS.search(lu.comment):
            lues.append(Rebut(ligne, HORS_ENTREE))
    _heriter([lue for lue in lues if isinstance(lue, Entree)])
    return lues


def _blocs(texte: str) -> list[Block]:
    complet = _SANS_VIRGULE.sub(lambda t: f"{t[1]}{t[2] or ''},{t[3]}", texte)
    bibliotheque: Library = Splitter(complet).split()
    return bibliotheque.blocks


def _sans_erreur(bloc: Block) -> Block:
    """A key or a field given twice is no reason to lose the entry."""
    ignore = bloc.ignore_error_block if isinstance(bloc, ParsingFailedBlock) else None
    return ignore or bloc


def _valeurs(cle: str, brut: str, macros: dict[str, str], place: int) -> Iterator[tuple[str, str]]:
    """The value of a field, `a # " b"` put together; and the field that follows where the comma
    between the two lacks. Raise ValueError when they take more than `place`."""
    # Put together at the end: a text that grows piece by piece is copied each time.
    dits, signes, rang = list[str](), 0, 0
    while rang < len(brut):
        suite = _CHAMP_SANS_VIRGULE.match(brut, rang) if signes else None
        if suite:
            yield cle, "".join(dits)
            cle, dits, signes, rang = suite[1].lower(), [], 0, suite.end()
        morceau, rang = _un_morceau(brut, rang, macros)
        dits.append(morceau)
        signes += len(morceau)
        if signes > place:
            raise ValueError(GONFLE)
    yield cle, "".join(dits)


def _un_morceau(brut: str, rang: int, macros: dict[str, str]) -> tuple[str, int]:
    """The piece of a value that begins there, without what encloses it, and where it ends."""
    if brut[rang] in '{"':
        fin = fermante(brut, rang)
        return brut[rang + 1 : fin], fin + 1
    if mot := _MOT.match(brut, rang):
        return macros.get(mot[0].lower(), mot[0]), mot.end()
    return "", rang + 1


def fermante(texte: str, debut: int) -> int:
    """Where what opens there, a brace or a quotation mark, is closed; the end when it is not."""
    profondeur, guillemet = 0, texte[debut] == '"'
    for rang in range(debut, len(texte)):
        signe = texte[rang]
        if signe in "{}" and texte[rang - 1 : rang] != "\\":
            profondeur += 1 if signe == "{" else -1
            if profondeur == 0 and not guillemet:
                return rang
        elif signe == '"' and guillemet and profondeur == 0 and rang > debut:
            return rang
    return len(texte)


def _heriter(entrees: list[Entree]) -> None:
    """Give each entry what it takes from those that it names: `crossref`, `xdata`, `xref`."""
    par_cle = {entree.cle.lower(): entree for entree in reversed(entrees) if entree.cle}
    for entree in entrees:
        _heriter_de(entree, entree, par_cle, PROFONDEUR_MAX)


def _heriter_de(
    enfant: Entree, entree: Entree, par_cle: dict[str, Entree], profondeur: int
) -> None:
    noms = [(mot, cle) for mot, dit in entree.champs if mot in PARENTS for cle in dit.split(",")]
    for mot, cle in noms:
        parent = par_cle.get(cle.strip().lower())
        if parent is None or parent is enfant or profondeur == 0:
            continue
        if entree is enfant:
            enfant.parents.add(mot)
        if mot == "xref":
            continue
        siens = {nom for nom, _ in enfant.champs} | {nom for nom, _, _ in enfant.herites}
        for nom, valeur in parent.champs[:HERITES_MAX]:
            devenu = nom if mot == "xdata" else _devenu(enfant, parent, nom)
            _donner(enfant, parent, devenu, valeur, siens)
        _heriter_de(enfant, parent, par_cle, profondeur - 1)


def _devenu(enfant: Entree, parent: Entree, nom: str) -> str:
    """What a field of the whole says of its part; blank when it says nothing of it."""
    if parent.sorte in ("periodical", "journal"):
        return DE_REVUE.get(nom, nom if nom in HERITES else "")
    if enfant.sorte in PARTIES:
        return DEVENUS.get(nom, nom if nom in HERITES else "")
    return nom if nom in HERITES else ""


def _donner(enfant: Entree, parent: Entree, nom: str, valeur: str, siens: set[str]) -> None:
    """What the child says itself is not inherited; nor is a date beside its own."""
    date = {"year", "date", "month", "day"}
    if not nom or nom in siens or nom in PARENTS:
        return
    if nom in date and date & {mot for mot, _ in enfant.champs}:
        return
    siens.add(nom)
    enfant.herites.append((nom, valeur, parent.cle))
