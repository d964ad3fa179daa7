"""A reference as ISO 690 prints it in French, by citeproc-py with our own style.

citeproc-py does not escape HTML: it is asked to mark italics with private characters, and the
tags are put afterwards, by Django, which escapes. A citation takes about a millisecond: the last
ones are kept.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from citeproc import Citation as Appel
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc.source.json import CiteProcJSON
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from bibliographie.formats.csl import vers_csl
from bibliographie.formats.reference import Reference
from socle import dates

STYLE = Path(__file__).with_name("iso690-fr.csl")
DEBUT, FIN = "\ue000", "\ue001"
# After « ? » the full stop between two elements is one mark too many.
_POINT_DE_TROP = re.compile(rf"([?!…]{FIN}?)\.(?=\s|$)")
_verrou = Lock()


@dataclass(frozen=True, slots=True)
class Citation:
    """The same citation as plain text and as HTML."""

    texte: str
    html: SafeString


class _Format:
    """A formatter of citeproc that only marks italics."""

    Oblique = Bold = Light = Underline = Superscript = Subscript = SmallCaps = str

    @staticmethod
    def preformat(texte: object) -> str:
        """Nothing is escaped here: see `_rendre`."""
        return str(texte)

    class Italic(str):
        """Text between the private marks of italics."""

        __slots__ = ()

        def __new__(cls, texte: object) -> "_Format.Italic":
            return super().__new__(cls, f"{DEBUT}{texte}{FIN}")


def citer(reference: Reference) -> Citation:
    """The citation of a work."""
    return _rendre(replace(reference, resume="", resume_origine="", note="", mots_cles=()))


@cache
def _style() -> Any:
    return CitationStylesStyle(str(STYLE), validate=False)


@lru_cache(maxsize=4096)
def _rendre(reference: Reference) -> Citation:
    item = _item(reference)
    # The style keeps the formatter and is one tree of lxml: one thread at a time.
    with _verrou:
        bibliographie = CitationStylesBibliography(_style(), CiteProcJSON([item]), _Format)
        bibliographie.register(Appel([CitationItem(item["id"])]))
        marque = str(bibliographie.bibliography()[0])
    marque = _POINT_DE_TROP.sub(r"\1", marque)
    if not marque.rstrip(FIN).endswith((".", "?", "!", "…", item.get("URL") or ".")):
        # A full stop, but not after an address, where it would be copied with it.
        marque += "."
    # Marks come in pairs: every other piece is in italics.
    morceaux = re.split(f"[{DEBUT}{FIN}]", marque)
    italiques = [
        format_html("<cite>{}</cite>", m) if rang % 2 else m for rang, m in enumerate(morceaux)
    ]
    return Citation("".join(morceaux), format_html_join("", "{}", ((m,) for m in italiques)))


def _item(reference: Reference) -> dict[str, Any]:
    """The CSL item, with what our style prints besides."""
    utiles = {
        mot: _sans_marque(valeur)
        for mot, valeur in vers_csl(reference).items()
        if mot not in {"page", "number-of-pages", "note", "keyword", "language", "issued"}
    }
    auteurs = [{m: _sans_marque(v) for m, v in nom.items()} for nom in utiles.get("author", [])]
    date = dates.en_lettres(reference.date) if reference.date else ""
    return {
        **utiles,
        "id": "x",
        **_present("author", auteurs),
        **_present("issued", {"literal": date} if date else None),
        **_present("editor", _literal(reference.dans_responsables)),
        **_present("edition", reference.edition),
        **_present("dimensions", reference.pages),
        **_present("genre", reference.duree),
        **_present("medium", "en ligne" if reference.urls or reference.doi else ""),
        **_present("annote", "et al." if reference.et_al else ""),
    }


def _present(mot: str, valeur: Any) -> dict[str, Any]:
    return {mot: valeur} if valeur else {}


def _literal(texte: str) -> list[dict[str, str]]:
    return [{"literal": texte}] if texte else []


def _sans_marque(valeur: Any) -> Any:
    """Text without our private marks, should a title hold them."""
    return valeur.replace(DEBUT, "").replace(FIN, "") if isinstance(valeur, str) else valeur
