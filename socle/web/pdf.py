"""A page as PDF, by WeasyPrint: tagged for assistive technologies (PDF/UA), nothing fetched."""

import hashlib
from collections.abc import Sequence
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


def en_pdf(html: str, *feuilles: str, tailles: Sequence[str] = (), garder: bool = True) -> bytes:
    """A whole HTML document as PDF, laid out by static stylesheets (« css/impression.css »).

    `tailles` are more stylesheets, the most generous first: the first with which all holds on
    one page is used, or else the last. Links are read from the public address of the portal.
    Raise PangoAbsentError where text cannot be written. Takes seconds: the same document is
    printed once a day, and anew as soon as a word of it changes; without `garder`, what is
    somebody's own is printed each time and kept nowhere.
    """
    weasyprint = _weasyprint()
    styles = [_lire(nom) for nom in feuilles]
    essais = [[*styles, _lire(taille)] for taille in tailles] or [styles]
    textes = [html, settings.ADRESSE_DU_SITE, *(style for essai in essais for style in essai)]
    cle = f"pdf-{hashlib.sha256(chr(0).join(textes).encode()).hexdigest()}"
    pdf: bytes | None = cache.get(cle) if garder else None
    if pdf is None:
        pdf = _imprimer(weasyprint, html, essais)
        if garder:
            cache.set(cle, pdf, UN_JOUR)
    return pdf


def _lire(nom: str) -> str:
    return Path(str(finders.find(nom))).read_text(encoding="utf-8")


def _imprimer(weasyprint: ModuleType, html: str, essais: list[list[str]]) -> bytes:
    # To print fetches nothing, neither from the network nor from the disk.
    rien = weasyprint.urls.URLFetcher(allowed_protocols=())
    source = weasyprint.HTML(string=html, base_url=settings.ADRESSE_DU_SITE, url_fetcher=rien)
    for styles in essais:
        regles = [weasyprint.CSS(string=style, url_fetcher=rien) for style in styles]
        document = source.render(stylesheets=regles, pdf_variant="pdf/ua-1")
        if len(document.pages) == 1:
            break
    return bytes(document.write_pdf(pdf_variant="pdf/ua-1"))
