"""RIS, by rispy: what Zotero, EndNote and Mendeley read and write.

What RIS has no tag for (length of a film, « et al. », odd pagination, origin of the résumé) goes
in M2, « Durée : 6:53 », that our reader knows, so that nothing is lost on the way back. Such a line
is written only where reading the tags alone would give something else. Zotero keeps M2 with the
work, in « Extra »; of a note (N1) it would make a child of the work.
"""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import rispy

from bibliographie.formats.csl import etendue, total_de_pages
from bibliographie.formats.reference import (
    CHAMPS_TEXTE,
    EDITEURS,
    Reference,
    differences,
    ecrire_nom,
    noms_des_responsables,
    sur_une_ligne,
)
from bibliographie.formats.types import RIS
from bibliographie.lecture.ris import AUTRE_EDITEUR, ET_AL, PRECISIONS, relire
from bibliographie.models import Notice
from socle.textes import INSECABLE

MIME = "application/x-research-info-systems"
# The tags, in rispy's words; two that it does not know are added.
BALISES: dict[str, str] = {**rispy.TAG_KEY_MAPPING, "M2": "precisions", "CT": "titre_de_loi"}


class _Ecrivain(rispy.RisWriter):
    """RIS as its authors describe it: CRLF, no number before a record."""

    NEWLINE = "\r\n"
    DEFAULT_MAPPING = BALISES
    DEFAULT_LIST_TAGS: ClassVar[list[str]] = [*rispy.LIST_TYPE_TAGS, "M2"]

    def set_header(self, count: int) -> str:
        return ""


def ecrire(references: Iterable[Reference]) -> Iterator[str]:
    """RIS, one record at a time."""
    for reference in references:
        yield rispy.dumps([_vers_ris(reference)], implementation=_Ecrivain) + "\r\n"


def _vers_ris(reference: Reference) -> dict[str, Any]:
    plate = {mot: sur_une_ligne(getattr(reference, mot)) for mot in CHAMPS_TEXTE}
    debut, fin = etendue(reference.pages)
    responsables, _ = noms_des_responsables(plate["dans_responsables"])
    annee, *reste = reference.date.split("-")
    sorte = RIS.get(reference.type, "GEN")
    brut = {
        "type_of_reference": sorte,
        "id": reference.cle,
        "type_of_work": str(Notice.Type(reference.type).label) if reference.type else "",
        "title": plate["titre"],
        # Zotero keeps the TI of a law under another name, and shows a law without title in a list.
        "titre_de_loi": plate["titre"] if sorte == "STAT" else "",
        "authors": [sur_une_ligne(ecrire_nom(nom)) for nom in reference.auteurs],
        "secondary_authors": [ecrire_nom(nom) for nom in responsables],
        "year": annee,
        "date": "/".join([annee, *reste, "", ""][:3]) + "/" if reste else "",
        "publisher": EDITEURS.join(reference.editeurs) or plate["dans_editeur"],
        "secondary_title": plate["revue"] or plate["dans_titre"],
        "journal_name": plate["revue"],
        "volume": plate["volume"],
        "number": plate["numero"],
        "start_page": debut if fin else total_de_pages(reference.pages) or debut or plate["pages"],
        "end_page": fin,
        "edition": plate["edition"],
        "place_published": plate["lieu"],
        "abstract": plate["resume"],
        "keywords": list(reference.mots_cles),
        "urls": list(reference.urls),
        "doi": plate["doi"],
        # The SN of a report is its own number, not that of a book or of a periodical.
        "issn": (plate["isbn"] or plate["issn"]) if sorte != "RPRT" else "",
        "language": plate["langue"],
    }
    brut = {mot: valeur for mot, valeur in brut.items() if valeur}
    return {**brut, "precisions": list(_precisions(reference, brut))}


def _precisions(reference: Reference, brut: dict[str, Any]) -> Iterator[str]:
    """The lines of M2: what reading the tags alone would miss."""
    if reference.et_al:
        yield ET_AL
    relue = relire(_balises(brut))
    for champ, (valeur, _) in differences(reference, relue, PRECISIONS).items():
        double = champ == "dans_editeur" and reference.editeurs
        libelle = AUTRE_EDITEUR if double else PRECISIONS[champ]
        for ligne in valeur.split("\n"):
            yield f"{libelle}{INSECABLE}: {sur_une_ligne(ligne)}"


def _balises(brut: dict[str, Any]) -> list[tuple[str, str]]:
    """The tags that rispy writes for these words."""
    tags = {mot: tag for tag, mot in BALISES.items()}
    return [
        (tags[mot], texte)
        for mot, valeur in brut.items()
        for texte in (valeur if isinstance(valeur, list) else [valeur])
    ]
