"""BibTeX, by bibtexparser: for LaTeX, JabRef and Zotero.

bibtexparser writes values as they are given: escaping is ours (see `latex`). Addresses and DOI
are left bare, as biblatex wants them. What BibTeX has no field for goes in fields of our own,
which others skip, and only where the usual fields would read back as something else.
"""

import re
from collections.abc import Iterable, Iterator

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.middlewares import AddEnclosingMiddleware
from bibtexparser.model import Entry, Field
from django.utils.translation import get_language_info

from bibliographie.formats.csl import etendue, total_de_pages
from bibliographie.formats.latex import echapper
from bibliographie.formats.reference import (
    CHAMPS_TEXTE,
    EDITEURS,
    Nom,
    Reference,
    differences,
    noms_des_responsables,
    sur_une_ligne,
)
from bibliographie.formats.types import BIBTEX
from bibliographie.lecture.bibtex import AUTRE_EDITEUR, PARAGRAPHE, PRECISIONS, relire
from bibliographie.models import Notice
from socle.textes import plier

MIME = "application/x-bibtex"
T = Notice.Type


def ecrire(references: Iterable[Reference]) -> Iterator[str]:
    """BibTeX, one entry at a time."""
    enclore = AddEnclosingMiddleware(
        reuse_previous_enclosing=False, enclose_integers=True, default_enclosing="{"
    )
    for reference in references:
        bibliotheque = Library([_entree(reference)])
        yield write_string(bibliotheque, unparse_stack=[enclore]) + "\n"


def _entree(reference: Reference) -> Entry:
    plate = {mot: echapper(sur_une_ligne(getattr(reference, mot))) for mot in CHAMPS_TEXTE}
    sorte = BIBTEX.get(reference.type, "misc")
    debut, fin = etendue(reference.pages)
    annee, *reste = reference.date.split("-")
    responsables, et_al = noms_des_responsables(sur_une_ligne(reference.dans_responsables))
    editeurs = EDITEURS.join(echapper(e) for e in reference.editeurs) or plate["dans_editeur"]
    champs = {
        "title": plate["titre"],
        "type": str(T(reference.type).label) if reference.type and sorte == "misc" else "",
        "author": _ecrire_noms(reference.auteurs, reference.et_al),
        "editor": _ecrire_noms(responsables, et_al),
        "journal" if plate["revue"] else "booktitle": plate["revue"] or plate["dans_titre"],
        "institution" if sorte == "techreport" else "publisher": editeurs,
        "volume": plate["volume"],
        "number": plate["numero"],
        "edition": plate["edition"],
        "address": plate["lieu"],
        "year": annee,
        "month": str(int(reste[0])) if reste else "",
        "day": str(int(reste[1])) if len(reste) > 1 else "",
        "pages": f"{debut}--{fin}" if fin else debut,
        "pagetotal": total_de_pages(reference.pages),
        "abstract": plate["resume"],
        "keywords": ", ".join(echapper(mot) for mot in reference.mots_cles),
        "language": plate["langue"],
        "langid": _langue_de_babel(reference.langue),
        "isbn": plate["isbn"],
        "issn": plate["issn"],
        "doi": reference.doi,
        **{f"url{rang or ''}": _url(url) for rang, url in enumerate(reference.urls)},
    }
    champs = {mot: valeur for mot, valeur in champs.items() if valeur}
    return _en_entree(sorte, reference, champs | _precisions(sorte, reference, champs))


def _en_entree(sorte: str, reference: Reference, champs: dict[str, str]) -> Entry:
    cle = reference.cle or re.sub(r"[^a-z0-9]+", "-", plier(reference.titre))[:60]
    return Entry(sorte, cle or "notice", [Field(mot, valeur) for mot, valeur in champs.items()])


def _precisions(sorte: str, reference: Reference, champs: dict[str, str]) -> dict[str, str]:
    """Our own fields, where the usual ones would be read as something else."""
    relue = relire(sorte, champs)
    precisions = {}
    for champ, (valeur, _) in differences(reference, relue, PRECISIONS).items():
        double = champ == "dans_editeur" and reference.editeurs
        lignes = PARAGRAPHE.join(sur_une_ligne(ligne) for ligne in valeur.split("\n"))
        precisions[AUTRE_EDITEUR if double else PRECISIONS[champ]] = echapper(lignes)
    return precisions


def _langue_de_babel(code: str) -> str:
    """« french »: without it, pandoc and biblatex put capitals of a title in lower case, as one
    does in English."""
    try:
        return str(get_language_info(code)["name"]).lower()
    except KeyError:
        return ""


def _url(url: str) -> str:
    """A bare address: braces would unbalance the entry, so they are percent-encoded."""
    return url.replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def _ecrire_noms(noms: Iterable[Nom], et_al: bool) -> str:
    return " and ".join([*map(_ecrire_nom, noms), *(["others"] if et_al else [])])


def _ecrire_nom(nom: Nom) -> str:
    if nom.collectif:
        return f"{{{echapper(nom.nom)}}}"
    return f"{_proteger(nom.nom)}, {_proteger(nom.prenom)}".rstrip(" ")


def _proteger(partie: str) -> str:
    """A part of a name that holds « and » or a comma is kept together by braces."""
    echappee = echapper(partie)
    return f"{{{echappee}}}" if re.search(r",|\band\b", partie, re.IGNORECASE) else echappee
