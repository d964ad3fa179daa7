"""The territory sheet: one place, seen through the whole register."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from bibliographie.models import Notice
from portal.lieu import Lieu
from territoires.models import Echelle, Territoire

NOTICES_MONTREES = 6
# From the département up, the schemes inside are counted and linked, not listed one by one.
ECHELLES_LARGES = (Echelle.DEPARTEMENT, Echelle.REGION, Echelle.PAYS)


@require_safe
def territoire(
    request: HttpRequest, echelle: str, code: str, slug: str = ""
) -> HttpResponse | HttpResponsePermanentRedirect:
    """The sheet of a place. Any other way of writing its address leads to the present one."""
    trouve = get_object_or_404(Territoire, echelle=echelle, code=code.upper())
    if trouve.est_obsolete:
        return _repondre_a_l_ancien_code(request, trouve)
    if request.path != trouve.get_absolute_url():
        return redirect(trouve, permanent=True)
    lieu = Lieu(trouve, large=trouve.echelle in ECHELLES_LARGES)
    notices = Notice.objects.publies().sur(trouve)
    contexte = {
        "territoire": trouve,
        "lieu": lieu,
        "fiche": lieu.fiche,
        "notices": notices.pour_liste()[:NOTICES_MONTREES],
        "nombre_de_notices": notices.count(),
    }
    return render(request, "portal/territoire.html", contexte)


def _repondre_a_l_ancien_code(request: HttpRequest, ancien: Territoire) -> HttpResponse:
    """One heir: go there. Several: let the reader choose. None: say so."""
    heritiers = list(ancien.successeurs.all())
    if len(heritiers) == 1:
        return redirect(heritiers[0], permanent=True)
    if not heritiers:
        raise Http404("Ce code n’a plus cours, et le référentiel ne dit pas ce qui l’a remplacé.")
    return render(
        request, "portal/territoire_ancien.html", {"ancien": ancien, "heritiers": heritiers}
    )
