"""Keep public pages for readers without a cookie, as long as the data do not change.

A page kept is given again only under the version of the data (`socle.web.cache_version`) and the
day (sentences of freshness depend on it) that it was made under: a save, a loader, a merge or a
restore is seen at once. Each process keeps its own pages, in memory: losing them loses nothing.

Nothing is kept that is for somebody: a request with any cookie, an answer that sets one (hence
any page with a CSRF token or a message), one that says `private` or `no-store`.
"""

import copy
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from http import HTTPStatus
from http.cookies import SimpleCookie

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import parse_header_parameters

from socle.web.cache_version import version_des_donnees

Cle = tuple[str, ...]

OCTETS_MAX, PAGE_MAX = 32_000_000, 1_000_000
# Pages of the team, and of signed links, whose right to be shown ends with time alone.
JAMAIS = ("/admin/", "/compte/", "/actualiser/", "/signaler/", "/sante/")
# What a kept page may depend on: nothing else of the request than what its key or `_est_lecteur`
# reads.
VARY_CONNUS = {"cookie", "accept-encoding", "x-requested-with"}
INTERDITS = {"private", "no-store", "no-cache"}


class Pages:
    """Bounded store: the pages of one version, the least recently asked for leave first."""

    def __init__(self, octets_max: int = OCTETS_MAX) -> None:
        self.octets_max = octets_max
        self._verrou = threading.Lock()
        self._version = ""
        self._pages: OrderedDict[Cle, HttpResponse] = OrderedDict()
        self._octets = 0

    def __len__(self) -> int:
        return len(self._pages)

    def lire(self, version: str, cle: Cle) -> HttpResponse | None:
        """A copy of the page kept under this version."""
        with self._verrou:
            if version != self._version or cle not in self._pages:
                return None
            self._pages.move_to_end(cle)
            return _copie(self._pages[cle])

    def garder(self, version: str, cle: Cle, reponse: HttpResponse) -> None:
        """Keep a page; forget those of any other version."""
        with self._verrou:
            if version != self._version:
                self._pages.clear()
                self._version, self._octets = version, 0
            ancienne = self._pages.pop(cle, None)
            self._pages[cle] = _copie(reponse)
            self._octets += _poids(reponse) - (_poids(ancienne) if ancienne else 0)
            while self._octets > self.octets_max:
                self._octets -= _poids(self._pages.popitem(last=False)[1])


def _copie(reponse: HttpResponse) -> HttpResponse:
    """The same answer, whose headers and cookies others may change; the body is shared."""
    copiee = copy.copy(reponse)
    copiee.headers = copy.deepcopy(reponse.headers)
    copiee.cookies = SimpleCookie()
    # What the server closes after sending: each answer has its own list.
    copiee.__dict__["_resource_closers"] = []
    return copiee


def _poids(reponse: HttpResponse) -> int:
    """What keeping it costs, about, in bytes."""
    return len(reponse.content) + 2_000


class CacheDesPagesMiddleware:
    """Above sessions, CSRF and messages: a page kept reaches none of them.

    Not used in development, where a template may change without a restart.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.pages = Pages()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _est_lecteur(request):
            return _pour_quelqu_un(request, self.get_response(request))
        version = version_des_donnees()
        if not version:
            return self.get_response(request)
        version = f"{version} {timezone.localdate()}"
        cle = (str(request.scheme), request.get_host(), request.get_full_path())
        reponse = self.pages.lire(version, cle)
        if reponse is None:
            faite = self.get_response(request)
            if not isinstance(faite, HttpResponse) or not _se_garde(faite):
                return faite
            reponse = _etiqueter(faite)
            if request.method == "GET":
                self.pages.garder(version, cle, reponse)
        return get_conditional_response(request, reponse["ETag"], None, reponse) or reponse


def _est_lecteur(request: HttpRequest) -> bool:
    """Whether the request says nothing of who sends it, and asks for a whole page."""
    return (
        request.method in ("GET", "HEAD")
        and not request.META.get("HTTP_COOKIE")
        and "Authorization" not in request.headers
        and "X-Requested-With" not in request.headers
        and not request.path.startswith(JAMAIS)
    )


def _se_garde(reponse: HttpResponse) -> bool:
    """Whether anyone may be given this answer."""
    return (
        reponse.status_code == HTTPStatus.OK
        and not reponse.streaming
        and not reponse.cookies
        and not _mots(reponse, "Cache-Control") & INTERDITS
        and _mots(reponse, "Vary") <= VARY_CONNUS
        and len(reponse.content) <= PAGE_MAX
    )


def _mots(reponse: HttpResponseBase, entete: str) -> set[str]:
    """The words of a header that lists some, in lower case, without their values."""
    mots = reponse.headers.get(entete, "").lower().split(",")
    return {parse_header_parameters(mot)[0].partition("=")[0].strip() for mot in mots} - {""}


def _etiqueter(reponse: HttpResponse) -> HttpResponse:
    """Tell browsers to ask each time, and to say what they have.

    The tag is weak: the proxy compresses what it names.
    """
    empreinte = hashlib.blake2b(reponse.content, digest_size=12).hexdigest()
    reponse["ETag"] = f'W/"{empreinte}"'
    patch_cache_control(reponse, no_cache=True)
    patch_vary_headers(reponse, ["Cookie"])
    return reponse


def _pour_quelqu_un(request: HttpRequest, reponse: HttpResponseBase) -> HttpResponseBase:
    """What is answered to a cookie is for its bearer alone."""
    if request.META.get("HTTP_COOKIE"):
        patch_vary_headers(reponse, ["Cookie"])
        if not reponse.has_header("Cache-Control"):
            patch_cache_control(reponse, private=True, no_cache=True)
    return reponse
