"""The observatory, its gaps, and the files of both."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from dispositifs.comptes.recensement import Recensement
from portal.observatoire.colonnes import COLONNES, COLONNES_ZONES, lignes_exportees
from portal.observatoire.filtres import ObservatoireFiltre, ObservatoireTrie, ZonesBlanchesFiltre
from portal.observatoire.page import Observatoire
from portal.observatoire.zones import Zones
from socle.listes.classeur import LisezMoi
from socle.listes.exports import en_fichier, exporter, par_lots
from socle.listes.pagination import paginer
from territoires.models import Territoire


@require_safe
def observatoire(request: HttpRequest) -> HttpResponse:
    """What the register counts on a territory, at a date."""
    filtre = ObservatoireTrie(request.GET, Territoire.objects.all())
    lieu = filtre.lieu
    contexte = {"filtre": filtre, "observatoire": Observatoire(filtre, lieu) if lieu else None}
    statut = 200 if filtre.is_valid() else 400
    return render(request, "observatoire/observatoire.html", contexte, status=statut)


@require_safe
def fichier(request: HttpRequest, suffixe: str) -> HttpResponseBase:
    """The same counts as a file."""
    filtre = ObservatoireFiltre(request.GET, Territoire.objects.all())
    if filtre.lieu is None:
        return exporter(filtre, COLONNES, "observatoire", suffixe)
    recensement = Recensement(filtre.lieu, filtre.date_demandee)
    lignes = lignes_exportees(recensement, timezone.localdate().isoformat())
    nom, lisez_moi = _presenter(filtre, filtre.lieu, "observatoire", "Observatoire")
    return en_fichier(lignes, COLONNES, nom, suffixe, lisez_moi)


def _presenter(
    filtre: ObservatoireFiltre, lieu: Territoire, racine: str, titre: str
) -> tuple[str, LisezMoi]:
    """The name of a file of the observatory, and its « Lisez-moi »: both say the territory."""
    adresse = reverse(racine.replace("-", "_"))
    lisez_moi = LisezMoi.de(filtre, f"{titre} {lieu.de}", adresse)
    return filtre.nom_de_fichier(racine), lisez_moi


@require_safe
def zones_blanches(request: HttpRequest, suffixe: str = "") -> HttpResponseBase:
    """The communes that no running scheme of the types asked for reaches."""
    filtre = ZonesBlanchesFiltre(request.GET, Territoire.objects.all())
    if suffixe and filtre.is_valid():
        communes = filtre.avec_absences(par_lots(filtre.qs))
        if filtre.lieu is None:
            return en_fichier(communes, COLONNES_ZONES, "zones-blanches", suffixe)
        nom, lisez_moi = _presenter(filtre, filtre.lieu, "zones-blanches", "Zones blanches")
        return en_fichier(communes, COLONNES_ZONES, nom, suffixe, lisez_moi)
    if suffixe:
        return exporter(filtre, COLONNES_ZONES, "zones-blanches", suffixe)
    feuille = paginer(request, filtre.qs)
    contexte = {
        "filtre": filtre,
        "page": feuille.page,
        "avertissement": feuille.avertissement,
        "zones": Zones(filtre, feuille.page, filtre.lieu) if filtre.lieu else None,
    }
    statut = 200 if filtre.is_valid() else 400
    return render(request, "observatoire/zones_blanches.html", contexte, status=statut)
