"""CSL-JSON, the common tongue of citation managers: the allowed keys and types, no other."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bibliographie.formats.reference import Nom, Reference
from bibliographie.formats.types import CSL, ZOTERO
from socle.textes import INSECABLE

MIME = "application/vnd.citationstyles.csl+json"
PLAGE = re.compile(r"^pp?\.?\s*(?P<debut>\w+)(?:\s*[-–]\s*(?P<fin>\w+))?$", re.ASCII)
TOTAL = re.compile(r"^(?P<total>[0-9]+)\s*p\.?$")


def etendue(pages: str) -> tuple[str, str]:
    """First and last page of a printed pagination (« pp. 231-241 », « p. 12 »); else blanks."""
    plage = PLAGE.match(pages)
    return (plage["debut"], plage["fin"] or "") if plage else ("", "")


def total_de_pages(pages: str) -> str:
    """« 127 » for « 127 p. »; blank for anything else."""
    total = TOTAL.match(pages)
    return total["total"] if total else ""


def pages_de(reference: Reference) -> tuple[str, str]:
    """Where Zotero keeps the pagination, and what it keeps: « 127 » is the `numPages` of a book,
    and the `pages` of a report, which has no other field for it."""
    debut, fin = etendue(reference.pages)
    if debut:
        return "pages", f"{debut}-{fin}" if fin else debut
    total = total_de_pages(reference.pages)
    compte = total and ZOTERO.get(reference.type) == "book"
    return "numPages" if compte else "pages", total or reference.pages


def vers_csl(reference: Reference) -> dict[str, Any]:
    """One CSL-JSON item."""
    debut, fin = etendue(reference.pages)
    item = {
        "type": CSL.get(reference.type, "book"),
        "id": reference.cle,
        "title": reference.titre,
        "author": [_nom(nom) for nom in reference.auteurs],
        "issued": {"date-parts": [date_en_morceaux(reference.date)]} if reference.date else None,
        "publisher": ", ".join(reference.editeurs) or reference.dans_editeur,
        "publisher-place": reference.lieu,
        "container-title": reference.revue or reference.dans_titre,
        "volume": reference.volume,
        "issue": reference.numero,
        "page": f"{debut}-{fin}" if fin else debut,
        "number-of-pages": total_de_pages(reference.pages),
        "abstract": reference.resume,
        "keyword": ", ".join(reference.mots_cles),
        "language": reference.langue,
        "URL": reference.urls[0] if reference.urls else "",
        "DOI": reference.doi,
        "ISBN": reference.isbn,
        "ISSN": reference.issn,
        "note": _note(reference),
    }
    return {mot: valeur for mot, valeur in item.items() if valeur}


def date_en_morceaux(date: str) -> list[int]:
    """« 2016-04 » → [2016, 4]: what the source gives, nothing more."""
    return [int(morceau) for morceau in date.split("-")]


def ecrire(references: Iterable[Reference]) -> Iterator[str]:
    """A CSL-JSON array, one item a line."""
    yield "["
    for rang, reference in enumerate(references):
        yield (",\n" if rang else "\n") + json.dumps(vers_csl(reference), ensure_ascii=False)
    yield "\n]\n"


def _nom(nom: Nom) -> dict[str, str]:
    if nom.collectif:
        return {"literal": nom.nom}
    return {"family": nom.nom, "given": nom.prenom} if nom.prenom else {"family": nom.nom}


def _note(reference: Reference) -> str:
    """What CSL has no key for: other authors, edition, length of a film, our own note."""
    lignes = [
        "Et al." if reference.et_al else "",
        f"Édition{INSECABLE}: {reference.edition}" if reference.edition else "",
        f"Durée{INSECABLE}: {reference.duree}" if reference.duree else "",
        reference.note,
    ]
    return "\n".join(ligne for ligne in lignes if ligne)
