"""The place finder: a page that works alone, and the suggestions that htmx asks for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from socle.pages import paginer
from territoires.models import Echelle, Territoire
from territoires.trouvailles import trouvailles

SUGGESTIONS_MAX = 8
LONGUEUR_MONTREE = 80


@require_safe
def territoires(request: HttpRequest) -> HttpResponse:
    """Find a place by name or code; with no text, the portal's départements as a way in."""
    q = " ".join(request.GET.get("q", "").split())
    contexte: dict[str, object] = {"q": q, "q_montre": q[:LONGUEUR_MONTREE]}
    if q:
        feuille = paginer(request, Territoire.objects.chercher(q))
        contexte |= {
            "page": feuille.page,
            "avertissement": feuille.avertissement,
            "trouvailles": trouvailles(feuille.page, q),
        }
    else:
        contexte |= _entrees()
    return render(request, "territoires/recherche.html", contexte)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first places found, under the field while one types. Read alone, it is the page."""
    q = " ".join(request.GET.get("q", "").split())
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('territoires')}?{urlencode({'q': q})}" if q else "territoires")
    trouves = Territoire.objects.chercher(q)[:SUGGESTIONS_MAX] if len(q) > 1 else []
    reponse = render(
        request,
        "territoires/_suggestions.html",
        {"q": q, "trouvailles": trouvailles(trouves, q)},
    )
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


def _entrees() -> dict[str, object]:
    """The portal's region and its départements, then the other régions."""
    regions = list(Territoire.objects.en_vigueur().filter(echelle=Echelle.REGION))
    ici = next((r for r in regions if r.code == settings.REGION_DU_PORTAIL), None)
    departements = (
        Territoire.objects.contenus_dans(ici).filter(echelle=Echelle.DEPARTEMENT) if ici else []
    )
    return {
        "region": ici,
        "departements": departements,
        "autres_regions": [r for r in regions if r != ici],
    }
