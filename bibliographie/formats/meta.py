"""The meta tags of a notice's page: the work as Highwire Press, Dublin Core and BIBO say it.

Google Scholar, Mendeley and the like read them; Zotero too, where it finds neither unAPI nor COinS.
They speak of the work: its type, its address, its résumé, and never of our page about it.
"""

from bibliographie.formats.csl import etendue, pages_de
from bibliographie.formats.reference import EDITEURS, Nom, Reference, ecrire_nom
from bibliographie.formats.types import ZOTERO
from bibliographie.models import Notice

Paires = list[tuple[str, str]]


def balises(reference: Reference, adresse: str) -> Paires:
    """`<meta name content>` pairs. `adresse` is that of our page, where the résumé is."""
    paires = (
        *_highwire(reference),
        ("citation_abstract_html_url", adresse),
        *_dc(reference),
        *_zotero(reference),
    )
    return [(nom, valeur) for nom, valeur in paires if valeur]


def _highwire(reference: Reference) -> Paires:
    sorte = ZOTERO.get(reference.type, "document")
    debut, fin = etendue(reference.pages)
    # Each of these three tags is enough to make a type of the work.
    rapport, partie = sorte == "report", sorte == "bookSection"
    editeur = "citation_technical_report_institution" if rapport else "citation_publisher"
    return [
        ("citation_title", reference.titre),
        *[("citation_author", _auteur(nom)) for nom in reference.auteurs],
        ("citation_publication_date", reference.date.replace("-", "/")),
        ("citation_journal_title", reference.revue if sorte == "journalArticle" else ""),
        ("citation_inbook_title", reference.dans_titre if partie else ""),
        ("citation_volume", reference.volume),
        ("citation_issue", reference.numero),
        ("citation_firstpage", debut),
        ("citation_lastpage", fin),
        (editeur, EDITEURS.join(reference.editeurs) or reference.dans_editeur),
        ("citation_isbn", reference.isbn),
        ("citation_issn", reference.issn),
        ("citation_doi", reference.doi),
        ("citation_abstract", reference.resume),
        *[("citation_keywords", mot) for mot in reference.mots_cles],
        ("citation_language", reference.langue),
        ("citation_public_url", reference.urls[0] if reference.urls else ""),
        ("citation_pdf_url", _pdf(reference)),
    ]


def _auteur(nom: Nom) -> str:
    """A body of several words ends in a comma, or its last word would be taken for a surname."""
    entier = nom.collectif and " " in nom.nom
    return f"{nom.nom}," if entier else ecrire_nom(nom).strip("{}")


def _dc(reference: Reference) -> Paires:
    return [
        ("DC.title", reference.titre),
        *[("DC.creator", ecrire_nom(nom).strip("{},")) for nom in reference.auteurs],
        *[("DC.publisher", nom) for nom in reference.editeurs],
        ("DC.date", reference.date),
        ("DC.type", str(Notice.Type(reference.type).label) if reference.type else ""),
        ("DC.language", reference.langue),
        *[("DC.subject", mot) for mot in reference.mots_cles],
        ("DC.description", reference.resume),
        ("DC.source", reference.revue or reference.dans_titre),
        *[("DC.identifier", valeur) for valeur in _identifiants(reference)],
    ]


def _zotero(reference: Reference) -> Paires:
    """What neither says: Zotero's own type, the place, the edition and the count of pages."""
    champ, pages = pages_de(reference)
    return [
        ("z:itemType", ZOTERO.get(reference.type, "document")),
        ("z:place", reference.lieu),
        ("bibo:edition", reference.edition),
        (f"bibo:{champ}", pages),
    ]


def _identifiants(reference: Reference) -> list[str]:
    doi = f"doi:{reference.doi}" if reference.doi else ""
    isbn = f"urn:ISBN:{reference.isbn}" if reference.isbn else ""
    return [valeur for valeur in (doi, isbn, *reference.urls) if valeur]


def _pdf(reference: Reference) -> str:
    """The first address of the work that is a PDF."""
    return next((u for u in reference.urls if u.lower().split("?")[0].endswith(".pdf")), "")
