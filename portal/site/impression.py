"""What the portal gives to print: the PDF of an explainer, of a comparison, of a territory."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from socle.web import pdf

FEUILLES = ("css/impression.css", "css/comprendre_pdf.css")


def en_pdf(
    request: HttpRequest,
    gabarit: str,
    contexte: dict[str, Any],
    *,
    nom: str,
    feuilles: tuple[str, ...] = FEUILLES,
    tailles: tuple[str, ...] = (),
) -> HttpResponse:
    """The PDF of a template; where the machine cannot write one, a page says so (503).

    `contexte["adresse"]` is the page of which it is the print; `tailles` are tried in turn
    until all holds on one page.
    """
    html = render_to_string(gabarit, contexte | {"jour": timezone.localdate()}, request)
    try:
        contenu = pdf.en_pdf(html, *feuilles, tailles=tailles)
    except pdf.PangoAbsentError:
        sortie = {"retour": contexte["adresse"]}
        return render(request, "comprendre/sans_pdf.html", sortie, status=503)
    reponse = HttpResponse(contenu, content_type="application/pdf")
    reponse["Content-Disposition"] = f'inline; filename="{nom}.pdf"'
    return reponse
