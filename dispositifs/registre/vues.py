"""The two lists of the register, in every format, and the record of one dispositif."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dispositifs.changements.journal import journal
from dispositifs.models import Dispositif
from dispositifs.registre.fiche import Portrait, PortraitDeContrat
from dispositifs.registre.instant import Instant
from dispositifs.registre.lieux import situes
from dispositifs.registre.listes import DISPOSITIFS, Liste
from dispositifs.registre.resultats import Resultats
from socle.listes.classeur import LisezMoi
from socle.listes.exports import exporter
from socle.listes.pagination import paginer


@require_safe
def liste(request: HttpRequest, suffixe: str = "", liste: Liste = DISPOSITIFS) -> HttpResponseBase:
    """Every published dispositif of a list that the filters let through: a page, or a file."""
    publies = Dispositif.objects.publies().pour_liste(Instant.demande(request.GET).au)
    if liste.type:
        publies = publies.filter(type=liste.type)
    filtre = liste.filtre.de_la_region(request.GET, publies)
    if suffixe:
        nom = filtre.nom_de_fichier(liste.fichier)
        lisez_moi = LisezMoi.de(filtre, liste.titre, reverse(liste.adresse))
        return exporter(filtre, liste.colonnes, nom, suffixe, lisez_moi, situes)
    feuille = paginer(request, filtre.qs)
    contexte = {
        "liste": liste,
        "filtre": filtre,
        "page": feuille.page,
        "avertissement": feuille.avertissement,
        "resultats": Resultats(filtre, feuille.page, liste),
    }
    statut = 200 if filtre.is_valid() else 400
    return render(request, "dispositifs/liste.html", contexte, status=statut)


@require_safe
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """The record of one dispositif: what is known, since when, from whom; at a date if asked.

    Each record has one address: a contrat de ville asked for among the dispositifs leads there.
    """
    instant = Instant.demande(request.GET)
    dispositif = get_object_or_404(
        Dispositif.objects.publies().avec_certitude(instant.au).pour_fiche(), slug=slug
    )
    adresse = dispositif.get_absolute_url()
    if request.path != adresse:
        question = request.META["QUERY_STRING"]
        return redirect(f"{adresse}?{question}" if question else adresse, permanent=True)
    portrait = PortraitDeContrat if dispositif.est_un_contrat_de_ville else Portrait
    contexte = {
        "dispositif": dispositif,
        "portrait": portrait(dispositif, instant),
        "instant": instant,
        # Through the reverse accessor: the bibliography stands above this app.
        "notices": dispositif.notices.publies().pour_liste(),
        "journal": journal(dispositif),
    }
    return render(request, "dispositifs/fiche.html", contexte, status=instant.statut_http)
