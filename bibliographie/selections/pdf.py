"""The PDF of a sélection."""

from django.template.loader import render_to_string
from django.utils import timezone

from bibliographie.models import Selection
from bibliographie.selections.plan import Branche
from socle.web import pdf


def en_pdf(
    selection: Selection, racines: list[Branche], adresse: str, *, garder: bool = True
) -> bytes:
    """The sélection as PDF; `adresse` is where it is on the portal, in full. Without `garder`, a
    visitor's own: no copy stays here.

    Raise socle.web.pdf.PangoAbsentError where text cannot be written.
    """
    contexte = {
        "selection": selection,
        "sections": racines,
        "adresse": adresse,
        "jour": timezone.localdate(),
    }
    html = render_to_string("bibliographie/selection_pdf.html", contexte)
    return pdf.en_pdf(html, "css/impression.css", garder=garder)
