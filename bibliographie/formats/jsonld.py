"""A notice as schema.org tells it, for search engines: JSON-LD in a data block of its page.

A data block (`type="application/ld+json"`) is not a script: browsers never run it, so our
Content-Security-Policy, which forbids inline scripts, has nothing to say of it.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from bibliographie.formats.csl import etendue, total_de_pages
from bibliographie.formats.reference import Nom, Reference
from bibliographie.formats.types import ZOTERO
from bibliographie.models import Notice

# By what Zotero files it as: one work is of one type, whoever reads the page.
TYPES = {
    "journalArticle": "Article",
    "magazineArticle": "Article",
    "report": "Report",
    "book": "Book",
    "bookSection": "Chapter",
    "conferencePaper": "ScholarlyArticle",
    "webpage": "WebPage",
    "statute": "Legislation",
    "videoRecording": "VideoObject",
    "map": "Map",
}
# As Django's own `json_script`: nothing in a title may close the element.
ECHAPPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def vers_jsonld(reference: Reference, adresse: str) -> dict[str, Any]:
    """The work as a schema.org object; `adresse` is our page about it."""
    objet = {
        "@context": "https://schema.org",
        "@type": _type(reference),
        "mainEntityOfPage": adresse,
        "name": reference.titre,
        "author": [_auteur(nom) for nom in reference.auteurs],
        "publisher": [{"@type": "Organization", "name": nom} for nom in reference.editeurs],
        "datePublished": reference.date,
        "inLanguage": reference.langue,
        "abstract": reference.resume,
        "keywords": list(reference.mots_cles),
        "isPartOf": _contenant(reference),
        "pagination": "-".join(page for page in etendue(reference.pages) if page),
        "numberOfPages": total_de_pages(reference.pages),
        "isbn": reference.isbn,
        "identifier": f"https://doi.org/{reference.doi}" if reference.doi else "",
        "url": list(reference.urls),
    }
    return {mot: valeur for mot, valeur in objet.items() if valeur}


def _type(reference: Reference) -> str:
    if reference.type == Notice.Type.SITE:
        return "WebSite"
    return TYPES.get(ZOTERO.get(reference.type, ""), "CreativeWork")


def _auteur(nom: Nom) -> dict[str, str]:
    if nom.collectif:
        return {"@type": "Organization", "name": nom.nom}
    personne = {"@type": "Person", "familyName": nom.nom, "givenName": nom.prenom}
    return {mot: valeur for mot, valeur in personne.items() if valeur}


def _contenant(reference: Reference) -> dict[str, Any]:
    """The book, or the periodical seen through the volume and the issue that are known."""
    if not reference.revue:
        titre = reference.dans_titre
        return {"@type": "CreativeWork", "name": titre} if titre else {}
    contenant: dict[str, Any] = {"@type": "Periodical", "name": reference.revue}
    if reference.issn:
        contenant["issn"] = reference.issn
    for type_, mot, valeur in (
        ("PublicationVolume", "volumeNumber", reference.volume),
        ("PublicationIssue", "issueNumber", reference.numero),
    ):
        if valeur:
            contenant = {"@type": type_, mot: valeur, "isPartOf": contenant}
    return contenant


def bloc(reference: Reference, adresse: str) -> SafeString:
    """The data block to put in the head of the page."""
    texte = json.dumps(vers_jsonld(reference, adresse), ensure_ascii=False).translate(ECHAPPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(texte))
