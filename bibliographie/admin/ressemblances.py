"""While an editor types: the notices that look like the one being written."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from bibliographie.doublons.ressemblances import Doublon, Doublons
from bibliographie.formats.reference import Reference
from bibliographie.lecture.valeurs import sans_prefixe_de_doi
from bibliographie.models import Lien

MONTRES = 5
LIENS_MAX = 50


def _cles(valeurs: list[str]) -> list[int]:
    """Keys of the database, and nothing else that may stand in an address."""
    return [int(v) for v in valeurs[:LIENS_MAX] if v.isascii() and v.isdigit() and len(v) < 18]


def reference_saisie(saisie: QueryDict) -> Reference:
    """What is typed so far: a title, a DOI, addresses chosen; all of them may be missing."""
    liens = Lien.objects.filter(pk__in=_cles(saisie.getlist("lien")))
    return Reference(
        titre=saisie.get("titre", ""),
        doi=sans_prefixe_de_doi(saisie.get("doi", "")),
        urls=tuple(lien.url for lien in liens if lien.est_suivable),
    )


def ressemblances(saisie: QueryDict) -> list[Doublon]:
    """The notices that share a title, a DOI or an address with what is typed; not `sauf`."""
    reference = reference_saisie(saisie)
    sauf = _cles(saisie.getlist("sauf"))
    trouvees = Doublons([reference]).de(reference)
    return [d for d in trouvees if d.notice.pk not in sauf][:MONTRES]


class RessemblancesMixin(admin.ModelAdmin):
    """The page that the script asks; without script, the warning comes at save."""

    class Media:
        js = [forms.Script("js/doublons.js", defer=True)]

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view(never_cache(require_GET(self.ressembler)))
        return [
            path("ressemblances/", vue, name="bibliographie_notice_ressemblances"),
            *super().get_urls(),
        ]

    def ressembler(self, request: HttpRequest) -> HttpResponse:
        """The sentence to show under the field; nothing when no notice looks like it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        contexte = {"doublons": ressemblances(request.GET)}
        gabarit = "admin/bibliographie/notice/_ressemblances.html"
        return render(request, gabarit, contexte)
