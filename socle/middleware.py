"""Refuse early what no page can read."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

LONGUEUR_MAX = 4000


class RequeteLisibleMiddleware:
    """Answer 400 in French to a NUL byte or an endless query string.

    PostgreSQL refuses NUL in any text and SQLite truncates at it: neither may be reached.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        brute = request.META.get("QUERY_STRING", "")
        if "\0" in request.path or "%00" in brute or "\0" in brute:
            return render(request, "400.html", {"raison": "caractere"}, status=400)
        if len(brute) > LONGUEUR_MAX:
            return render(request, "400.html", {"raison": "longueur"}, status=400)
        return self.get_response(request)
