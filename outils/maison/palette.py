"""The colours of the drawing: those of the site, read in its own style sheet."""

import re
from pathlib import Path

from outils.maison.lecture import APPS

# A floor and the colour of the site that it bears.
TEINTES = dict(zip(APPS, ("cv", "cpts", "cls", "clsm", "terre"), strict=True))
FORMES = """\
text { font: 12.5px "Segoe UI", "Open Sans", system-ui, "Liberation Sans", sans-serif; }
text { text-anchor: middle; }
.titre { font: 26px Palatino, P052, "Noto Serif", Georgia, serif; }
.etage { font: 19px Palatino, P052, "Noto Serif", Georgia, serif; }
.etage, .note { text-anchor: start; }
.note { font-size: 13px; }
.lien, .ligne { fill: none; stroke: currentColor; stroke-linejoin: round; }
.lien { opacity: .55; }
.pointe { fill: currentColor; stroke: none; }
.django { stroke-dasharray: 3 3; }
.sol { stroke-width: 4; stroke-dasharray: 48; }"""


def _teintes(texte: str) -> list[str]:
    """The rules of colour, from the custom properties of a style sheet."""
    c = dict(re.findall(r"--([\w-]+): (#[0-9A-Fa-f]{3,6});", texte))
    return [
        f".papier {{ fill: {c['papier']}; }}",
        f".mur {{ fill: {c['papier-2']}; stroke: {c['trait']}; }}",
        f".piece {{ fill: {c['papier']}; stroke: {c['trait-2']}; }}",
        f".django {{ fill: {c['papier-2']}; stroke: {c['trait-2']}; }}",
        f"text {{ fill: {c['encre']}; }}",
        f".nombre, .note {{ fill: {c['encre-2']}; }}",
        f".sol {{ stroke: {c['encre']}; }}",
        *(f".{app} {{ color: {c[teinte]}; }}" for app, teinte in TEINTES.items()),
        ".etage { fill: currentColor; }",
    ]


def style(racine: Path) -> str:
    """The style sheet of the drawing; it follows the reader's theme."""
    feuille = (racine / "static" / "css" / "base.css").read_text(encoding="utf-8")
    clair, _, suite = feuille.partition("prefers-color-scheme: dark")
    sombre = clair + suite.partition("}")[0]
    theme = ["@media (prefers-color-scheme: dark) {", *_teintes(sombre), "}"]
    return "\n".join((FORMES, *_teintes(clair), *theme))
