"""A page as PDF, by WeasyPrint: tagged for assistive technologies (PDF/UA), nothing fetched."""

import hashlib
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache

UN_JOUR = 24 * 3600


class PangoAbsentError(Exception):
    """The machine lacks Pango, the library that WeasyPrint writes text with."""


def _weasyprint() -> ModuleType:
    """WeasyPrint, loaded when first asked for: it takes half a second, and needs Pango."""
    try:
        import weasyprint
    except OSError as erreur:
        raise PangoAbsentError from erreur
    return weasyprint


def en_pdf(html: str, *feuilles: str) -> bytes:
    """A whole HTML document as PDF, laid out by static stylesheets (« css/impression.css »).

    Its links are read from the public address of the portal. Raise PangoAbsentError where text
    cannot be written. Takes seconds: the same document is printed once a day, and anew as soon
    as a word of it changes.
    """
    weasyprint = _weasyprint()
    styles = [Path(str(finders.find(nom))).read_text(encoding="utf-8") for nom in feuilles]
    empreinte = hashlib.sha256("\0".join([html, settings.ADRESSE_DU_SITE, *styles]).encode())
    cle = f"pdf-{empreinte.hexdigest()}"
    pdf: bytes | None = cache.get(cle)
    if pdf is None:
        # To print fetches nothing, neither from the network nor from the disk.
        rien = weasyprint.urls.URLFetcher(allowed_protocols=())
        document = weasyprint.HTML(string=html, base_url=settings.ADRESSE_DU_SITE, url_fetcher=rien)
        regles = [weasyprint.CSS(string=style, url_fetcher=rien) for style in styles]
        pdf = bytes(document.write_pdf(stylesheets=regles, pdf_variant="pdf/ua-1"))
        cache.set(cle, pdf, UN_JOUR)
    return pdf
