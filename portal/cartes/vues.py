"""The map of the register, and its GeoJSON."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from dispositifs.models import Dispositif
from dispositifs.registre.colonnes import COLONNES
from dispositifs.registre.filtres import DispositifFiltre
from dispositifs.registre.lieux import situes
from portal.cartes import geojson
from portal.cartes.ensemble import TRAMES_MAX, Ensemble
from portal.cartes.image import Image, Peinture
from socle.web.debit import depasse, trop_de_demandes, visiteur

GEOJSON = "application/geo+json; charset=utf-8"
# Pictures that a visitor may have painted in ten minutes; those kept are not counted.
IMAGES, PERIODE = 12, 600
TROP_CHARGEE = (
    f"Plus de {TRAMES_MAX} périmètres\u00a0: l’image en points serait trop longue à peindre. "
    "Choisissez un type ou un territoire, ou emportez le SVG, qui les a tous."
)


@require_safe
def carte(request: HttpRequest) -> HttpResponse:
    """Every dispositif that the filters let through, on a map and in a table."""
    ensemble = Ensemble(request.GET)
    contexte = {
        "filtre": ensemble.filtre,
        "ensemble": ensemble,
        "tuiles": settings.TUILES_URL,
        "credit_des_tuiles": settings.TUILES_CREDIT,
    }
    statut = 200 if ensemble.filtre.is_valid() else 400
    return render(request, "cartes/carte.html", contexte, status=statut)


@require_safe
def carte_geojson(request: HttpRequest) -> HttpResponseBase:
    """What the map that moves draws; 400 in French when a filter is invalid."""
    ensemble = Ensemble(request.GET)
    if not ensemble.filtre.is_valid():
        return _refus(ensemble.filtre)
    if ensemble.dessin is None:
        return HttpResponse('{"type": "FeatureCollection", "features": []}', content_type=GEOJSON)
    objets = geojson.de_la_carte(ensemble.perimetres, ensemble.dessin)
    return HttpResponse("".join(objets), content_type=GEOJSON)


@require_safe
def carte_image(request: HttpRequest, suffixe: str) -> HttpResponseBase:
    """The map as a picture to take away; a sentence in French when there is none to draw."""
    ensemble = Ensemble(request.GET)
    if not ensemble.filtre.is_valid():
        return _refus(ensemble.filtre)
    if ensemble.dessin is None or ensemble.refus_des_etats:
        phrase = ensemble.refus_des_etats or "Pas de carte : aucun contour n’est connu ici."
        return HttpResponse(phrase, status=404, content_type="text/plain; charset=utf-8")
    adresse = f"{settings.ADRESSE_DU_SITE}{reverse('carte')}?{request.GET.urlencode()}"
    image = Image(ensemble, ensemble.dessin, adresse.removesuffix("?"))
    if suffixe == "png":
        return _png(request, image)
    reponse = HttpResponse(image.rendre(), content_type="image/svg+xml")
    return _emporter(reponse, image, suffixe)


def _png(request: HttpRequest, image: Image) -> HttpResponseBase:
    """The picture in points: seconds of a machine, so few to a visitor, and none too full."""
    if not image.ensemble.se_peint:
        return HttpResponse(TROP_CHARGEE, status=404, content_type="text/plain; charset=utf-8")
    peinture = Peinture(image.rendre())
    png = peinture.gardee
    if png is None:
        if depasse(f"carte-png:{visiteur(request)}", IMAGES, PERIODE):
            return trop_de_demandes(request, PERIODE)
        png = peinture.peindre()
    return _emporter(HttpResponse(png, content_type="image/png"), image, "png")


def _emporter(reponse: HttpResponse, image: Image, suffixe: str) -> HttpResponse:
    nom = image.ensemble.filtre.nom_de_fichier("carte")
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.{suffixe}"'
    return reponse


@require_safe
def dispositifs_geojson(request: HttpRequest) -> HttpResponseBase:
    """The filtered list as a GeoJSON file, beside its CSV, XLSX and JSON."""
    filtre = DispositifFiltre.de_la_region(request.GET, Dispositif.objects.publies().pour_liste())
    if not filtre.is_valid():
        return _refus(filtre)
    reponse = StreamingHttpResponse(
        geojson.en_fichier(situes(filtre.qs), COLONNES), content_type=GEOJSON
    )
    reponse["Content-Disposition"] = 'attachment; filename="dispositifs.geojson"'
    return reponse


def _refus(filtre: DispositifFiltre) -> HttpResponse:
    return HttpResponse(
        "\n".join(filtre.erreurs), status=400, content_type="text/plain; charset=utf-8"
    )
