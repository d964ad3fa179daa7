"""Slow down who sends a form too often: a count by visitor and by period, in the shared cache.

The address of a visitor is never kept: only a keyed digest of it, for one period.
"""

import hashlib
import time
from collections.abc import Callable
from functools import wraps

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import salted_hmac

from socle.textes import accorder
from socle.web.mandataire import adresse_du_client

Vue = Callable[..., HttpResponseBase]


def depasse(cle: str, limite: int, periode: int) -> bool:
    """Count one more act under `cle`; whether it is more than `limite` in this `periode` (s).

    Periods follow one another from a fixed origin: at worst, twice the limit goes through
    around the end of one.
    """
    empreinte = hashlib.sha256(cle.encode()).hexdigest()
    nom = f"debit:{empreinte}:{periode}:{int(time.time() // periode)}"
    if cache.add(nom, 1, periode):
        return limite < 1
    try:
        return cache.incr(nom) > limite
    except ValueError:  # the period has just ended
        return False


def visiteur(request: HttpRequest) -> str:
    """A digest of the address that the request comes from."""
    return salted_hmac("socle.web.debit", adresse_du_client(request)).hexdigest()


def trop_de_demandes(request: HttpRequest, periode: int) -> HttpResponseBase:
    """The page 429: nothing is lost, come back in so many minutes."""
    minutes = -(-periode // 60)
    contexte = {"delai": f"{minutes} {accorder(minutes, 'minute')}"}
    reponse = render(request, "socle/trop_de_demandes.html", contexte, status=429)
    reponse["Retry-After"] = str(periode)
    return reponse


def au_plus(nom: str, limite: int, periode: int) -> Callable[[Vue], Vue]:
    """Let a visitor send this form `limite` times in `periode` seconds; then answer 429.

    Reading a page is never counted.
    """

    def decorer(vue: Vue) -> Vue:
        @wraps(vue)
        def gardee(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if request.method == "POST" and depasse(f"{nom}:{visiteur(request)}", limite, periode):
                return trop_de_demandes(request, periode)
            return vue(request, *args, **kwargs)

        return gardee

    return decorer
