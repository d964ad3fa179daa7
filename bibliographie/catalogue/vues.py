"""The catalogue's public pages: its list in every format, a notice, the sélections."""

from collections.abc import Callable, Iterable, Iterator

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bibliographie.catalogue import presentation
from bibliographie.catalogue.filtres import NoticeFiltre
from bibliographie.catalogue.resultats import D_ECHANGE, Resultats, exports
from bibliographie.formats import bibtex, citation, csl, jsonld, meta, ris
from bibliographie.formats.colonnes import COLONNES
from bibliographie.formats.reference import de_notice
from bibliographie.models import AncienneNotice, Notice
from bibliographie.selections.panier import Panier
from socle.listes.classeur import LisezMoi
from socle.listes.exports import exporter, par_lots
from socle.listes.pagination import paginer

PROCHES = 4
# What each suffix of the bibliography writes, and its media type.
ECHANGES: dict[str, tuple[Callable[[Iterable], Iterator[str]], str]] = {
    "ris": (ris.ecrire, ris.MIME),
    "bib": (bibtex.ecrire, bibtex.MIME),
    "csl.json": (csl.ecrire, csl.MIME),
}


def en_format(notices: Iterable[Notice], suffixe: str, nom: str) -> StreamingHttpResponse:
    """Notices in a format of exchange, streamed."""
    ecrire, mime = ECHANGES[suffixe]
    reponse = StreamingHttpResponse(
        ecrire(de_notice(n) for n in notices), content_type=f"{mime}; charset=utf-8"
    )
    reponse["Content-Disposition"] = f'attachment; filename="{nom}.{suffixe}"'
    return reponse


@require_safe
def liste(request: HttpRequest, suffixe: str = "") -> HttpResponseBase:
    """Every published notice that the filters let through: a page, or a file."""
    notices = Notice.objects.publies()
    # The page marks the places that answer; the files say everything.
    notices = notices.pour_export() if suffixe else notices.pour_liste_cherchee()
    filtre = NoticeFiltre(request.GET, notices)
    if suffixe in ECHANGES and filtre.is_valid():
        return en_format(par_lots(filtre.qs), suffixe, filtre.nom_de_fichier("bibliographie"))
    if suffixe:
        nom = filtre.nom_de_fichier("bibliographie")
        lisez_moi = LisezMoi.de(filtre, "Bibliographie", reverse("bibliographie"))
        return exporter(filtre, COLONNES, nom, suffixe, lisez_moi)
    feuille = paginer(request, filtre.qs, filtre.nombre)
    contexte = {
        "filtre": filtre,
        "page": feuille.page,
        "avertissement": feuille.avertissement,
        "resultats": Resultats(filtre, feuille.page),
        "panier": Panier(request),
    }
    statut = 200 if filtre.is_valid() else 400
    return render(request, "bibliographie/liste.html", contexte, status=statut)


def _vers_la_gardee(numero: int, suffixe: str) -> HttpResponseBase:
    """Where a number merged into another leads for good; 404 for a number of nothing."""
    gardee = AncienneNotice.gardee(numero)
    if gardee is None:
        raise Http404
    if suffixe:
        return redirect("notice_fichier", gardee.numero, suffixe, permanent=True)
    return redirect(gardee, permanent=True)


@require_safe
def notice(
    request: HttpRequest, numero: int, slug: str = "", suffixe: str = ""
) -> HttpResponseBase:
    """The record of one notice, or its reference in a format of exchange."""
    objet = (
        Notice.objects.publies()
        .pour_liste()
        .prefetch_related("territoires", "dispositifs__type", "publics", "provenances")
        .filter(numero=numero)
        .first()
    )
    if objet is None:
        return _vers_la_gardee(numero, suffixe)
    if suffixe:
        return en_format([objet], suffixe, f"notice-{objet.numero}")
    if request.path != objet.get_absolute_url():
        return redirect(objet, permanent=True)
    reference = de_notice(objet)
    adresse = request.build_absolute_uri(objet.get_absolute_url())
    contexte = {
        "notice": objet,
        "acces": presentation.Acces.de(objet),
        "dispositifs": [d for d in objet.dispositifs.all() if d.est_publie],
        "presences": presentation.presences(objet),
        "citation": citation.citer(reference),
        "meta": meta.balises(reference, adresse),
        "donnees": jsonld.bloc(reference, adresse),
        "exports": exports("notice_fichier", D_ECHANGE, objet.numero),
        "proches": Notice.objects.publies().proches_de(objet, PROCHES),
        "panier": Panier(request),
    }
    return render(request, "bibliographie/notice.html", contexte)
