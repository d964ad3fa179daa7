"""What search engines are told: the sitemap, its dates, and the address that a page answers to."""

import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from bibliographie.models import Notice, Selection
from dispositifs.models import Dispositif, Etape, Explication, Partie
from portal.site.signaler import PRIVEES
from territoires.models import Territoire

ROBOTS = "User-agent: *\nDisallow: /admin/\nDisallow: /compte/\nSitemap: {}\n"
# The words of an address that make another page of it; the others sort, search or lay out.
QUI_COMPTENT = ("type", "types", "territoire", "theme", "besoin", "genre", "page")
PAR_FICHIER = 500
PAGES = (
    *("accueil", "territoires", "dispositifs", "contrats_de_ville", "carte", "observatoire"),
    *("zones_blanches", "agenda", "changements", "comprendre", "comprendre_comparer"),
    *("chronologie", "glossaire", "par_ou_commencer", "bibliographie", "selections", "aide"),
    *("plan_du_site", "accessibilite", "mentions_legales", "donnees_personnelles"),
)


class Plan(Sitemap):
    """A part of the sitemap, at the public address of the site. One query a page, and a count."""

    limit = PAR_FICHIER

    def get_protocol(self, protocol: str | None = None) -> str:
        """That of the public address, whatever the proxy says."""
        return urlsplit(settings.ADRESSE_DU_SITE).scheme

    def get_domain(self, site: Any = None) -> str:
        """Likewise."""
        return urlsplit(settings.ADRESSE_DU_SITE).netloc


class PlanDesPages(Plan):
    """The rooms of the site."""

    def items(self) -> tuple[str, ...]:
        """Their routes."""
        return PAGES

    def location(self, item: str) -> str:
        """The address of a room."""
        return reverse(item)


class PlanDesLieux(Plan):
    """The sheets of the places of the region; what they show changes with the register."""

    def items(self) -> QuerySet:
        """In force, by scale and code."""
        lieux = Territoire.objects.de_la_region().order_by("echelle", "code")
        return lieux.only("echelle", "code", "nom")


class PlanDesFiches(Plan):
    """Published records, each dated by what its history last wrote, of it or of its lines."""

    modele: Any
    lignes: tuple[tuple[Any, str], ...] = ()

    def items(self) -> QuerySet:
        """In a fixed order, or the pages of the sitemap would overlap."""
        suivis = [(self.modele, "id"), *self.lignes]
        dates = {f"ecrit_{rang}": _derniere(*suivi) for rang, suivi in enumerate(suivis)}
        fiches: QuerySet = self.modele.objects.publies()
        return fiches.annotate(**dates).order_by("pk")

    def lastmod(self, item: Any) -> datetime.datetime | None:
        """The latest of its dates; None when nothing was ever kept."""
        dates = (getattr(item, f"ecrit_{rang}") for rang in range(1 + len(self.lignes)))
        return max(filter(None, dates), default=None)


def _derniere(modele: Any, champ: str) -> Subquery:
    lignes = modele.history.filter(**{champ: OuterRef("pk")}).order_by("-history_date")
    return Subquery(lignes.values("history_date")[:1], output_field=models.DateTimeField())


class PlanDesDispositifs(PlanDesFiches):
    """Schemes and contrats de ville."""

    modele = Dispositif
    lignes = ((Etape, "dispositif_id"),)


class PlanDesNotices(PlanDesFiches):
    """The bibliography."""

    modele = Notice


class PlanDesSelections(PlanDesFiches):
    """The sélections of CRES."""

    modele = Selection


class PlanDesExplications(PlanDesFiches):
    """The explainers."""

    modele = Explication
    lignes = ((Partie, "explication_id"),)


PLANS: dict[str, type[Sitemap]] = {
    "pages": PlanDesPages,
    "comprendre": PlanDesExplications,
    "dispositifs": PlanDesDispositifs,
    "territoires": PlanDesLieux,
    "notices": PlanDesNotices,
    "selections": PlanDesSelections,
}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: all that the public may, listed in the sitemap."""
    plan = f"{settings.ADRESSE_DU_SITE}{reverse('sitemap')}"
    return HttpResponse(ROBOTS.format(plan), content_type="text/plain; charset=utf-8")


def adresse_canonique(request: HttpRequest) -> str:
    """The one address of a page, whatever the sort, the words searched or the layout; "" for
    error pages and private ones."""
    if getattr(request, "resolver_match", None) is None or request.path.startswith(PRIVEES):
        return ""
    mots = [(m, v) for m in QUI_COMPTENT for v in request.GET.getlist(m) if v]
    # A first page is the list itself.
    suite = urlencode([mot for mot in mots if mot != ("page", "1")])
    return f"{settings.ADRESSE_DU_SITE}{request.path}{'?' if suite else ''}{suite}"
