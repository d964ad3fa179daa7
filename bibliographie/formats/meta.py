"""What a page says to machines about the work it shows: Zotero's meta tags, and COinS in lists."""

from urllib.parse import urlencode

from bibliographie.formats.csl import etendue
from bibliographie.formats.reference import Reference, ecrire_nom
from bibliographie.models import Notice

T = Notice.Type
# A publisher under this tag makes Zotero file the work as a report.
RAPPORTS = {T.RAPPORT, T.DOCUMENT, T.DOSSIER, T.RECIT_EXPERIENCE}
ARTICLES = {T.ARTICLE, T.LETTRE_INFORMATION}
LIVRES = {T.OUVRAGE, T.CHAPITRE, T.ACTES, T.COMMUNICATION, T.BROCHURE, *RAPPORTS} - {T.DOCUMENT}
GENRES = {
    T.CHAPITRE: "bookitem",
    T.ACTES: "conference",
    T.COMMUNICATION: "proceeding",
    T.RAPPORT: "report",
    T.RECIT_EXPERIENCE: "report",
    T.DOSSIER: "document",
}

Paires = list[tuple[str, str]]


def balises(reference: Reference, adresse: str) -> Paires:
    """`<meta name content>` pairs: Highwire Press, then Dublin Core. `adresse` is our page."""
    return [
        (nom, valeur) for nom, valeur in (*_highwire(reference, adresse), *_dc(reference)) if valeur
    ]


def _highwire(reference: Reference, adresse: str) -> Paires:
    debut, fin = etendue(reference.pages)
    rapport = reference.type in RAPPORTS
    editeur = "citation_technical_report_institution" if rapport else "citation_publisher"
    editeurs = list(reference.editeurs) or [reference.dans_editeur]
    return [
        ("citation_title", reference.titre),
        *[("citation_author", ecrire_nom(nom).strip("{},")) for nom in reference.auteurs],
        ("citation_publication_date", reference.date.replace("-", "/")),
        ("citation_journal_title", reference.revue),
        ("citation_inbook_title", reference.dans_titre),
        ("citation_volume", reference.volume),
        ("citation_issue", reference.numero),
        ("citation_firstpage", debut),
        ("citation_lastpage", fin),
        *[(editeur, nom) for nom in editeurs],
        ("citation_isbn", reference.isbn),
        ("citation_issn", reference.issn),
        ("citation_doi", reference.doi),
        ("citation_abstract", reference.resume),
        *[("citation_keywords", mot) for mot in reference.mots_cles],
        ("citation_language", reference.langue),
        ("citation_public_url", adresse),
        ("citation_pdf_url", _pdf(reference)),
    ]


def _dc(reference: Reference) -> Paires:
    return [
        ("DC.title", reference.titre),
        *[("DC.creator", ecrire_nom(nom).strip("{},")) for nom in reference.auteurs],
        *[("DC.publisher", nom) for nom in reference.editeurs],
        ("DC.date", reference.date),
        ("DC.type", str(T(reference.type).label) if reference.type else ""),
        ("DC.language", reference.langue),
        *[("DC.subject", mot) for mot in reference.mots_cles],
        ("DC.description", reference.resume),
        ("DC.source", reference.revue or reference.dans_titre),
        *[("DC.identifier", valeur) for valeur in _identifiants(reference)],
    ]


def _identifiants(reference: Reference) -> list[str]:
    doi = f"doi:{reference.doi}" if reference.doi else ""
    isbn = f"urn:ISBN:{reference.isbn}" if reference.isbn else ""
    return [valeur for valeur in (doi, isbn, *reference.urls) if valeur]


def _pdf(reference: Reference) -> str:
    """The first address of the work that is a PDF."""
    return next((u for u in reference.urls if u.lower().split("?")[0].endswith(".pdf")), "")


def coins(reference: Reference) -> str:
    """The `title` of `<span class="Z3988">`: an OpenURL ContextObject (Z39.88-2004)."""
    article, livre = reference.type in ARTICLES, reference.type in LIVRES
    genre = "journal" if article else "book" if livre else "dc"
    paires = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{genre}"),
        *(_coins_imprime(reference, article) if article or livre else _coins_dc(reference)),
        ("rft.date", reference.date),
        ("rft.language", reference.langue),
        ("rft_id", f"info:doi/{reference.doi}" if reference.doi else ""),
        *[("rft_id", url) for url in reference.urls[:1]],
    ]
    return urlencode([(nom, valeur) for nom, valeur in paires if valeur])


def _coins_imprime(reference: Reference, article: bool) -> Paires:
    debut, fin = etendue(reference.pages)
    titre = "rft.atitle" if article or reference.type == T.CHAPITRE else "rft.btitle"
    premier = next((nom for nom in reference.auteurs if not nom.collectif), None)
    return [
        ("rft.genre", "article" if article else GENRES.get(T(reference.type), "book")),
        (titre, reference.titre),
        ("rft.jtitle" if article else "rft.btitle", reference.revue or reference.dans_titre),
        ("rft.aulast", premier.nom if premier else ""),
        ("rft.aufirst", premier.prenom if premier else ""),
        *[("rft.au", ecrire_nom(nom).strip("{},")) for nom in reference.auteurs],
        ("rft.volume", reference.volume),
        ("rft.issue", reference.numero),
        ("rft.spage", debut),
        ("rft.epage", fin),
        ("rft.pub", ", ".join(reference.editeurs)),
        ("rft.isbn", reference.isbn),
        ("rft.issn", reference.issn),
    ]


def _coins_dc(reference: Reference) -> Paires:
    return [
        ("rft.title", reference.titre),
        *[("rft.creator", ecrire_nom(nom).strip("{},")) for nom in reference.auteurs],
        *[("rft.publisher", nom) for nom in reference.editeurs],
        ("rft.type", str(T(reference.type).label) if reference.type else ""),
        *[("rft.identifier", url) for url in reference.urls[:1]],
    ]
