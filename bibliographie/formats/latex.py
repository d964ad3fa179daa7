"""Text to LaTeX and back, for BibTeX. Accents stay as they are: UTF-8 is read everywhere."""

import re
import unicodedata
from functools import cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import (
    LatexWalker,
    LatexWalkerError,
    get_default_latex_context_db as contexte_de_lecture,
)
from pylatexenc.macrospec import MacroSpec

# Braces are named, not escaped: BibTeX counts « \{ » as a brace.
_ECHAPPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{signe: f"\\{signe}" for signe in "&%#_$"},
}
_BLANCS = re.compile(r"[ \t\r\n]+")
_TABLE = str.maketrans(_ECHAPPES)
# Ligatures of LaTeX: « -- » is a dash, « '' » a quotation mark, « !` » a turned mark.
_LIGATURES = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')|(?<=[!?])(?=`)")
# Without any of these a value is plain text, and needs no parser.
_A_DECODER = re.compile(r"[\\{}$~]|--|``|''|[!?]`")
# What is read without a parser: accents, letters, and then these signs.
_DIACRITIQUES = {
    **{"'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303"},
    **{"=": "\u0304", ".": "\u0307", "c": "\u0327", "v": "\u030c", "u": "\u0306", "k": "\u0328"},
}
_ACCENT = re.compile(
    r"""(\\\\)|\\(['`^"~=.]|[cvuk](?=\s?\{))\s?(?:\{\s?(\\?[A-Za-z])\s?\}|(\\[ij](?![A-Za-z])|[A-Za-z]))"""
)
_LETTRES = {
    **{"oe": "œ", "OE": "Œ", "ae": "æ", "AE": "Æ", "ss": "ß", "aa": "å", "AA": "Å"},
    **{"o": "ø", "O": "Ø", "l": "ł", "L": "Ł"},
}
_LETTRE = re.compile(r"(\\\\)|\\(oe|OE|ae|AE|ss|aa|AA|o|O|l|L)(?![A-Za-z])(?:\{\}|[ \t\n])?")
_SIMPLES = {
    **{"{": "", "}": "", "~": "\u00a0", "--": "–", "---": "—", "``": "“", "''": "”"},
    **{"!`": "¡", "?`": "¿"},
}
_SIMPLE = re.compile(r"\\[&%#_$ ]|[{}~]|---?|``|''|[!?]`")
_A_ANALYSER = re.compile(r"[\\$]")
# What a value of RIS or of a table keeps of LaTeX, when a BibTeX file was made into one.
_RESTES = re.compile(r"""\\(?:[a-zA-Z]{2,20}\s?\{|[&%#_$]|['`^"~=.]\s?\{?\\?[a-zA-Z])|\{\\""")
# BibTeX knows no comment inside a value: a bare % or & there is the sign itself.
_NUS = re.compile(r"(\\.)|([%&])", re.DOTALL)
# « $^{e}$ » is mathematics; « 5 $ et 6 $ » and « 5$ » are prices.
_FORMULE = re.compile(r"(?<!\\)\$(?=[^\s$])([^$]{0,400}?)(?<=[^\s\\])\$(?!\d)")
_EXPOSANTS = re.compile(r"(\\.)|[\^_]", re.DOTALL)
# An address is kept as it is: « ~ » and « % » are its own there.
_ADRESSE = re.compile(r"(\\(?:url|href|path|nolinkurl)\s?\{)([^{}\\]+)\}")
_OUVRANT, _FERMANT = "\ue010", "\ue011"
_MACROS = {
    **{"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"},
    **{"og": _OUVRANT, "fg": _FERMANT, "guillemotleft": "«", "guillemotright": "»"},
    **dict.fromkeys(["euro", "texteuro", "officialeuro"], "€"),
    **{"ier": "er", "iere": "re", "ieme": "e", "iers": "ers", "ieres": "res", "iemes": "es"},
    **{"no": "n°\u00a0", "No": "N°\u00a0", "nos": "nos", "Nos": "Nos", "degre": "°", "degres": "°"},
    **{"primo": "1°", "secundo": "2°", "textdegree": "°", "newline": " ", "xspace": ""},
}
# Macros of which nothing but the text stays.
_TRANSPARENTES = ("up", "fup", "bsc", "url", "path", "nolinkurl", "textsuperscript", "textsubscript")
# What pylatexenc raises for a macro that lacks what it should hold, or that never closes.
_ERREURS = (LatexWalkerError, RecursionError, LookupError, AttributeError, TypeError, ValueError)
_MACRO_SEULE = re.compile(r"\\(?:[a-zA-Z]+\*?\s?|.)|[{}$]", re.DOTALL)


def echapper(texte: str) -> str:
    """Plain text as a BibTeX value that LaTeX prints as it is."""
    return "{}".join(morceau.translate(_TABLE) for morceau in _LIGATURES.split(texte))


def decoder(valeur: str) -> str:
    """The plain text of a BibTeX value: macros, accents and protecting braces resolved.

    No macro, whole or broken, makes it fail: what cannot be parsed loses its marks only.
    """
    if _A_DECODER.search(valeur):
        valeur = _accentuer(valeur)
        if not _A_ANALYSER.search(_SIMPLE.sub("", valeur)):
            valeur = _SIMPLE.sub(lambda t: _SIMPLES.get(t[0], t[0][-1]), valeur)
            return _BLANCS.sub(" ", valeur).strip(" \t\r\n")
        source = _ADRESSE.sub(lambda t: f"{t[1]}{echapper(t[2])}}}", valeur)
        source = _FORMULE.sub(_sans_exposants, source)
        source = _NUS.sub(lambda t: t[1] or f"\\{t[2]}", source)
        try:
            valeur = _en_texte(source)
        except _ERREURS:
            valeur = _MACRO_SEULE.sub("", source)
    return _guillemets(_BLANCS.sub(" ", valeur)).strip(" \t\r\n")


def _accentuer(valeur: str) -> str:
    """« \\'{e} » → « é »: most of what a value has, and pylatexenc reads letter by letter."""
    valeur = _LETTRE.sub(lambda t: t[1] or _LETTRES[t[2]], valeur)
    return _ACCENT.sub(_accent, valeur)


def _accent(trouve: re.Match[str]) -> str:
    if trouve[1]:
        return trouve[1]
    lettre = (trouve[3] or trouve[4]).strip().lstrip("\\")
    compose = unicodedata.normalize("NFC", lettre + _DIACRITIQUES[trouve[2]])
    return compose if len(compose) == 1 else trouve[0]


def sans_restes(texte: str) -> str:
    """The text of another format, without the LaTeX that a conversion left in it."""
    return decoder(texte) if _RESTES.search(texte) else texte


def _en_texte(source: str) -> str:
    noeuds = LatexWalker(source, latex_context=_contexte()).get_latex_nodes()[0]
    return str(_decodeur().nodelist_to_text(noeuds))


def _sans_exposants(formule: re.Match[str]) -> str:
    """« ^{e} », « _{2,5} » → « e », « 2,5 »: a catalogue has one line of text."""
    return _EXPOSANTS.sub(lambda t: t[1] or "", formule[1])


def _guillemets(texte: str) -> str:
    """French quotation marks with the spaces that babel puts inside them."""
    if _OUVRANT in texte or _FERMANT in texte:
        texte = re.sub(rf" ?{_FERMANT}(?=(\w)?)", lambda t: f"\u00a0»{' ' if t[1] else ''}", texte)
        texte = re.sub(rf"{_OUVRANT} ?", "«\u00a0", texte)
    return texte


@cache
def _contexte() -> Any:
    contexte: Any = contexte_de_lecture()
    contexte.add_context_category(
        "bibliographie",
        prepend=True,
        macros=[MacroSpec("href", "{{"), *(MacroSpec(m, "{") for m in ("EUR", *_TRANSPARENTES))],
    )
    return contexte


@cache
def _decodeur() -> LatexNodes2Text:
    contexte: Any = get_default_latex_context_db()
    contexte.add_context_category(
        "bibliographie",
        prepend=True,
        macros=[
            *(MacroTextSpec(mot, simplify_repl=texte) for mot, texte in _MACROS.items()),
            *(MacroTextSpec(mot, simplify_repl="%s") for mot in _TRANSPARENTES),
            MacroTextSpec("EUR", simplify_repl="%s\u00a0€"),
            MacroTextSpec("href", simplify_repl=_lien),
            *(MacroTextSpec(mot, simplify_repl=_renvoi) for mot in ("cite", "ref", "eqref")),
        ],
    )
    return LatexNodes2Text(latex_context=contexte, keep_braced_groups=False, math_mode="verbatim")


def _lien(noeud: Any, l2tobj: LatexNodes2Text) -> str:
    """« la page (https://exemple.fr) »: the address is kept beside the words that open it.

    pylatexenc looks for a parameter of that name.
    """
    adresse, mots = (str(l2tobj.nodelist_to_text([n])) for n in noeud.nodeargd.argnlist[:2])
    return f"{mots} ({adresse})" if adresse.strip() not in ("", mots.strip()) else mots


def _renvoi(noeud: Any, l2tobj: LatexNodes2Text) -> str:
    """« [petit2019] »: the work or the part that a text sends to."""
    return f"[{l2tobj.nodelist_to_text(noeud.nodeargd.argnlist[-1:])}]"
