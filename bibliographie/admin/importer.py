"""Import files into the catalogue: give them, see line by line what each would change, mend what
was set aside, confirm.

A file read waits in the database, with the file itself, until all of it is decided. Nothing is
written before the confirmation, and nothing at all if the catalogue has changed since the editor
saw the preview.
"""

import zlib
from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header

from bibliographie.admin.apercu import Apercu, LigneApercu, choix, saisies
from bibliographie.importation import (
    Attente,
    BilanImport,
    Choix,
    ConflitError,
    ImportationError,
    Lot,
    appliquer,
    depuis_json,
    lire,
    vers_json,
)
from bibliographie.models import Notice
from socle.tableur.lecture import TAILLE_MAX
from socle.tableur.modeles import Tableau
from socle.textes import INSECABLE, accorder, nombre

ACCEPTES = ".ris,.bib,.bibtex,.json,.enw,.nbib,.xml,.csv,.tsv,.xlsx,.xls,.ods,.txt"
FICHIERS_MAX = 10
MO = 1024 * 1024
PLUS_LA = (
    "Cet import n’attend plus\u00a0: il est terminé, abandonné, ou donné il y a plus de sept "
    "jours. Rien de plus n’a été écrit."
)
RELU = "Vos corrections sont gardées et relues. Rien n’est encore écrit."
RELU_AVANT = (
    "Rien n’est encore écrit\u00a0: vos corrections ont d’abord été relues. Vérifiez les lignes "
    "ci-dessous et confirmez."
)
CHANGE = (
    "Le catalogue a changé pendant que vous choisissiez. Rien n’a été écrit. "
    "Vérifiez les lignes ci-dessous et confirmez de nouveau."
)
DEJA = "Ces choix étaient déjà écrits\u00a0: rien n’a été écrit deux fois."


class FichiersInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FichiersField(forms.FileField):
    """One file or several, each read; those that cannot be are said in `refus`."""

    widget = FichiersInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files given."""
        donnes = data if isinstance(data, list) else [data]
        return [super(FichiersField, self).clean(un, initial) for un in donnes or [None]]


class FichierForm(forms.Form):
    """Files to import."""

    fichier = FichiersField(
        label="Fichier",
        allow_empty_file=True,
        help_text="Un export de Zotero, d’EndNote, de PubMed ou d’un catalogue (RIS, BibTeX, "
        "CSL-JSON, .enw, .nbib, XML), ou un tableau (CSV, XLSX, XLS, ODS), "
        f"{TAILLE_MAX // MO}{INSECABLE}Mo au plus. Plusieurs fichiers font plusieurs imports. "
        "Rien n’est écrit avant votre confirmation.",
        widget=FichiersInput(attrs={"accept": ACCEPTES}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What is wrong with a file among others that could be read.
        self.refus: list[str] = []

    def clean_fichier(self) -> list[tuple[Lot, bytes]]:
        """Read each file, or say what is wrong with it."""
        fichiers: list[UploadedFile] = self.cleaned_data["fichier"]
        if len(fichiers) > FICHIERS_MAX:
            raise forms.ValidationError(
                f"{len(fichiers)} fichiers à la fois\u00a0: donnez-en {FICHIERS_MAX} au plus."
            )
        lus = []
        for fichier in fichiers:
            try:
                lus.append(_lire(fichier))
            except ImportationError as erreur:
                nom = f"«\u00a0{fichier.name}\u00a0»\u00a0: " if len(fichiers) > 1 else ""
                self.refus.append(f"{nom}{erreur}")
        if not lus:
            raise forms.ValidationError([forms.ValidationError(refus) for refus in self.refus])
        return lus


def _lire(fichier: UploadedFile) -> tuple[Lot, bytes]:
    """A file read, and its bytes. One too big is not read at all."""
    taille = fichier.size or 0
    if taille > TAILLE_MAX:
        raise ImportationError(
            f"Ce fichier dépasse {TAILLE_MAX // MO}{INSECABLE}Mo (il en fait "
            f"{nombre(-(-taille // MO))}). Découpez-le\u00a0: exportez une collection ou une année "
            "à la fois, et donnez les morceaux l’un après l’autre."
        )
    contenu = fichier.read()
    return lire(_nom_court(str(fichier.name)), contenu), contenu


def _nom_court(nom: str) -> str:
    """A name that can be kept, with its suffix."""
    suffixe = PurePath(nom).suffix[:20]
    return nom if len(nom) <= 200 else f"{nom[: 200 - len(suffixe)]}{suffixe}"


class ImportationMixin(admin.ModelAdmin):
    """The pages of the import, under those of NoticeAdmin."""

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view
        return [
            path("importer/", vue(self.importer), name="bibliographie_notice_importer"),
            path("importer/<int:numero>/", vue(self.apercu), name="bibliographie_notice_apercu"),
            path(
                "importer/<int:numero>/original/",
                vue(self.original),
                name="bibliographie_notice_original",
            ),
            *super().get_urls(),
        ]

    def peut_importer(self, request: HttpRequest) -> bool:
        """Importing creates and changes notices."""
        return self.has_add_permission(request) and self.has_change_permission(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with its « Importer » for those who may."""
        contexte = {"peut_importer": self.peut_importer(request), **(extra_context or {})}
        return super().changelist_view(request, contexte)

    def importer(self, request: HttpRequest) -> HttpResponse:
        """Ask for files; read them, and show what one would change. The others wait."""
        self._exiger(request)
        formulaire = FichierForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and formulaire.is_valid():
            lus = formulaire.cleaned_data["fichier"]
            gardes = [_garder(request, lot, contenu) for lot, contenu in lus]
            for refus in formulaire.refus:
                messages.error(request, refus)
            if len(gardes) == 1:
                return redirect("admin:bibliographie_notice_apercu", gardes[0].pk)
            messages.info(
                request, f"{len(gardes)} fichiers lus\u00a0: ils attendent ci-dessous vos choix."
            )
            return redirect("admin:bibliographie_notice_importer")
        contexte = {
            "form": formulaire,
            "title": "Importer des notices",
            "attendent": imports_de(request),
        }
        return self._page(request, "importer", contexte)

    def apercu(self, request: HttpRequest, numero: int) -> HttpResponse:
        """Line by line: new, changed, doubtful, same, refused; then what was typed and chosen."""
        self._exiger(request)
        with transaction.atomic():
            tableau = _celui(request, numero)
            if tableau is None:
                messages.info(request, PLUS_LA)
                return redirect("admin:bibliographie_notice_importer")
            if request.method == "POST":
                return self._recevoir(request, tableau)
        apercu = Apercu(depuis_json(tableau.lire()), de_cote=_de_cote(request))
        contexte = {"title": f"Importer {tableau.nom}", "apercu": apercu, "tableau": tableau}
        return self._page(request, "apercu", contexte)

    def original(self, request: HttpRequest, numero: int) -> HttpResponseBase:
        """The file as it was given: it is no page, whatever it holds."""
        self._exiger(request)
        tableau = _celui(request, numero)
        if tableau is None:
            messages.info(request, PLUS_LA)
            return redirect("admin:bibliographie_notice_importer")
        return HttpResponse(
            zlib.decompress(tableau.original),
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": content_disposition_header(True, tableau.nom),
                "X-Content-Type-Options": "nosniff",
            },
        )

    def _recevoir(self, request: HttpRequest, tableau: Tableau) -> HttpResponse:
        """Abandon, keep what was typed, or write what was chosen."""
        if "abandonner" in request.POST:
            tableau.delete()
            messages.info(request, "Import abandonné. Rien de plus n’a été écrit.")
            return redirect("admin:bibliographie_notice_importer")
        attente = depuis_json(tableau.lire())
        saisie = attente.avec(saisies(request.POST.dict()), choix(request.POST.dict()))
        confirme = "confirmer" in request.POST
        if not confirme or saisie.corrections() != attente.corrections():
            tableau.remplacer(vers_json(saisie), restent=Apercu(saisie).en_suspens)
            messages.info(request, RELU_AVANT if confirme else RELU)
            return _revenir(request)
        return self._confirmer(request, tableau, saisie)

    def _confirmer(self, request: HttpRequest, tableau: Tableau, attente: Attente) -> HttpResponse:
        """Write what was chosen, if the catalogue is still as it was shown."""
        vu = request.POST.get("vu", "")
        if vu in attente.ecrites:
            messages.info(request, DEJA)
            return _revenir(request)
        apercu = Apercu(attente, de_cote=_de_cote(request))
        choisis = [c for ligne in apercu.lignes for c in _choisis(ligne, request)]
        try:
            if vu != apercu.vu:
                raise ConflitError
            with transaction.atomic():
                bilan = appliquer(choisis, tableau.nom)
        except ConflitError:
            tableau.remplacer(vers_json(attente))
            messages.error(request, CHANGE)
            return _revenir(request)
        messages.success(request, _bilan(bilan))
        reste = attente.sans(apercu.decidees, vu)
        if restent := Apercu(reste).en_suspens:
            tableau.remplacer(vers_json(reste), restent=restent)
            return _revenir(request)
        tableau.delete()
        return redirect("admin:bibliographie_notice_changelist")

    def _exiger(self, request: HttpRequest) -> None:
        if not self.peut_importer(request):
            raise PermissionDenied

    def _page(self, request: HttpRequest, nom: str, contexte: dict[str, Any]) -> HttpResponse:
        commun = {**self.admin_site.each_context(request), "opts": Notice._meta}
        gabarit = f"admin/bibliographie/notice/{nom}.html"
        return TemplateResponse(request, gabarit, {**commun, **contexte})


def imports_de(request: HttpRequest) -> QuerySet[Tableau]:
    """The files that this person gave and has not decided yet, the latest first."""
    return Tableau.objects.a_importer(request.user, Notice._meta.label_lower)


def _garder(request: HttpRequest, lot: Lot, contenu: bytes) -> Tableau:
    attente = Attente.de(lot)
    return Tableau.garder(
        vers_json(attente),
        modele=Notice._meta.label_lower,
        sens=Tableau.Sens.IMPORT,
        nom=lot.nom,
        original=zlib.compress(contenu, 6),
        restent=Apercu(attente).en_suspens,
        par=request.user,
    )


def _celui(request: HttpRequest, numero: int) -> Tableau | None:
    """That file, held until what is asked of it is done; None when it no longer waits. That of
    another person is not found.
    """
    imports = Tableau.objects.filter(
        pk=numero, modele=Notice._meta.label_lower, sens=Tableau.Sens.IMPORT
    )
    if request.method == "POST":
        imports = imports.select_for_update()
    tableau: Tableau | None = imports.first()
    if tableau is not None and tableau.par_id != request.user.pk:
        raise Http404
    return tableau


def _de_cote(request: HttpRequest) -> bool:
    return request.GET.get("lignes") == "de-cote"


def _revenir(request: HttpRequest) -> HttpResponse:
    """To the same lines."""
    return redirect(request.get_full_path())


RIEN_DE_CHOISI = "Rien n’était choisi\u00a0: rien ne change."


def _bilan(bilan: BilanImport) -> str:
    creees, modifiees = len(bilan.creees), len(bilan.modifiees)
    dits = [
        f"{creees} {accorder(creees, 'notice créée, à relire', 'notices créées, à relire')}",
        f"{modifiees} {accorder(modifiees, 'mise à jour', 'mises à jour')}",
    ]
    faits = [dit for dit, nombre in zip(dits, (creees, modifiees), strict=True) if nombre]
    return "\u202f; ".join(faits) + "." if faits else RIEN_DE_CHOISI


def _choisis(ligne: LigneApercu, request: HttpRequest) -> list[Choix]:
    """Zero or one choice; anything that was not offered is « ne rien faire »."""
    valeur = request.POST.get(f"choix-{ligne.numero}", "ignorer")
    if valeur == "ignorer" or valeur not in {option[0] for option in ligne.options}:
        return []
    c = ligne.comparaison
    return [Choix(c, c.notice if valeur == "completer" else None)]
