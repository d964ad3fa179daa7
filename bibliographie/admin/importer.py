"""Import a file into the catalogue: give it, see line by line what it would change, confirm.

The file read waits in the session. Nothing is written before the confirmation, and nothing at all
if the catalogue has changed since the editor saw the preview.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST

from bibliographie.importation import (
    Choix,
    Comparaison,
    ConflitError,
    Etat,
    ImportationError,
    Lot,
    appliquer,
    comparer,
    lire,
)
from bibliographie.importation.attente import depuis_json, sans, vers_json
from bibliographie.models import Notice
from socle.tableur.lecture import TAILLE_MAX
from socle.textes import INSECABLE, accorder

CLE_DE_SESSION = "import_bibliographie"
# Lines decided at a time: Django refuses forms of more than 1,000 fields.
PAR_ETAPE = 200
ACCEPTES = ".ris,.bib,.bibtex,.csv,.xlsx,.txt"


class FichierForm(forms.Form):
    """One file."""

    fichier = forms.FileField(
        label="Fichier",
        allow_empty_file=True,
        help_text=f"RIS, BibTeX, CSV ou XLSX, {TAILLE_MAX // 1024 // 1024}{INSECABLE}Mo au plus. "
        "Rien n’est écrit avant votre confirmation.",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTES}),
    )

    def clean_fichier(self) -> Lot:
        """Read the file, or say what is wrong with it."""
        fichier: UploadedFile = self.cleaned_data["fichier"]
        if (fichier.size or 0) > TAILLE_MAX:
            raise forms.ValidationError(
                f"Le fichier dépasse {TAILLE_MAX // 1024 // 1024}{INSECABLE}Mo. Découpez-le."
            )
        try:
            return lire(str(fichier.name), fichier.read())
        except ImportationError as erreur:
            raise forms.ValidationError(str(erreur)) from erreur


@dataclass(frozen=True, slots=True)
class LigneApercu:
    """One line of the preview, and what may be done of it."""

    rang: int
    comparaison: Comparaison

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Value, words, and whether it is proposed."""
        c = self.comparaison
        numero = f"n°{INSECABLE}{c.notice.numero}" if c.notice else ""
        choix = [("ignorer", "Ne rien faire")]
        if c.notice:
            choix.append(("completer", f"Mettre à jour la notice {numero}"))
        if c.etat is not Etat.MODIFIE:
            choix.append(("creer", "Créer une notice"))
        return [(valeur, mots, valeur == c.choix_propose) for valeur, mots in choix]


class ImportationMixin(admin.ModelAdmin):
    """The two pages of the import, under those of NoticeAdmin."""

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view
        return [
            path("importer/", vue(self.importer), name="bibliographie_notice_importer"),
            path("importer/apercu/", vue(self.apercu), name="bibliographie_notice_apercu"),
            path(
                "importer/confirmer/",
                vue(require_POST(self.confirmer)),
                name="bibliographie_notice_confirmer",
            ),
            path(
                "importer/abandonner/",
                vue(require_POST(self.abandonner)),
                name="bibliographie_notice_abandonner",
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
        """Ask for a file; read it and show what it would change."""
        self._exiger(request)
        formulaire = FichierForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and formulaire.is_valid():
            request.session[CLE_DE_SESSION] = vers_json(formulaire.cleaned_data["fichier"])
            return redirect("admin:bibliographie_notice_apercu")
        contexte = {"form": formulaire, "title": "Importer des notices"}
        return self._page(request, "importer", contexte)

    def apercu(self, request: HttpRequest) -> HttpResponse:
        """Line by line: new, changed, doubtful, same, refused."""
        self._exiger(request)
        lot = self._en_attente(request)
        if lot is None:
            return redirect("admin:bibliographie_notice_importer")
        comparaisons = comparer(lot.lus)
        lignes = _a_choisir(comparaisons)
        contexte = {
            "title": f"Importer {lot.nom}",
            "lot": lot,
            "lignes": lignes,
            "vu": _empreintes(lignes),
            "restent": sum(c.est_a_choisir for c in comparaisons) - len(lignes),
            "identiques": [c for c in comparaisons if c.etat is Etat.IDENTIQUE],
            "refusees": [c for c in comparaisons if c.etat is Etat.REFUSE],
            "comptes": _comptes(comparaisons),
        }
        return self._page(request, "apercu", contexte)

    def confirmer(self, request: HttpRequest) -> HttpResponse:
        """Write what was chosen, if the catalogue is still as it was shown."""
        self._exiger(request)
        lot = self._en_attente(request)
        if lot is None:
            return redirect("admin:bibliographie_notice_importer")
        lignes = _a_choisir(comparer(lot.lus))
        if request.POST.get("vu") != _empreintes(lignes):
            return self._conflit(request)
        choix = [c for ligne in lignes for c in _choisis(ligne, request)]
        try:
            bilan = appliquer(choix, lot.nom)
        except ConflitError:
            return self._conflit(request)
        creees, modifiees = len(bilan.creees), len(bilan.modifiees)
        messages.success(
            request,
            f"{creees} {accorder(creees, 'notice créée, à relire', 'notices créées, à relire')}"
            f"\u202f; {modifiees} {accorder(modifiees, 'mise à jour', 'mises à jour')}.",
        )
        reste = sans(lot, {ligne.rang for ligne in lignes})
        if any(c.est_a_choisir for c in comparer(reste.lus)):
            request.session[CLE_DE_SESSION] = vers_json(reste)
            return redirect("admin:bibliographie_notice_apercu")
        del request.session[CLE_DE_SESSION]
        return redirect("admin:bibliographie_notice_changelist")

    def abandonner(self, request: HttpRequest) -> HttpResponse:
        """Forget the file."""
        self._exiger(request)
        if request.session.pop(CLE_DE_SESSION, None):
            messages.info(request, "Import abandonné. Rien n’a été écrit.")
        return redirect("admin:bibliographie_notice_changelist")

    def _exiger(self, request: HttpRequest) -> None:
        if not self.peut_importer(request):
            raise PermissionDenied

    @staticmethod
    def _en_attente(request: HttpRequest) -> Lot | None:
        brut = request.session.get(CLE_DE_SESSION)
        return depuis_json(brut) if brut else None

    @staticmethod
    def _conflit(request: HttpRequest) -> HttpResponse:
        messages.error(
            request,
            "Le catalogue a changé pendant que vous choisissiez. Rien n’a été écrit. "
            "Vérifiez les lignes ci-dessous et confirmez de nouveau.",
        )
        return redirect("admin:bibliographie_notice_apercu")

    def _page(self, request: HttpRequest, nom: str, contexte: dict[str, Any]) -> HttpResponse:
        commun = {**self.admin_site.each_context(request), "opts": Notice._meta}
        gabarit = f"admin/bibliographie/notice/{nom}.html"
        return TemplateResponse(request, gabarit, {**commun, **contexte})


def _a_choisir(comparaisons: list[Comparaison]) -> list[LigneApercu]:
    lignes = [LigneApercu(rang, c) for rang, c in enumerate(comparaisons) if c.est_a_choisir]
    return lignes[:PAR_ETAPE]


def _comptes(comparaisons: list[Comparaison]) -> str:
    """« 3 nouvelles, 1 doublon possible »."""
    comptes = []
    for etat in Etat:
        nombre = sum(c.etat is etat for c in comparaisons)
        pluriel = "doublons possibles" if etat is Etat.DOUTEUX else ""
        if nombre:
            comptes.append(f"{nombre} {accorder(nombre, str(etat.label), pluriel)}")
    return ", ".join(comptes)


def _empreintes(lignes: list[LigneApercu]) -> str:
    return " ".join(f"{ligne.rang}:{ligne.comparaison.empreinte}" for ligne in lignes)


def _choisis(ligne: LigneApercu, request: HttpRequest) -> list[Choix]:
    """Zero or one choice; anything that was not offered is « ne rien faire »."""
    valeur = request.POST.get(f"choix-{ligne.rang}", "ignorer")
    if valeur == "ignorer" or valeur not in {option[0] for option in ligne.options}:
        return []
    c = ligne.comparaison
    return [Choix(c, c.notice if valeur == "completer" else None)]
