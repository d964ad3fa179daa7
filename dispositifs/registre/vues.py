"""The list of dispositifs, in every format, and the record of one."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dispositifs.changements.journal import journal
from dispositifs.models import Dispositif
from dispositifs.registre.colonnes import COLONNES
from dispositifs.registre.fiche import Portrait
from dispositifs.registre.filtres import DispositifFiltre
from dispositifs.registre.instant import Instant
from dispositifs.registre.resultats import Resultats
from socle.listes.exports import exporter
from socle.listes.pagination import paginer


@require_safe
def liste(request: HttpRequest, suffixe: str = "") -> HttpResponseBase:
    """Every published dispositif that the filters let through: a page, or a file."""
    filtre = DispositifFiltre(request.GET, Dispositif.objects.publies().pour_liste())
    if suffixe:
        nom = f"dispositifs{filtre.instant.nom_de_fichier}"
        return exporter(filtre, COLONNES, nom, suffixe)
    feuille = paginer(request, filtre.qs)
    contexte = {
        "filtre": filtre,
        "page": feuille.page,
        "avertissement": feuille.avertissement,
        "resultats": Resultats(filtre, feuille.page),
    }
    statut = 200 if filtre.is_valid() else 400
    return render(request, "dispositifs/liste.html", contexte, status=statut)


@require_safe
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """The record of one dispositif: what is known, since when, from whom; at a date if asked."""
    instant = Instant.demande(request.GET)
    dispositif = get_object_or_404(
        Dispositif.objects.publies().avec_statut(instant.au).pour_fiche(), slug=slug
    )
    contexte = {
        "dispositif": dispositif,
        "portrait": Portrait(dispositif, instant),
        "instant": instant,
        # Through the reverse accessor: the bibliography stands above this app.
        "notices": dispositif.notices.publies().pour_liste(),
        "journal": journal(dispositif),
    }
    return render(request, "dispositifs/fiche.html", contexte, status=instant.statut_http)
