"""Refuse what no page can read, write a date one way, show the demonstration the public's face."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import escape_leading_slashes

from socle import dates

LONGUEUR_MAX = 4000


class RequeteLisibleMiddleware:
    """Answer 400 in French to a NUL byte or an endless query string.

    PostgreSQL refuses NUL in any text and SQLite truncates at it: neither may be reached.
    A cookie that holds one (« \\000 » between quotes) is nobody's session: it is not read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        brute = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "%00" in brute or "\0" in brute:
            return render(request, "400.html", {"raison": "caractere"}, status=400)
        if len(brute) > LONGUEUR_MAX:
            return render(request, "400.html", {"raison": "longueur"}, status=400)
        request.COOKIES = {nom: v for nom, v in request.COOKIES.items() if "\0" not in v}
        return self.get_response(request)


class DateCanoniqueMiddleware:
    """« ?au=mars 2018 » leads to « ?au=2018-03 »: one address a date, in every page, file and link.

    What cannot be read goes on: each page says so in its own words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        ecrite = request.GET.get("au", "") if request.method in ("GET", "HEAD") else ""
        try:
            lue = dates.lire(ecrite)
        except ValueError:
            lue = ecrite
        if lue and lue != ecrite:
            requete = request.GET.copy()
            requete["au"] = lue
            # « //ailleurs/ » would be another site.
            chemin = escape_leading_slashes(request.path)
            return HttpResponseRedirect(f"{chemin}?{requete.urlencode()}")
        return self.get_response(request)


class PageIntrouvableMiddleware:
    """In development too, a missing page is the site's own.

    With DEBUG, Django answers with its table of addresses, in English: `make demo` would show it
    to whoever mistypes a code. In production `handler404` does this and nothing is added.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reponse = self.get_response(request)
        if type(reponse) is HttpResponseNotFound:
            return render(request, "404.html", status=404)
        return reponse
