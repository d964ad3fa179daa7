"""RIS, by rispy: what Zotero, EndNote and Mendeley read and write.

What RIS has no tag for (length of a film, « et al. », odd pagination, origin of the résumé) goes
in notes N1 « Durée : 6:53 » that our reader knows, so that nothing is lost on the way back. Such
a note is written only where reading the tags alone would give something else.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

import rispy

from bibliographie.formats.csl import etendue, total_de_pages
from bibliographie.formats.reference import (
    CHAMPS_TEXTE,
    Lecture,
    Lu,
    Rebut,
    Reference,
    differences,
    ecrire_nom,
    lire_nom,
    lire_type,
    noms_des_responsables,
    sur_une_ligne,
    texte_des_responsables,
)
from bibliographie.formats.types import DEPUIS_RIS, RIS
from bibliographie.models import Notice
from socle import dates
from socle.textes import INSECABLE

MIME = "application/x-research-info-systems"
EDITEURS = " ; "
ARTICLES = {Notice.Type.ARTICLE, Notice.Type.LETTRE_INFORMATION}
# Labels of our notes, by field.
PRECISIONS = {
    "type": "Type",
    "revue": "Revue",
    "dans_titre": "Dans",
    "dans_responsables": "Dans, responsables",
    "dans_editeur": "Dans, éditeur",
    "date": "Date",
    "pages": "Pagination",
    "duree": "Durée",
    "resume_origine": "Origine du résumé",
    "isbn": "ISBN",
    "issn": "ISSN",
    "note": "Note",
}
# Tags, in rispy's words, that a field of Reference is read from.
TAGS = {
    "cle": ["id"],
    "titre": ["title", "primary_title"],
    "volume": ["volume"],
    "numero": ["number"],
    "edition": ["edition"],
    "resume": ["abstract", "notes_abstract"],
    "doi": ["doi"],
}
# The container's publisher where PB is that of the work itself.
AUTRE_EDITEUR = "Dans, édité par"
ET_AL = "Et al."
_PRECISION = re.compile(r"^(?P<mot>[^:]{2,30}?)\s*:\s*(?P<valeur>.*)$", re.DOTALL)
_URLS = re.compile(r";\s*(?=https?://)")
_DATE = re.compile(r"^(?P<a>[0-9]{4})[/-]?(?P<m>[0-9]{1,2})?[/-]?(?P<j>[0-9]{1,2})?(?:/.*)?$")
_ISBN = re.compile(r"^[0-9-]{9,16}[0-9X]$")


class _Ecrivain(rispy.RisWriter):
    """RIS as its authors describe it: CRLF, no number before a record."""

    NEWLINE = "\r\n"

    def set_header(self, count: int) -> str:
        return ""


class _Lecteur(rispy.RisParser):
    """rispy cuts addresses at « ; », which many hold; we cut them only before « http »."""

    DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}


def ecrire(references: Iterable[Reference]) -> Iterator[str]:
    """RIS, one record at a time."""
    for reference in references:
        yield rispy.dumps([_vers_ris(reference)], implementation=_Ecrivain) + "\r\n"


def lire(texte: str) -> list[Lu]:
    """Every record of a RIS text, in order; what cannot be read says so."""
    lus: list[Lu] = []
    for ligne, morceau in _notices(texte):
        try:
            trouvees = rispy.loads(morceau, implementation=_Lecteur)
        except (KeyError, TypeError, AttributeError, IndexError, ValueError):
            trouvees = []
        if not trouvees:
            lus.append(
                Rebut(ligne, "Notice RIS illisible, ou sans ligne «\u00a0ER\u00a0» à la fin.")
            )
            continue
        lus += [_lecture(ligne, brut) for brut in trouvees]
    return lus


def _notices(texte: str) -> Iterator[tuple[int, str]]:
    """Each record with the line where it starts: from a TY to just before the next one."""
    debut = 0
    lignes: list[str] = []
    for numero, ligne in enumerate(texte.split("\n"), 1):
        if ligne.startswith("TY  -"):
            if lignes:
                yield debut, "\n".join(lignes)
            debut, lignes = numero, []
        if debut:
            lignes.append(ligne)
    if lignes:
        yield debut, "\n".join(lignes)


# Out


def _vers_ris(reference: Reference) -> dict[str, Any]:
    plate = {mot: sur_une_ligne(getattr(reference, mot)) for mot in CHAMPS_TEXTE}
    debut, fin = etendue(reference.pages)
    responsables, _ = noms_des_responsables(plate["dans_responsables"])
    annee, *reste = reference.date.split("-")
    brut = {
        "type_of_reference": RIS.get(reference.type, "GEN"),
        "id": reference.cle,
        "type_of_work": str(Notice.Type(reference.type).label) if reference.type else "",
        "title": plate["titre"],
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
        "abstract": plate["resume"],
        "keywords": list(reference.mots_cles),
        "urls": list(reference.urls),
        "doi": plate["doi"],
        "issn": plate["isbn"] or plate["issn"],
        "language": plate["langue"],
    }
    brut = {mot: valeur for mot, valeur in brut.items() if valeur}
    return {**brut, "notes": list(_precisions(reference, brut))}


def _precisions(reference: Reference, brut: dict[str, Any]) -> Iterator[str]:
    """The N1 notes that reading the tags alone would miss."""
    if reference.et_al:
        yield ET_AL
    relue, _ = _reference(brut)
    for champ, (valeur, _) in differences(reference, relue, PRECISIONS).items():
        double = champ == "dans_editeur" and reference.editeurs
        libelle = AUTRE_EDITEUR if double else PRECISIONS[champ]
        for ligne in valeur.split("\n"):
            yield f"{libelle}{INSECABLE}: {sur_une_ligne(ligne)}"


# In


def _lecture(ligne: int, brut: dict[str, Any]) -> Lecture:
    reference, remarques = _reference(brut)
    return Lecture(ligne, reference, tuple(remarques))


def _reference(brut: dict[str, Any]) -> tuple[Reference, list[str]]:
    remarques: list[str] = []
    precisions, autres = _lire_notes(brut.get("notes", []))
    type_notice = _lire_type(brut)
    responsables = [lire_nom(nom) for nom in brut.get("secondary_authors", [])]
    lues: dict[str, Any] = {
        **{champ: _un(brut, *tags) for champ, tags in TAGS.items()},
        **_lire_contenant(brut, type_notice),
        **_lire_numero_normalise(_un(brut, "issn")),
        "type": type_notice,
        "auteurs": tuple(
            lire_nom(nom)
            for mot in ("first_authors", "authors")
            for nom in brut.get(mot, [])
            if nom.strip()
        ),
        "et_al": ET_AL in autres,
        "editeurs": tuple(e for e in _un(brut, "publisher").split(EDITEURS) if e),
        "dans_responsables": texte_des_responsables(responsables),
        "date": _lire_date(_un(brut, "date"), _un(brut, "year", "publication_year"), remarques),
        "pages": _lire_pages(_un(brut, "start_page"), _un(brut, "end_page"), type_notice),
        "mots_cles": tuple(mot for mot in brut.get("keywords", []) if mot),
        "urls": tuple(
            u.strip() for brute in brut.get("urls", []) for u in _URLS.split(brute) if u.strip()
        ),
        "langue": _un(brut, "language")[:5],
        "note": "\n".join(note for note in autres if note != ET_AL),
    }
    if "dans_editeur" in precisions:
        lues["editeurs"] = ()
    lues["dans_editeur"] = precisions.pop(AUTRE_EDITEUR, "")
    lues |= precisions
    return Reference(**lues), remarques


def _lire_type(brut: dict[str, Any]) -> str:
    """Our own word in M3 when it is one, or else what TY says."""
    type_ris = str(brut.get("type_of_reference", "")).upper()
    notre = lire_type(str(brut.get("type_of_work", "")))
    return notre or DEPUIS_RIS.get(type_ris, Notice.Type.DOCUMENT)


def _lire_contenant(brut: dict[str, Any], type_notice: str) -> dict[str, str]:
    """The periodical, and the book or the proceedings: T2 is either."""
    revue = _un(brut, "journal_name", "alternate_title3", "alternate_title2")
    dans = _un(brut, "secondary_title", "tertiary_title")
    if not revue and type_notice in ARTICLES:
        revue = dans
    return {"revue": revue, "dans_titre": dans if dans != revue else ""}


def _lire_numero_normalise(numero: str) -> dict[str, str]:
    """SN is an ISBN or an ISSN."""
    return {"isbn" if _ISBN.match(numero.replace(" ", "-")) else "issn": numero}


def _un(brut: dict[str, Any], *mots: str) -> str:
    """The first of these tags that is filled."""
    return next((str(brut[mot]).strip() for mot in mots if str(brut.get(mot) or "").strip()), "")


def _lire_notes(notes: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Our notes by field, and those of others."""
    champs = {libelle: champ for champ, libelle in PRECISIONS.items()}
    champs[AUTRE_EDITEUR] = AUTRE_EDITEUR
    precisions: dict[str, str] = {}
    autres = []
    for note in notes:
        trouve = _PRECISION.match(note)
        champ = champs.get(trouve["mot"]) if trouve else None
        if trouve is None or champ is None:
            autres.append(note)
        elif champ in precisions:
            precisions[champ] += f"\n{trouve['valeur'].strip()}"
        else:
            precisions[champ] = trouve["valeur"].strip()
    return precisions, autres


def _lire_date(date: str, annee: str, remarques: list[str]) -> str:
    """DA, or else PY, as a partial date."""
    for brute in (date, annee):
        trouve = _DATE.match(brute)
        if not trouve:
            continue
        morceaux = [trouve["a"], trouve["m"], trouve["j"]]
        lue = "-".join(m.zfill(2) for m in morceaux if m)
        try:
            dates.bornes(lue)
        except ValueError:
            continue
        return lue
    if date or annee:
        remarques.append(f"Date non comprise\u00a0: «\u00a0{date or annee}\u00a0».")
    return ""


def _lire_pages(debut: str, fin: str, type_notice: str) -> str:
    """A pagination as CRES prints it: « pp. 231-241 », « 127 p. », « p. 12 »."""
    if debut and fin:
        return f"pp. {debut}-{fin}"
    if debut.isdigit():
        return f"p. {debut}" if type_notice in ARTICLES else f"{debut} p."
    return debut
