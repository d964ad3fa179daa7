"""COinS: what a span of a page says of one notice to Zotero and to link resolvers.

An OpenURL ContextObject (Z39.88-2004). It has three families: what a periodical holds, books, and
Dublin Core for the rest, where `rft.type` takes Zotero's own word. tests/clients/zotero.py
has the rules by which Zotero reads it.
"""

from urllib.parse import urlencode

from bibliographie.formats.csl import etendue, pages_de
from bibliographie.formats.reference import EDITEURS, Nom, Reference, ecrire_nom
from bibliographie.formats.types import ZOTERO

Paires = list[tuple[str, str]]
PERIODIQUES = {"journalArticle", "magazineArticle"}
# The genre of the book family, by Zotero's type. The others are in Dublin Core.
GENRES = {
    "book": "book",
    "report": "report",
    "bookSection": "bookitem",
    "conferencePaper": "proceeding",
}
# A part of a book names itself in `atitle`, and the whole in `btitle`.
PARTIES = {"bookSection", "conferencePaper"}


def coins(reference: Reference) -> str:
    """The `title` of `<span class="Z3988">`."""
    sorte = ZOTERO.get(reference.type, "document")
    periodique = sorte in PERIODIQUES
    famille = "journal" if periodique else "book" if sorte in GENRES else "dc"
    paires = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{famille}"),
        ("rft.genre", "article" if periodique else GENRES.get(sorte, "")),
        *_titres(reference, sorte),
        *_auteurs(reference.auteurs),
        *_parution(reference),
        *_pages(reference),
        ("rft_id", f"info:doi/{reference.doi}" if reference.doi else ""),
        *[("rft_id", url) for url in reference.urls[:1]],
        # Last: it changes the family in which Zotero reads the titles before it.
        ("rft.type", "" if sorte in {"journalArticle", *GENRES} else sorte),
    ]
    return urlencode([(nom, valeur) for nom, valeur in paires if valeur])


def _titres(reference: Reference, sorte: str) -> Paires:
    """The work's own title, and that of what holds it."""
    contenant = reference.revue or reference.dans_titre
    if sorte in PERIODIQUES:
        return [("rft.atitle", reference.titre), ("rft.jtitle", contenant)]
    if sorte in PARTIES:
        return [("rft.atitle", reference.titre), ("rft.btitle", contenant)]
    if sorte in GENRES:
        return [("rft.btitle", reference.titre), ("rft.series", contenant)]
    return [("rft.title", reference.titre), ("rft.source", contenant)]


def _auteurs(noms: tuple[Nom, ...]) -> Paires:
    personnes = [nom for nom in noms if not nom.collectif]
    premier = next((nom for nom in personnes if nom.prenom), None)
    # Zotero puts each body before the one that it has just read: they are given in reverse.
    corps = [nom.nom for nom in reversed(noms) if nom.collectif]
    return [
        ("rft.aulast", premier.nom if premier else ""),
        ("rft.aufirst", premier.prenom if premier else ""),
        *[("rft.au", ecrire_nom(nom)) for nom in personnes],
        *[("rft.aucorp", nom) for nom in corps],
    ]


def _parution(reference: Reference) -> Paires:
    return [
        ("rft.pub", EDITEURS.join(reference.editeurs) or reference.dans_editeur),
        ("rft.place", reference.lieu),
        ("rft.date", reference.date),
        ("rft.volume", reference.volume),
        ("rft.issue", reference.numero),
        ("rft.edition", reference.edition),
        ("rft.isbn", reference.isbn),
        ("rft.issn", reference.issn),
        ("rft.language", reference.langue),
    ]


def _pages(reference: Reference) -> Paires:
    debut, fin = etendue(reference.pages)
    champ, pages = pages_de(reference)
    return [
        ("rft.tpages" if champ == "numPages" else "rft.pages", pages),
        ("rft.spage", debut),
        ("rft.epage", fin),
    ]
