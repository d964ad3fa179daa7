"""The place finder: a page that works alone, and what is proposed while one types."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from socle.listes.classeur import LisezMoi
from socle.listes.exports import SUFFIXES, en_fichier, par_lots
from socle.listes.pagination import paginer
from territoires.lieux.colonnes import COLONNES
from territoires.lieux.position import est_possible
from territoires.lieux.trouvailles import trouvailles
from territoires.lieux.trouver import suggerer
from territoires.models import Echelle, Territoire

SUGGESTIONS_MAX = 8
LONGUEUR_MONTREE = 80


@require_safe
def territoires(request: HttpRequest, suffixe: str = "") -> HttpResponseBase:
    """Find a place by name or code; with no text, the portal's départements as a way in.

    As a file: the places found, or all those in force.
    """
    q = " ".join(request.GET.get("q", "").split())
    if suffixe:
        tous = Territoire.objects
        trouves = tous.chercher(q) if q else tous.en_vigueur()
        return en_fichier(
            par_lots(trouves.pour_fichier()), COLONNES, _nom(q), suffixe, _lisez_moi(q)
        )
    contexte: dict[str, object] = {"q": q, "q_montre": q[:LONGUEUR_MONTREE]}
    if q:
        feuille = paginer(request, Territoire.objects.chercher(q))
        contexte |= {
            "page": feuille.page,
            "avertissement": feuille.avertissement,
            "trouvailles": trouvailles(feuille.page, q),
            "exports": _exports(q),
        }
        if not feuille.page.paginator.count:
            contexte["proches"] = trouvailles(Territoire.objects.proches(q), q)
    else:
        contexte |= _entrees() | {"position": est_possible()}
    return render(request, "territoires/recherche.html", contexte)


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """The first places found, under the field while one types. Read alone, it is the page."""
    q = " ".join(request.GET.get("q", "").split())
    if not request.headers.get("X-Requested-With"):
        return redirect(f"{reverse('territoires')}?{urlencode({'q': q})}" if q else "territoires")
    trouves = suggerer(q, SUGGESTIONS_MAX).territoires
    reponse = render(
        request,
        "territoires/_suggestions.html",
        {"q": q, "nombre": len(trouves), "trouvailles": trouvailles(trouves, q)},
    )
    patch_vary_headers(reponse, ["X-Requested-With"])
    return reponse


def _nom(q: str) -> str:
    """« territoires-la-seyne-2026-11-30 »."""
    mots = filter(None, ("territoires", slugify(q)[:LONGUEUR_MONTREE]))
    return "-".join([*mots, timezone.localdate().isoformat()])


def _lisez_moi(q: str) -> LisezMoi:
    adresse = reverse("territoires")
    if not q:
        return LisezMoi("Territoires en vigueur", adresse)
    return LisezMoi("Territoires", f"{adresse}?{urlencode({'q': q})}", [("Recherche", q)])


def _exports(q: str) -> list[dict[str, str]]:
    """The addresses of the places found in the other formats."""
    return [
        {
            "format": suffixe.upper(),
            "url": f"{reverse('territoires_fichier', args=[suffixe])}?{urlencode({'q': q})}",
        }
        for suffixe in SUFFIXES
    ]


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
