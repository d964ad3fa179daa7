"""The territory sheet: one place, seen through the whole register, on a page or on paper."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dispositifs.registre.instant import Instant
from portal.lieu.ancien import LieuAncien
from portal.lieu.feuille import Feuille
from portal.lieu.lectures import Lectures
from portal.lieu.page import Lieu
from portal.lieu.paroles import Paroles
from portal.lieu.premier_ecran import PremierEcran
from portal.site.impression import en_pdf
from territoires.models import Echelle, Territoire

# From the département up, the schemes inside are counted and linked, not listed one by one.
ECHELLES_LARGES = (Echelle.DEPARTEMENT, Echelle.REGION, Echelle.PAYS)
FEUILLES_DE_STYLE = ("css/impression.css", "css/territoire_pdf.css")
# The size of the type, the most generous first.
TAILLES = tuple(f"css/territoire_pdf_{t}.css" for t in ("aere", "moyen", "serre", "menu"))
Reponse = HttpResponse | HttpResponsePermanentRedirect


@require_safe
def territoire(request: HttpRequest, echelle: str, code: str, slug: str = "") -> Reponse:
    """The sheet of a place. Any other way of writing its address leads to the present one."""
    trouve = get_object_or_404(Territoire, echelle=echelle, code=code.upper())
    if detour := _detour(request, trouve, "territoire"):
        return detour
    contexte = contexte_de(trouve, Instant.demande(request.GET))
    contexte["lectures"] = Lectures(trouve)
    statut = contexte["instant"].statut_http
    return render(request, "portal/territoire.html", contexte, status=statut)


@require_safe
def territoire_pdf(request: HttpRequest, echelle: str, code: str, slug: str = "") -> Reponse:
    """The same sheet on one A4."""
    trouve = get_object_or_404(Territoire, echelle=echelle, code=code.upper())
    if detour := _detour(request, trouve, "territoire_pdf"):
        return detour
    contexte = contexte_de(trouve, Instant.demande(request.GET))
    instant: Instant = contexte["instant"]
    if instant.erreur:
        # A sheet of paper outlives its address: a date that cannot be read prints nothing.
        return redirect(f"{trouve.get_absolute_url()}?{request.GET.urlencode()}")
    contexte["feuille"] = Feuille(contexte["lieu"])
    return en_pdf(
        request,
        "portal/territoire_pdf.html",
        contexte,
        nom=f"{trouve.code}-{trouve.slug}{instant.nom_de_fichier}",
        feuilles=FEUILLES_DE_STYLE,
        tailles=TAILLES[contexte["feuille"].taille :],
    )


def contexte_de(trouve: Territoire, instant: Instant) -> dict[str, Any]:
    """What the page and its print show of a place, at a date."""
    lieu = Lieu(trouve, large=trouve.echelle in ECHELLES_LARGES, instant=instant)
    return {
        "territoire": trouve,
        "lieu": lieu,
        "ecran": PremierEcran(lieu),
        "paroles": Paroles(lieu),
        "fiche": lieu.fiche,
        "instant": instant,
        "adresse": f"{trouve.get_absolute_url()}{instant.parametre}",
    }


def _detour(request: HttpRequest, trouve: Territoire, nom: str) -> Reponse | None:
    """Where else to answer: an old code leads to its heirs, another spelling to the right one."""
    vers = trouve
    if trouve.est_obsolete:
        ancien = LieuAncien(trouve, Instant.demande(request.GET))
        if ancien.communes or len(ancien.heritiers) != 1:
            return _montrer_l_ancien(request, ancien)
        vers = ancien.heritiers[0]
    return _rediriger(request, reverse(nom, args=[vers.echelle, vers.code, vers.slug]))


def _rediriger(request: HttpRequest, adresse: str) -> Reponse | None:
    """To the one address of a page, unless one is there."""
    if request.path == adresse:
        return None
    requete = request.GET.urlencode()
    return redirect(f"{adresse}?{requete}" if requete else adresse, permanent=True)


def _montrer_l_ancien(request: HttpRequest, lieu: LieuAncien) -> Reponse:
    """Communes of its own: its page, which is not printed. Several heirs: let the reader choose.
    None: say so."""
    ancien = lieu.territoire
    if lieu.communes and (detour := _rediriger(request, ancien.get_absolute_url())):
        return detour
    if not lieu.heritiers:
        raise Http404("Ce code n’a plus cours, et le référentiel ne dit pas ce qui l’a remplacé.")
    contexte = {"ancien": ancien, "lieu": lieu, "instant": lieu.instant}
    statut = lieu.instant.statut_http
    return render(request, "portal/territoire_ancien.html", contexte, status=statut)
