"""The pages that belong to the site rather than to an app: home, legal pages, errors, health."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import db
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.site.accueil import donnees_accueil
from territoires.lieux.position import est_possible


@dataclass(frozen=True)
class Rangee:
    """One row of the mosaic: the contrats de ville that hold this combination of schemes."""

    codes: list[str]
    libelle: str
    valeur: int

    @property
    def cases(self) -> range:
        """As many squares as contrats de ville."""
        return range(self.valeur)


@dataclass(frozen=True)
class Mosaique:
    """The contrats de ville by combination, the combination that nobody holds kept too."""

    rangees: list[Rangee]

    @property
    def presentes(self) -> list[Rangee]:
        """Rows with squares, the most frequent first; at equal count, the fewest schemes first."""
        presentes = [rangee for rangee in self.rangees if rangee.valeur]
        return sorted(presentes, key=lambda rangee: (-rangee.valeur, len(rangee.codes)))

    @property
    def absentes(self) -> list[str]:
        """Names of the combinations that no contrat de ville holds."""
        return [rangee.libelle for rangee in self.rangees if not rangee.valeur]

    @property
    def ensemble(self) -> int:
        """How many contrats de ville in all."""
        return sum(rangee.valeur for rangee in self.rangees)

    @property
    def sans_dispositif(self) -> int:
        """How many hold no scheme at all."""
        return sum(rangee.valeur for rangee in self.rangees if not rangee.codes)


def mosaique(combinaisons: list[Mapping[str, Any]]) -> Mosaique:
    """The home's mosaic, from rows {codes, libelle, valeur}."""
    return Mosaique(
        [Rangee(list(c["codes"]), str(c["libelle"]), int(c["valeur"])) for c in combinaisons]
    )


@require_safe
def accueil(request: HttpRequest) -> HttpResponse:
    """The home: where to go, what the signs mean, what the last source counted."""
    donnees = donnees_accueil()
    contexte = {
        **donnees,
        "mosaique": mosaique(donnees["combinaisons"]),
        "position": est_possible(),
    }
    return render(request, "portal/accueil.html", contexte)


@require_safe
def accessibilite(request: HttpRequest) -> HttpResponse:
    """The declaration of accessibility, in the frame of RGAA 4.1."""
    return render(request, "portal/accessibilite.html")


@require_safe
def mentions_legales(request: HttpRequest) -> HttpResponse:
    """Who publishes, who hosts, under which licences (loi du 21 juin 2004, article 1-1)."""
    return render(request, "portal/mentions_legales.html")


@require_safe
def donnees_personnelles(request: HttpRequest) -> HttpResponse:
    """What the site keeps about people, and how they have it corrected (GDPR, articles 13-14)."""
    return render(request, "portal/donnees_personnelles.html")


@require_safe
def plan_du_site(request: HttpRequest) -> HttpResponse:
    """Every room of the site on one page."""
    return render(request, "portal/plan_du_site.html")


@require_safe
def aide(request: HttpRequest) -> HttpResponse:
    """How to find, read, reuse and correct."""
    return render(request, "portal/aide.html")


@never_cache
@require_safe
def sante(request: HttpRequest) -> JsonResponse:
    """For the supervisor: 200 when the database answers, 503 when it does not."""
    try:
        with db.connection.cursor() as curseur:
            curseur.execute("SELECT 1")
    except db.Error:
        return JsonResponse({"etat": "base de données injoignable"}, status=503)
    return JsonResponse({"etat": "ok"})


def erreur_400(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read."""
    return render(request, "400.html", status=400)


def erreur_403(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A page for the team only, or a form that outlived its session."""
    return render(request, "403.html", status=403)


def erreur_404(request: HttpRequest, exception: Exception) -> HttpResponse:
    """An address that leads nowhere: offer the finder and the rooms."""
    return render(request, "404.html", status=404)


def erreur_500(request: HttpRequest) -> HttpResponseServerError:
    """Our fault. The page calls no context processor and no query: they may be what failed."""
    return HttpResponseServerError(render_to_string("500.html"))
