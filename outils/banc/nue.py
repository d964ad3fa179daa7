"""The bare page: a Django template, its loop and its escaping, and no query at all.

It goes through the same middleware and the same worker as the pages compared with it, and is of
their size. A line bears three variables in about 150 bytes, as a line of our lists does.
"""

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from portal.urls import handler400 as handler400
from portal.urls import handler403 as handler403
from portal.urls import handler404 as handler404
from portal.urls import handler500 as handler500
from portal.urls import urlpatterns as du_portail

LIGNE = {
    "adresse": "/dispositifs/un-dispositif-local-de-sante/",
    "nom": "Un dispositif local de santé d’ici & d’ailleurs",
    "date": "mars 2018",
}
GABARIT = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Page nue</title></head><body><ul>
{% for l in lignes %}<li><a href="{{ l.adresse }}">{{ l.nom }}</a>, {{ l.date }}</li>
{% endfor %}</ul></body></html>
"""


@cache
def _gabarit() -> Template:
    return Template(GABARIT)


def _rendre(lignes: int) -> str:
    return _gabarit().render(Context({"lignes": [LIGNE] * lignes}))


@cache
def lignes_pour(octets: int) -> int:
    """How many lines make a page of about that size."""
    vide, une = len(_rendre(0).encode()), len(_rendre(1).encode())
    return max(1, round((octets - vide) / (une - vide)))


def nue(request: HttpRequest, octets: int) -> HttpResponse:
    """A page of about `octets` bytes, rendered anew each time."""
    return HttpResponse(_rendre(lignes_pour(octets)))


urlpatterns = [path("banc/nue/<int:octets>/", nue), *du_portail]
