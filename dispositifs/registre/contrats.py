"""Contrats de ville: their list, and the record of one with the schemes that reach it.

The model lives in `territoires`; its pages stand here because they show dispositifs.
"""

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from dispositifs.changements.journal import journal
from dispositifs.models import Articulation, Dispositif
from dispositifs.registre.fiche import PortraitDeContrat
from dispositifs.registre.filtre_contrats import ContratFiltre, ResultatsContrats, avec_fraicheur
from dispositifs.registre.instant import Instant
from dispositifs.registre.vigueur import avec_vigueur
from socle.listes.exports import Colonne, exporter
from socle.listes.pagination import paginer
from territoires.models import ContratDeVille

COLONNES = [
    Colonne("identifiant", "Identifiant stable, aussi l’adresse de la fiche.", lambda c: c.slug),
    Colonne("nom", "Nom du contrat de ville.", lambda c: c.nom),
    Colonne("generation", "2015-2023, 2024-2030 ou vide.", lambda c: c.generation),
    Colonne("territoire_code", "Territoire que la source nomme.", lambda c: c.territoire.reference),
    Colonne("territoire_nom", "Son nom.", lambda c: c.territoire.nom),
    Colonne(
        "echelle_precisee",
        "« oui » si la source dit à quelle échelle il est tenu.",
        lambda c: "oui" if c.echelle_precisee else "non",
    ),
    Colonne(
        "quartiers",
        "Codes des quartiers prioritaires, séparés par « | ».",
        lambda c: " | ".join(q.code for q in c.quartiers.all()),
    ),
    Colonne(
        "dispositifs",
        "Identifiants des dispositifs liés, séparés par « | ».",
        lambda c: " | ".join(a.de.slug for a in c.articulations.all()),
    ),
    Colonne("verifie_le", "Date de la dernière vérification.", lambda c: c.verifie_le),
    Colonne("source", "D’où vient la fiche.", lambda c: c.source.reference if c.source else ""),
    Colonne(
        "situation",
        "en-cours, a-terme ou a-venir à la date demandée ; vide si non renseignée.",
        lambda c: c.vigueur,
    ),
    Colonne("precision", "Ce que la source dit du territoire.", lambda c: c.precision),
    Colonne("deduit", "Pourquoi on le déduit, si la source ne le nomme pas.", lambda c: c.deduit),
]


def _publies(instant: Instant) -> QuerySet[ContratDeVille]:
    lies = Dispositif.objects.publies()
    if instant:
        lies = lies.connus_au(instant.au)
    liens = Articulation.objects.filter(de__in=lies).select_related("de__type", "source")
    return (
        ContratDeVille.objects.publies()
        .select_related("territoire", "source", "verifie_d_apres")
        .prefetch_related("quartiers", Prefetch("articulations", liens))
    )


@require_safe
def liste(request: HttpRequest, suffixe: str = "") -> HttpResponseBase:
    """Every published contrat de ville that the filters let through: a page, or a file."""
    instant = Instant.demande(request.GET)
    filtre = ContratFiltre(request.GET, _publies(instant))
    if suffixe:
        nom = f"contrats-de-ville{instant.nom_de_fichier}"
        return exporter(filtre, COLONNES, nom, suffixe)
    feuille = paginer(request, filtre.qs)
    contexte = {
        "filtre": filtre,
        "page": feuille.page,
        "avertissement": feuille.avertissement,
        "resultats": ResultatsContrats(filtre, feuille.page),
    }
    statut = 200 if filtre.is_valid() else 400
    return render(request, "dispositifs/contrats.html", contexte, status=statut)


@require_safe
def fiche(request: HttpRequest, slug: str) -> HttpResponse:
    """One contrat de ville: its territory, its quartiers, the schemes that reach it."""
    instant = Instant.demande(request.GET)
    contrats = avec_vigueur(avec_fraicheur(_publies(instant)), instant)
    contrat = get_object_or_404(contrats, slug=slug)
    contexte = {
        "contrat": contrat,
        "portrait": PortraitDeContrat(contrat, instant),
        "journal": journal(contrat),
        "instant": instant,
    }
    return render(request, "dispositifs/contrat.html", contexte, status=instant.statut_http)
