"""Put the French spaces into the strings of Python files and the text of templates.

`python -m outils.typographie FICHIER…` rewrites: U+00A0 inside guillemets and before « : »,
U+202F before « ; ! ? ». Docstrings, comments, raw strings and template tags are left alone.
The rules that `tests/maison` checks, done by a machine.
"""

import io
import re
import sys
import tokenize
from pathlib import Path

REGLES = [
    (re.compile(r"« "), "«\u00a0"),
    (re.compile(r" »"), "\u00a0»"),
    (re.compile(r"(?<=[\wà-ÿ»)\]}…]) :(?=\s|$|[\"'<])"), "\u00a0:"),
    (re.compile(r"(?<=[\wà-ÿ»)\]}…]) ([;!?])(?=\s|$|[\"'<])"), "\u202f\\1"),
]
# Tags, expressions, comments and the start of a tag: the rest is text.
GABARIT = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<[^>]*>)", re.DOTALL)
DEBUT_D_INSTRUCTION = {
    tokenize.ENCODING,
    tokenize.NEWLINE,
    tokenize.NL,
    tokenize.INDENT,
    tokenize.DEDENT,
}


def corriger(texte: str) -> str:
    """The text with its French spaces."""
    for motif, remplacement in REGLES:
        texte = motif.sub(remplacement, texte)
    return texte


def _est_chaine_ordinaire(jeton: tokenize.TokenInfo, precedent: int, dans_parentheses: int) -> bool:
    """A string that is neither a docstring nor raw."""
    if jeton.type != tokenize.STRING or jeton.string[:1].lower() == "r":
        return False
    return bool(dans_parentheses) or precedent not in DEBUT_D_INSTRUCTION


def python(source: str) -> str:
    """The same file with French spaces in its ordinary strings."""
    lignes = source.splitlines(keepends=True)
    debuts = [0]
    for ligne in lignes:
        debuts.append(debuts[-1] + len(ligne))
    morceaux, fin, precedent, parentheses = [], 0, tokenize.ENCODING, 0
    for jeton in tokenize.generate_tokens(io.StringIO(source).readline):
        if jeton.type == tokenize.OP:
            parentheses += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(jeton.string, 0)
        if _est_chaine_ordinaire(jeton, precedent, parentheses):
            debut = debuts[jeton.start[0] - 1] + jeton.start[1]
            morceaux += [source[fin:debut], corriger(jeton.string)]
            fin = debuts[jeton.end[0] - 1] + jeton.end[1]
        if jeton.type != tokenize.COMMENT:
            precedent = jeton.type
    return "".join([*morceaux, source[fin:]])


def gabarit(source: str) -> str:
    """The same template with French spaces in its text."""
    morceaux = GABARIT.split(source)
    for rang in range(0, len(morceaux), 2):
        # What an expression prints is a word, to the sign that follows it.
        mot = "X" if rang and morceaux[rang - 1].startswith("{{") else ""
        morceaux[rang] = corriger(mot + morceaux[rang]).removeprefix(mot)
    return "".join(morceaux)


def main() -> None:
    """Rewrite the files named on the command line and say which changed."""
    for nom in sys.argv[1:]:
        chemin = Path(nom)
        avant = chemin.read_text(encoding="utf-8")
        apres = gabarit(avant) if chemin.suffix == ".html" else python(avant)
        if apres != avant:
            chemin.write_text(apres, encoding="utf-8")
            sys.stdout.write(f"✓ {nom}\n")


if __name__ == "__main__":
    main()
