"""A form that any reader may send from any page, without the page setting a cookie."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from socle.textes import lire_adresse

Vue = Callable[..., HttpResponseBase]


def vient_de_nos_pages(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this request.

    In the order of what a script of another site can least forge: `Sec-Fetch-Site`, then
    `Origin`, then `Referer`. A browser that says nothing at all is not believed.
    """
    contexte = request.headers.get("Sec-Fetch-Site")
    if contexte:
        return contexte == "same-origin"
    origine = request.headers.get("Origin") or request.headers.get("Referer") or ""
    adresse = lire_adresse(origine)
    return (adresse.scheme, adresse.netloc) == (request.scheme, request.get_host())


def depuis_nos_pages(vue: Vue) -> Vue:
    """Replace the CSRF token by the check above.

    Django's token needs a cookie and makes each page differ: a list of thirty « Ajouter »
    buttons would leave a cookie with every reader and no cache could keep the page. Django's
    own middleware makes the same check of `Origin` before it looks at the token.
    """

    @wraps(vue)
    def gardee(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not vient_de_nos_pages(request):
            return render(request, "403_csrf.html", status=403)
        return vue(request, *args, **kwargs)

    return csrf_exempt(gardee)
