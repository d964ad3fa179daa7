"""Text to LaTeX and back, for BibTeX. Accents stay as they are: UTF-8 is read everywhere."""

import re
from functools import cache
from typing import Any

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalkerError

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
# BibTeX knows no comment inside a value: a bare % or & there is the sign itself.
_NUS = re.compile(r"(?<!\\)([%&])")


def echapper(texte: str) -> str:
    """Plain text as a BibTeX value that LaTeX prints as it is."""
    return "{}".join(morceau.translate(_TABLE) for morceau in _LIGATURES.split(texte))


def decoder(valeur: str) -> str:
    """The plain text of a BibTeX value: macros, accents and protecting braces resolved."""
    if not _A_DECODER.search(valeur):
        return _BLANCS.sub(" ", valeur).strip(" \t\r\n")
    try:
        texte: str = _decodeur().latex_to_text(_NUS.sub(r"\\\1", valeur))
    except (LatexWalkerError, RecursionError):
        texte = valeur.replace("{", "").replace("}", "")
    return _BLANCS.sub(" ", texte).strip(" \t\r\n")


@cache
def _decodeur() -> LatexNodes2Text:
    contexte: Any = get_default_latex_context_db()
    contexte.add_context_category(
        "bibliographie",
        prepend=True,
        macros=[
            MacroTextSpec("textbraceleft", simplify_repl="{"),
            MacroTextSpec("textbraceright", simplify_repl="}"),
            MacroTextSpec("textasciicircum", simplify_repl="^"),
            MacroTextSpec("url", simplify_repl="%s"),
        ],
    )
    return LatexNodes2Text(latex_context=contexte, keep_braced_groups=False, math_mode="verbatim")
