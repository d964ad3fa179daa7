"""« Télécharger pour correction » and « Renvoyer le tableau », on any list of the admin."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from socle.tableur.cles import cle_de
from socle.tableur.colonnes import Colonne, colonne_du_champ
from socle.tableur.lecture import (
    TAILLE_MAX,
    EstEntete,
    Feuille,
    TableurError,
    lire_feuille,
    trop_gros,
)
from socle.tableur.modeles import Tableau
from socle.tableur.plan import Plan
from socle.tableur.retour import Retour
from socle.tableur.sortie import telecharger
from socle.textes import INSECABLE

FORMATS = ("xlsx", "csv")
ACCEPTES = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"


class TableauForm(forms.Form):
    """One file."""

    fichier = forms.FileField(
        label="Tableau corrigé",
        allow_empty_file=True,
        help_text=f"XLSX, XLS, ODS ou CSV, {TAILLE_MAX // 1024 // 1024}{INSECABLE}Mo au plus. "
        "Vous verrez d’abord ce qui changerait\u00a0: rien n’est écrit avant votre confirmation.",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTES}),
    )

    def __init__(self, *args: Any, est_entete: EstEntete, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.est_entete = est_entete

    def clean_fichier(self) -> Feuille:
        """Read the file, or say what is wrong with it."""
        fichier: UploadedFile = self.cleaned_data["fichier"]
        if (fichier.size or 0) > TAILLE_MAX:
            raise forms.ValidationError(trop_gros())
        try:
            return lire_feuille(str(fichier.name), fichier.read(), self.est_entete)
        except TableurError as erreur:
            raise forms.ValidationError(str(erreur)) from erreur


class TableurMixin(admin.ModelAdmin):
    """Three pages under those of a list. Columns are the fields of the form, as the person
    who downloads may change them.

    `tableur_cle`: the attribute that names a row, when it is not the one of the model.
    `tableur_lus`: attributes or methods of the admin, written for reading only.
    `tableur_speciales`: columns that the form does not have. `tableur_exclus`: fields left out.
    """

    tableur_cle = ""
    tableur_lus: Sequence[str] = ()
    tableur_speciales: Sequence[Colonne] = ()
    tableur_exclus: Sequence[str] = ()

    def get_urls(self) -> list[URLPattern]:
        vue, nom = self.admin_site.admin_view, self._nom_du_tableur()
        return [
            path("tableur/", vue(self.tableur_view), name=f"{nom}_tableur"),
            path(
                "tableur/liste.<slug:suffixe>",
                vue(self.tableur_liste_view),
                name=f"{nom}_tableur_liste",
            ),
            path(
                "tableur/<int:numero>/", vue(self.tableur_retour_view), name=f"{nom}_tableur_retour"
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the way to its table."""
        contexte = {
            "adresse_du_tableur": reverse(f"admin:{self._nom_du_tableur()}_tableur"),
            "peut_renvoyer": self.peut_renvoyer(request),
        }
        return super().changelist_view(request, {**contexte, **(extra_context or {})})

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """An address typed without its scheme is taken for https."""
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def plan_du_tableur(self, request: HttpRequest) -> Plan:
        """The table that this person may download and send back."""
        cle = cle_de(self.model, self.tableur_cle)
        noms = flatten_fieldsets(self.get_fieldsets(request))
        figes = {*self.get_readonly_fields(request), *self.tableur_exclus}
        champs = [
            self._colonne_du_champ(nom) for nom in noms if isinstance(nom, str) and nom not in figes
        ]
        colonnes = [c for c in champs if c is not None]
        saisissable = any(c.nom == cle.nom for c in colonnes)
        lus = [self._colonne_lue(nom) for nom in self.tableur_lus]
        retenues = [*lus, *colonnes, *self.tableur_speciales]
        return Plan(self.model, cle, tuple(c for c in retenues if c.nom != cle.nom), saisissable)

    def peut_renvoyer(self, request: HttpRequest) -> bool:
        """Whether some line could be written."""
        return self.has_change_permission(request) or self.has_add_permission(request)

    def tableur_view(self, request: HttpRequest) -> HttpResponse:
        """What the list would give, and where to send it back."""
        self._exiger_du_tableur(self.has_view_or_change_permission(request))
        envoi = request.method == "POST"
        formulaire = TableauForm(
            request.POST or None,
            request.FILES if envoi else None,
            est_entete=self.plan_du_tableur(request).est_entete,
        )
        if envoi:
            self._exiger_du_tableur(self.peut_renvoyer(request))
            if formulaire.is_valid():
                retour = self._garder_le_tableur(request, formulaire)
                if retour is not None:
                    return redirect(f"admin:{self._nom_du_tableur()}_tableur_retour", retour.pk)
        liste = self._liste_du_tableur(request)
        if liste is None:
            return redirect(f"admin:{self._nom_du_tableur()}_changelist")
        contexte = {
            "title": f"Corriger dans un tableur\u00a0: {self.opts.verbose_name_plural}",
            "plan": self.plan_du_tableur(request),
            "combien": liste.result_count,
            "filtres": liste.get_query_string(),
            "est_filtree": liste.has_active_filters or bool(liste.query),
            "formulaire": formulaire,
            "peut_renvoyer": self.peut_renvoyer(request),
            "fichiers": [(f, self._adresse_du_tableur("liste", suffixe=f)) for f in FORMATS],
        }
        return self._page_du_tableur(
            request, "tableur", contexte, 400 if formulaire.errors else 200
        )

    def tableur_liste_view(self, request: HttpRequest, suffixe: str) -> HttpResponseBase:
        """The filtered list as a file."""
        self._exiger_du_tableur(self.has_view_or_change_permission(request))
        liste = self._liste_du_tableur(request)
        try:
            if suffixe not in FORMATS or liste is None:
                raise TableurError("Choisissez d’abord la liste, puis XLSX ou CSV.")
            return telecharger(self.plan_du_tableur(request), liste.queryset, suffixe, request.user)
        except TableurError as erreur:
            messages.error(request, str(erreur))
            return redirect(f"admin:{self._nom_du_tableur()}_tableur")

    def tableur_retour_view(self, request: HttpRequest, numero: int) -> HttpResponse:
        """What the table would change; then, on confirmation, what it changed."""
        self._exiger_du_tableur(self.peut_renvoyer(request))
        siens = Tableau.objects.renvoyes(request.user, self.opts.label_lower)
        rentre = get_object_or_404(siens, pk=numero)
        retour = Retour(self, request, self.plan_du_tableur(request), rentre)
        liste = f"admin:{self._nom_du_tableur()}_changelist"
        if request.method == "POST":
            if "abandonner" in request.POST:
                rentre.delete()
                messages.info(request, "Tableau abandonné. Rien de plus n’a été écrit.")
                return redirect(liste)
            if retour.confirmer():
                return redirect(request.path if retour.reste() else liste)
        rentre.classer(retour.sens)
        contexte = {"title": f"Ce que changerait {rentre.nom}", "retour": retour}
        return self._page_du_tableur(request, "retour", contexte, 409 if retour.refus else 200)

    def _liste_du_tableur(self, request: HttpRequest) -> Any:
        """The list with its filters; None, with a message, when one of them means nothing."""
        try:
            return self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            messages.error(request, "Ce filtre n’existe pas\u00a0: filtrez la liste de nouveau.")
            return None

    def _garder_le_tableur(self, request: HttpRequest, formulaire: TableauForm) -> Tableau | None:
        """Keep the sheet for the preview; None when it cannot be compared at all."""
        feuille: Feuille = formulaire.cleaned_data["fichier"]
        try:
            Retour.verifier(self.plan_du_tableur(request), feuille)
        except TableurError as erreur:
            formulaire.add_error("fichier", str(erreur))
            return None
        # The one sent again takes the place of those of which nothing could be done.
        siens = Tableau.objects.renvoyes(request.user, self.opts.label_lower)
        siens.exclude(sens=Tableau.Sens.RENTRE).delete()
        return Tableau.garder(
            {
                "entete": feuille.entete,
                "lignes": feuille.lignes,
                "rejets": [astuple(rejet) for rejet in feuille.rejets],
                "avertissements": feuille.avertissements,
            },
            modele=self.opts.label_lower,
            sens=Tableau.Sens.RENTRE,
            nom=feuille.nom[:200],
            par=request.user,
        )

    def _colonne_du_champ(self, nom: str) -> Colonne | None:
        try:
            champ: Any = self.opts.get_field(nom)
        except FieldDoesNotExist:
            return None
        return colonne_du_champ(champ) if champ.editable else None

    def _colonne_lue(self, nom: str) -> Colonne:
        lire = getattr(self, nom, None)
        libelle = getattr(lire, "short_description", nom)
        return Colonne(
            nom=str(libelle),
            libelle=str(libelle),
            aide="Pour la lecture\u00a0: un changement n’y est pas repris.",
            modifiable=False,
            valeur=lire or (lambda objet: getattr(objet, nom)),
        )

    def _nom_du_tableur(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _adresse_du_tableur(self, page: str, **parametres: Any) -> str:
        return reverse(f"admin:{self._nom_du_tableur()}_tableur_{page}", kwargs=parametres)

    @staticmethod
    def _exiger_du_tableur(permis: bool) -> None:
        if not permis:
            raise PermissionDenied

    def _page_du_tableur(
        self, request: HttpRequest, nom: str, contexte: dict[str, Any], statut: int = 200
    ) -> HttpResponse:
        commun = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(
            request, f"admin/tableur/{nom}.html", {**commun, **contexte}, status=statut
        )
