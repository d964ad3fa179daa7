"""The pages of the sélections, and the files of one."""

from dataclasses import replace

from django.conf import settings
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from bibliographie.catalogue.resultats import exports
from bibliographie.catalogue.vues import ECHANGES, en_format
from bibliographie.formats.colonnes import COLONNES
from bibliographie.models import Notice, Selection
from bibliographie.selections.panier import Panier
from bibliographie.selections.pdf import en_pdf
from bibliographie.selections.plan import Ligne, lignes_de, sections_de
from bibliographie.selections.word import en_docx
from socle.listes.colonnes import Colonne, Valeur
from socle.listes.exports import en_csv
from socle.web.pdf import PangoAbsentError

MIME_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FICHIERS = ("pdf", "docx", "ris", "bib", "csl.json", "csv")


def _de_la_notice(colonne: Colonne) -> Colonne:
    """A column of the catalogue, read on an entry of a sélection."""

    def lire(ligne: Ligne) -> Valeur:
        return colonne.lire(ligne.entree.notice)

    return replace(colonne, lire=lire)


COLONNES_D_UNE_SELECTION = [
    Colonne("rubrique", "Intertitres, du plus large au plus proche.", lambda e: e.rubrique),
    Colonne("note_de_selection", "Ce que la sélection en dit.", lambda e: e.entree.note),
    *map(_de_la_notice, COLONNES),
]


@require_safe
def selections(request: HttpRequest) -> HttpResponse:
    """The sélections of CRES, the latest first."""
    visibles = Q(sections__entrees__notice__in=Notice.objects.publies())
    # The order is said again: Django drops the model's own once rows are grouped.
    publiees = (
        Selection.objects.publies()
        .annotate(nombre=Count("sections__entrees", filter=visibles, distinct=True))
        .order_by("-date", "titre")
    )
    return render(request, "bibliographie/selections.html", {"selections": publiees})


@require_safe
def selection(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one sélection."""
    objet = get_object_or_404(Selection.objects.publies(), slug=slug)
    racines = sections_de(objet)
    contexte = {
        "selection": objet,
        "sections": racines,
        "nombre": len(lignes_de(racines)),
        "exports": exports("selection_fichier", FICHIERS, objet.slug),
        "panier": Panier(request),
    }
    return render(request, "bibliographie/selection.html", contexte)


@require_safe
def fichier(request: HttpRequest, slug: str, suffixe: str) -> HttpResponseBase:
    """A sélection to take away: to print, to edit, or for a citation manager."""
    objet = get_object_or_404(Selection.objects.publies(), slug=slug)
    racines = sections_de(objet)
    lignes = lignes_de(racines)
    if suffixe in ECHANGES:
        # A notice that two headings hold is one reference.
        notices = {ligne.entree.notice_id: ligne.entree.notice for ligne in lignes}
        return en_format(notices.values(), suffixe, objet.slug)
    if suffixe == "csv":
        return en_csv(lignes, COLONNES_D_UNE_SELECTION, objet.slug)
    if suffixe == "docx":
        return piece_jointe(en_docx(objet, racines), MIME_DOCX, f"{slug}.docx")
    try:
        pdf = en_pdf(objet, racines, f"{settings.ADRESSE_DU_SITE}{objet.get_absolute_url()}")
    except PangoAbsentError:
        return render(request, "bibliographie/sans_pdf.html", {"selection": objet}, status=503)
    return piece_jointe(pdf, "application/pdf", f"{slug}.pdf")


def piece_jointe(contenu: bytes, mime: str, nom: str) -> HttpResponse:
    """A file to keep, under this name."""
    reponse = HttpResponse(contenu, content_type=mime)
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
