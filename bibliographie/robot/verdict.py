"""What a visit says of a link. Pure: no network, no database.

A link dies slowly: a robot that believed one 503 took a living aid off its site
(betagouv/aides-jeunes, issue 5174). An answer of any kind never kills, except « not there ».
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

import httpx

from bibliographie.models import ControleLien, Lien

Issue = ControleLien.Issue
Etat = Lien.Etat

PERMANENTES = {301, 308}
ABSENTES = {404, 410}
ECHECS = {Issue.ABSENT, Issue.INJOIGNABLE}
SUCCES = {Issue.REPOND, Issue.DEPLACE}
ECHECS_AVANT_MORT = 3
JOURS_ENTRE_ECHECS = 2


class Etape(Protocol):
    """A redirection: its code and where to."""

    @property
    def code(self) -> int: ...

    @property
    def vers(self) -> str: ...


def issue_de_la_reponse(url: str, code: int, etapes: Sequence[Etape]) -> tuple[Issue, str]:
    """The outcome of an answer after its redirections, and a remark for the staff or ""."""
    if code in ABSENTES:
        return Issue.ABSENT, ""
    if not 200 <= code < 300:
        return Issue.INDISPONIBLE, ""
    if etapes and _perd_la_page(url, etapes[-1].vers):
        return Issue.INDISPONIBLE, "renvoie à l’accueil du site au lieu de la page"
    return (Issue.DEPLACE if nouvelle_adresse(url, etapes) else Issue.REPOND), ""


def nouvelle_adresse(url: str, etapes: Iterable[Etape]) -> str:
    """Where the page is for good: the end of the permanent redirections that come first, or "".

    What a temporary redirection leads to is not the page's address.
    """
    adresse = ""
    for etape in etapes:
        if etape.code not in PERMANENTES:
            break
        adresse = etape.vers
    return adresse if adresse and not _meme_adresse(adresse, url) else ""


def etat_du_lien(issue: Issue, echecs: Iterable[date]) -> Etat:
    """The state of a link after an outcome.

    `echecs` are the days of its failures since it last answered, this one included, oldest
    first; failures in between by another error neither count nor absolve.
    """
    if issue == Issue.REPOND:
        return Etat.VIVANT
    if issue == Issue.DEPLACE:
        return Etat.DEPLACE
    if issue in ECHECS and _echecs_distincts(echecs) >= ECHECS_AVANT_MORT:
        return Etat.MORT
    return Etat.SUSPECT


def _echecs_distincts(jours: Iterable[date]) -> int:
    """Failures far enough apart not to be the same breakdown."""
    retenus: list[date] = []
    for jour in jours:
        if not retenus or (jour - retenus[-1]).days >= JOURS_ENTRE_ECHECS:
            retenus.append(jour)
    return len(retenus)


def _meme_adresse(une: str, autre: str) -> bool:
    """As a server sees them: the fragment never reaches it."""
    return httpx.URL(une).copy_with(fragment=None) == httpx.URL(autre).copy_with(fragment=None)


def _perd_la_page(url: str, arrivee: str) -> bool:
    """Whether a page from deep in a site was sent to its front door: the page is not there."""
    depart, fin = httpx.URL(url), httpx.URL(arrivee)
    profonde = bool(depart.query) or depart.path.strip("/").count("/") > 0
    return profonde and fin.path in {"", "/"} and not fin.query
