"""The bibliographic files read by rispy, bibtexparser, citeproc and pandoc, against the notices."""

import json
import re
from typing import Any

import bibtexparser
import pytest
import rispy
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as mises_en_forme
from citeproc.source.json import CiteProcJSON
from django.test import Client

from bibliographie.formats.citation import STYLE
from bibliographie.formats.csl import etendue
from bibliographie.formats.reference import Nom, Reference, de_notice
from bibliographie.models import Notice
from tests.clients.programmes import lancer
from tests.lecture import octets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]
avec_pandoc = pytest.mark.programme("pandoc")
Valeurs = dict[str, Any]


@pytest.fixture(name="references")
def _references() -> list[Reference]:
    return [de_notice(n) for n in Notice.objects.pour_liste().order_by("numero")]


def _fichier(client: Client, suffixe: str) -> str:
    return octets(client.get(f"/bibliographie.{suffixe}")).decode()


def _plat(texte: str) -> str:
    """Without what each program sets its own way: apostrophes, quotes, spaces."""
    texte = re.sub("[’‘´]", "'", texte)
    texte = re.sub("[“”«»]", '"', texte)
    return re.sub(r"\s+", "", texte)


def _dites(reference: Reference) -> Valeurs:
    """What any of these formats can say of a work, in one form."""
    debut, fin = etendue(reference.pages)
    return {
        "titre": _plat(reference.titre),
        "auteurs": [_plat(f"{n.nom}/{n.prenom}") for n in reference.auteurs],
        "annee": reference.date[:4],
        "contenant": _plat(reference.revue or reference.dans_titre),
        "editeurs": _editeurs(" ".join(reference.editeurs) or reference.dans_editeur),
        "volume": _plat(reference.volume),
        "numero": _plat(reference.numero),
        "pages": [p for p in (debut, fin) if fin],
        "doi": reference.doi,
        "isbn": reference.isbn,
        "url": reference.urls[0] if reference.urls else "",
        "resume": _plat(reference.resume),
        "langue": reference.langue,
        "mots": sorted(map(_plat, reference.mots_cles)),
    }


def _editeurs(texte: str) -> str:
    """Their names in their order, whatever stands between them."""
    return re.sub("[,;]", "", _plat(texte))


def _de_csl(item: Valeurs) -> Valeurs:
    """The same of an item of CSL-JSON."""
    pages = re.split("[-–]", item.get("page", ""))
    morceaux = item.get("issued", {}).get("date-parts", [[""]])[0]
    return {
        "titre": _plat(item["title"]),
        "auteurs": [
            _plat(f"{a.get('family') or a.get('literal')}/{a.get('given', '')}")
            for a in item.get("author", [])
            if a != {"literal": "others"} and a != {"family": "others"}
        ],
        "annee": str(morceaux[0]),
        "contenant": _plat(item.get("container-title", "")),
        "editeurs": _editeurs(item.get("publisher", "")),
        "volume": _plat(str(item.get("volume", ""))),
        "numero": _plat(str(item.get("issue", item.get("number", "")))),
        "pages": pages if len(pages) > 1 else [],
        "doi": item.get("DOI", ""),
        "isbn": item.get("ISBN", ""),
        "url": item.get("URL", ""),
        "resume": _plat(item.get("abstract", "")),
        "langue": item.get("language", "")[:2],
        "mots": sorted(_plat(m) for m in item.get("keyword", "").split(", ") if m),
    }


def _ecarts(
    references: list[Reference], lues: dict[str, Valeurs]
) -> list[tuple[str, str, Any, Any]]:
    """(notice, field, ours, theirs) wherever they differ, of the fields that they read."""
    assert len(lues) == len(references) == 222
    return [
        (reference.cle, champ, _dites(reference)[champ], lue)
        for reference in references
        for champ, lue in lues[reference.cle].items()
        if lue != _dites(reference)[champ]
    ]


def test_rispy_rend_chaque_champ(client: Client, references: list[Reference]) -> None:
    lues = {
        lue["id"]: {
            "titre": _plat(lue["title"]),
            "auteurs": [_plat("/".join([*a.split(", "), ""][:2])) for a in lue.get("authors", [])],
            "annee": lue.get("year", ""),
            "editeurs": _editeurs(lue.get("publisher", "")),
            "volume": _plat(lue.get("volume", "")),
            "numero": _plat(lue.get("number", "")),
            "doi": lue.get("doi", ""),
            "url": (lue.get("urls") or [""])[0],
            "resume": _plat(lue.get("abstract", "")),
            "langue": lue.get("language", ""),
            "mots": sorted(map(_plat, lue.get("keywords", []))),
        }
        for lue in rispy.loads(_fichier(client, "ris"))
    }
    assert _ecarts(references, lues) == []


def test_bibtexparser_rend_chaque_entree(client: Client, references: list[Reference]) -> None:
    bibliotheque = bibtexparser.parse_string(_fichier(client, "bib"))
    assert bibliotheque.failed_blocks == []
    lues = {}
    for entree in bibliotheque.entries:
        champs = {c.key: str(c.value) for c in entree.fields}
        pages = champs.get("pages", "").split("--")
        lues[entree.key] = {
            "annee": champs.get("year", ""),
            "pages": pages if len(pages) > 1 else [],
            "doi": champs.get("doi", ""),
            "isbn": champs.get("isbn", ""),
            "url": champs.get("url", ""),
            "langue": champs.get("language", ""),
        }
    assert _ecarts(references, lues) == []


@avec_pandoc
@pytest.mark.parametrize(
    ("suffixe", "format"), [("csl.json", "csljson"), ("bib", "bibtex"), ("bib", "biblatex")]
)
def test_pandoc_rend_chaque_champ(
    client: Client, references: list[Reference], suffixe: str, format: str
) -> None:
    """What it made of the file, in the form that citation managers exchange."""
    texte = lancer("pandoc", "-f", format, "-t", "csljson", entree=_fichier(client, suffixe))
    lues = {item["id"]: _de_csl(item) for item in json.loads(texte)}
    if suffixe == "bib":
        for reference in references:
            lue = lues[reference.cle]
            # Neither the proceedings of a film or of a page: pandoc reads no « booktitle » there.
            if not reference.revue:
                del lue["contenant"]
            # It puts a title in lower case, as the rule is in English.
            if reference.langue == "en":
                assert lue.pop("titre").lower() == _plat(reference.titre).lower()
    assert _ecarts(references, lues) == []


def test_citeproc_cite_chaque_notice(client: Client, references: list[Reference]) -> None:
    """The references that a CSL style makes of our CSL-JSON name the work and its year."""
    items = json.loads(_fichier(client, "csl.json"))
    style = CitationStylesStyle(str(STYLE), validate=False)
    bibliographie = CitationStylesBibliography(style, CiteProcJSON(items), mises_en_forme.plain)
    for item in items:
        bibliographie.register(Citation([CitationItem(item["id"])]))
    lignes = list(map(str, bibliographie.bibliography()))
    assert len(lignes) == len(references)
    par_cle = {reference.cle: reference for reference in references}
    for item, ligne in zip(items, lignes, strict=True):
        reference = par_cle[item["id"]]
        assert _plat(reference.titre) in _plat(ligne)
        assert reference.date[:4] in ligne
        premier: Nom | None = next(iter(reference.auteurs), None)
        assert premier is None or _plat(premier.nom).lower() in _plat(ligne).lower()
