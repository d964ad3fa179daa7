"""The pages behind a signed link: see the record, say that it is right, or correct it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from dispositifs.actualisation import reponse
from dispositifs.actualisation.champs import valeurs
from dispositifs.actualisation.formulaire import ReponseForm, initiales
from dispositifs.actualisation.jeton import LienRefuseError, Refus, ecrire, lire
from dispositifs.models import Dispositif, Invitation
from dispositifs.registre.fiche import Portrait
from socle.web.debit import depasse, trop_de_demandes, visiteur

HEURE = 3600
ESSAIS_PAR_HEURE, ENVOIS_PAR_HEURE = 30, 60
Page = Callable[[HttpRequest, Invitation], HttpResponse]
Vue = Callable[..., HttpResponseBase]


def par_lien(*, deja_repondu: bool = False) -> Callable[[Page], Vue]:
    """Open the page with the invitation of its token, or say why the link is refused.

    The token is what protects the form: nobody who does not hold it can post here, and the page
    sets no cookie that another site could ride on. No address of these pages leaves them: no
    referrer, no index, no cache.
    """

    def decorer(page: Page) -> Vue:
        @wraps(page)
        def ouverte(request: HttpRequest, jeton: str) -> HttpResponseBase:
            reponse_ = _ouvrir(request, jeton, page, deja_repondu)
            reponse_["Referrer-Policy"] = "no-referrer"
            reponse_["X-Robots-Tag"] = "noindex, nofollow"
            return reponse_

        return csrf_exempt(never_cache(require_http_methods(["GET", "HEAD", "POST"])(ouverte)))

    return decorer


def _ouvrir(request: HttpRequest, jeton: str, page: Page, deja_repondu: bool) -> HttpResponseBase:
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin" and (
        request.method == "POST"
    ):
        return render(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)
    try:
        invitation = lire(jeton, deja_repondu=deja_repondu)
        if request.method == "POST" and depasse(f"actualiser:{jeton}", ENVOIS_PAR_HEURE, HEURE):
            return trop_de_demandes(request, HEURE)
        return page(request, invitation)
    except LienRefuseError as refus:
        return _refuser(request, refus)


def _refuser(request: HttpRequest, refus: LienRefuseError) -> HttpResponseBase:
    """Say why, and what to do. Whoever tries link after link is slowed down."""
    essais = f"lien-refuse:{visiteur(request)}"
    if refus.raison is Refus.ILLISIBLE and depasse(essais, ESSAIS_PAR_HEURE, HEURE):
        return trop_de_demandes(request, HEURE)
    contexte = {"raison": refus.raison.value, "invitation": refus.invitation}
    return render(request, "actualiser/refus.html", contexte, status=refus.raison.statut)


def _fiche(invitation: Invitation) -> Dispositif:
    """The record with all that it shows."""
    fiches = Dispositif.objects.publies().avec_certitude().pour_fiche()
    return fiches.get(pk=invitation.dispositif_id)


@par_lien()
def actualiser(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The record as the public sees it, under one question: is all of this right?"""
    if request.method == "POST":
        reponse.confirmer(invitation)
        return redirect("actualiser_merci", ecrire(invitation))
    reponse.ouvrir(invitation)
    dispositif = _fiche(invitation)
    contexte = {
        "invitation": invitation,
        "jeton": ecrire(invitation),
        "dispositif": dispositif,
        "portrait": Portrait(dispositif),
    }
    return render(request, "actualiser/fiche.html", contexte)


@par_lien()
def corriger(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """The record's values, to correct. What is typed is kept, right or wrong, until it is sent."""
    invitation.dispositif = _fiche(invitation)
    depart = initiales(valeurs(invitation.dispositif))
    if request.method == "POST":
        reponse.garder(invitation, request.POST.dict())
        if "garder" in request.POST:
            return redirect("actualiser_garde", ecrire(invitation))
        formulaire = ReponseForm(request.POST, initial=depart)
        if formulaire.is_valid():
            reponse.corriger(invitation, formulaire)
            return redirect("actualiser_merci", ecrire(invitation))
    else:
        reponse.ouvrir(invitation)
        formulaire = ReponseForm(initial=depart | invitation.brouillon)
    contexte = {
        "invitation": invitation,
        "jeton": ecrire(invitation),
        "dispositif": invitation.dispositif,
        "form": formulaire,
        "repris": bool(invitation.brouillon) and request.method != "POST",
    }
    statut = HTTPStatus.BAD_REQUEST if formulaire.is_bound else HTTPStatus.OK
    return render(request, "actualiser/corriger.html", contexte, status=statut)


@par_lien()
def garde(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """What was typed is kept: the same link comes back to it."""
    contexte = {"invitation": invitation, "jeton": ecrire(invitation)}
    return render(request, "actualiser/garde.html", contexte)


@par_lien(deja_repondu=True)
def merci(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """What was received, and what happens next."""
    contexte = {
        "invitation": invitation,
        "proposition": getattr(invitation, "proposition", None),
        "jeton": ecrire(invitation),
    }
    return render(request, "actualiser/merci.html", contexte)
