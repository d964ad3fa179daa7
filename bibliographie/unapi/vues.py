"""unAPI: a page names its notices (`<abbr class="unapi-id">`), this address gives each in a format.

Three questions, as https://unapi.info asks them: nothing (which formats are there?), `id` (which
formats of this notice?), `id` and `format` (the file itself). A notice is named by its number.
"""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bibliographie.catalogue.vues import ECHANGES, en_format
from bibliographie.models import AncienneNotice, Notice

# unAPI's name of each format, its suffix here: RIS first, which Zotero takes.
FORMATS = {"ris": "ris", "bibtex": "bib", "csl": "csl.json"}
_NUMERO = re.compile(r"[0-9]{1,7}", re.ASCII)


@require_safe
def unapi(request: HttpRequest) -> HttpResponseBase:
    """The formats, those of a notice, or a notice."""
    identifiant, format_ = request.GET.get("id", ""), request.GET.get("format", "")
    if not identifiant:
        if format_:
            return _refus(400, "Dites quelle notice vous demandez\u00a0: id=12&format=ris.")
        return _formats(request, "", 200)
    notice = _notice(identifiant)
    if notice is None:
        return _refus(404, "Aucune notice publiée ne porte ce numéro.")
    if not format_:
        return _formats(request, identifiant, 300)
    if format_ not in FORMATS:
        proposes = ", ".join(FORMATS)
        return _refus(406, f"Ce format n’est pas proposé. Les formats sont\u00a0: {proposes}.")
    return en_format([notice], FORMATS[format_], f"notice-{notice.numero}")


def _notice(identifiant: str) -> Notice | None:
    """The published notice of that number, or the one into which it was merged."""
    if not _NUMERO.fullmatch(identifiant):
        return None
    numero = int(identifiant)
    publiees = Notice.objects.publies().pour_liste()
    return publiees.filter(numero=numero).first() or AncienneNotice.gardee(numero)


def _formats(request: HttpRequest, identifiant: str, statut: int) -> HttpResponse:
    formats = [(nom, ECHANGES[suffixe][1]) for nom, suffixe in FORMATS.items()]
    contexte = {"formats": formats, "identifiant": identifiant}
    return render(
        request,
        "bibliographie/unapi.xml",
        contexte,
        status=statut,
        content_type="application/xml; charset=utf-8",
    )


def _refus(statut: int, raison: str) -> HttpResponse:
    return HttpResponse(f"{raison}\n", status=statut, content_type="text/plain; charset=utf-8")
