"""From draft to published: what each may do of a record's state, one by one or many at once.

`PublicationMixin` goes before FicheAdmin in the class line of each publishable record.
"""

import copy
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, resolve, reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from socle.models import Publiable
from socle.textes import accorder

Etat = Publiable.Etat
A_PREPARER = (Etat.BROUILLON, Etat.A_RELIRE)
# More would keep the confirmation page waiting: each record is tried.
AU_PLUS = 200
FIGEE = (
    "Cette fiche est « {} » : votre rôle la lit et ne la change pas. Dites ce qui est à corriger "
    "à une personne qui publie."
)


@dataclass(frozen=True)
class Bouton:
    """A submit button that saves and changes the state at once."""

    etat: str
    mots: str


# What is offered at the foot of the form, by present state: to all, and to those who publish.
PROPOSER = Bouton(Etat.A_RELIRE, "Proposer à la relecture")
PUBLIER = Bouton(Etat.PUBLIE, "Publier")
ARCHIVER = Bouton(Etat.ARCHIVE, "Archiver")
REPRENDRE = Bouton(Etat.BROUILLON, "Remettre en brouillon")
BOUTONS = {
    "": ([PROPOSER], [PUBLIER]),
    Etat.BROUILLON: ([PROPOSER], [PUBLIER]),
    Etat.A_RELIRE: ([REPRENDRE], [PUBLIER]),
    Etat.PUBLIE: ([], [ARCHIVER]),
    Etat.ARCHIVE: ([], [REPRENDRE]),
}


@dataclass(frozen=True)
class Essai:
    """What a change of state would do to one record."""

    objet: Any
    avant: str
    refus: list[str]


def changer_etat(objet: Any, etat: str, motif: str) -> None:
    """Change and save. Raise ValidationError when a rule of publication is broken.

    Only publishing is judged: taking a record off the site is never refused.
    """
    objet._change_reason = motif
    objet.etat = etat
    if etat == Etat.PUBLIE:
        objet.publier()
    else:
        objet.save()


def essayer(objet: Any, etat: str) -> Essai:
    """The same, undone: what would be refused, in words."""
    avant, refus = objet.get_etat_display(), []
    with transaction.atomic():
        try:
            changer_etat(objet, etat, "")
        except ValidationError as erreur:
            refus = erreur.messages
        transaction.set_rollback(True)
    return Essai(objet, avant, refus)


class ApercuImpossibleError(Exception):
    """The record cannot be shown as it is: a rule of publication is broken."""


def apercevoir(request: HttpRequest, objet: Any) -> HttpResponse:
    """The public page of a draft, made by the public view as if the record were published.

    The record is published in a transaction that is always undone: the page shows exactly what
    it will be, and no public view has anything to know of drafts. Never kept by any cache.
    """
    adresse = urlsplit(objet.get_absolute_url())
    demande = cast(Any, copy.copy(request))
    demande.path = demande.path_info = adresse.path
    demande.GET = QueryDict(adresse.query)
    demande.resolver_match = vue = resolve(adresse.path)
    fiche = reverse(f"admin:{objet._meta.label_lower.replace('.', '_')}_change", args=[objet.pk])
    demande.apercu = {"etat": objet.get_etat_display(), "retour": fiche}
    try:
        with transaction.atomic():
            objet.avant_publication()
            objet.etat = Etat.PUBLIE
            # Raw: no history, no index, nothing but the row that the view will read.
            objet.save_base(raw=True)
            reponse: HttpResponse = vue.func(demande, *vue.args, **vue.kwargs)
            transaction.set_rollback(True)
    except IntegrityError as erreur:
        raise ApercuImpossibleError from erreur
    reponse["X-Robots-Tag"] = "noindex"
    del reponse["ETag"]
    add_never_cache_headers(reponse)
    return reponse


class PublicationMixin(admin.ModelAdmin):
    """States limited by role, buttons that say what they do, actions confirmed, a preview."""

    def has_publier_permission(self, request: HttpRequest) -> bool:
        """Whether the account may put records on the site and take them off."""
        meta = self.opts
        return bool(request.user.has_perm(f"{meta.app_label}.publier_{meta.model_name}"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What the public reads is changed by those who publish."""
        return super().has_change_permission(request, obj) and self._libre(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._libre(request, obj)

    def _libre(self, request: HttpRequest, obj: Any) -> bool:
        return obj is None or obj.etat in A_PREPARER or self.has_publier_permission(request)

    def formfield_for_choice_field(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.TypedChoiceField | None:
        """Without « publier », a record is a draft or proposed."""
        if db_field.name == "etat" and not self.has_publier_permission(request):
            kwargs["choices"] = [(etat.value, etat.label) for etat in A_PREPARER]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    # The form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What is added by hand begins as a draft, even where a loader publishes."""
        initiales = super().get_changeform_initial_data(request)
        return {"etat": Etat.BROUILLON, **initiales}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A button of state is the same form with that state chosen."""
        for etat in Etat.values:
            if f"_etat_{etat}" in request.POST:
                donnees = request.POST.copy()
                donnees["etat"] = etat
                cast(Any, request).POST = donnees
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The buttons of the present state, the preview, and why a form is read-only."""
        objet = kwargs.get("obj")
        etat = objet.etat if objet else ""
        tous, publient = BOUTONS[etat]
        if self._libre(request, objet) and context.get("has_change_permission", True):
            droits = self.has_publier_permission(request)
            context["boutons_etat"] = [*tous, *(publient if droits else [])]
        elif objet and not self._libre(request, objet) and super().has_change_permission(request):
            messages.info(request, FIGEE.format(objet.get_etat_display()))
        if objet and not objet.est_publie:
            context["adresse_apercu"] = reverse(self._nom("voir"), args=[objet.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    def view_on_site(self, obj: Any) -> str | None:
        """A draft has no page yet: it has a preview."""
        return obj.get_absolute_url() if obj.est_publie else None

    # The preview

    def _nom(self, vue: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{vue}"

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view(require_safe(self.voir))
        nom = self._nom("voir").removeprefix("admin:")
        return [path("<path:object_id>/voir/", vue, name=nom), *super().get_urls()]

    def voir(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The public page as it will be, for the team alone."""
        objet: Any = self.get_object(request, unquote(object_id))
        if objet is None:
            raise Http404
        if not self.has_view_or_change_permission(request, objet):
            raise PermissionDenied
        if objet.est_publie:
            return redirect(objet.get_absolute_url())
        try:
            return apercevoir(request, objet)
        except ApercuImpossibleError:
            messages.warning(
                request,
                "La page ne peut pas encore être montrée : complétez d’abord ce que la "
                "publication exige (pour un dispositif, son périmètre).",
            )
            return redirect(self._nom("change"), objet.pk)

    # The actions

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Those of state too, for those who publish."""
        actions: dict[str, Any] = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET and self.has_publier_permission(request):
            for nom in ("publier", "archiver", "remettre_en_brouillon"):
                actions[nom] = cast(Any, self.get_action(nom))
        return actions

    @admin.action(description="Publier…")
    def publier(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Put these on the site."""
        return self._changer_les_etats(request, queryset, Etat.PUBLIE)

    @admin.action(description="Archiver…")
    def archiver(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Take these off the site, for good."""
        return self._changer_les_etats(request, queryset, Etat.ARCHIVE)

    @admin.action(description="Remettre en brouillon…")
    def remettre_en_brouillon(
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponse | None:
        """Take these off the site, to work on them."""
        return self._changer_les_etats(request, queryset, Etat.BROUILLON)

    def _changer_les_etats(
        self, request: HttpRequest, queryset: models.QuerySet, etat: Etat
    ) -> HttpResponse | None:
        """Say first what would change; once confirmed, change each record by itself."""
        if not self.has_publier_permission(request):
            raise PermissionDenied
        choisis = list(queryset[: AU_PLUS + 1])
        if len(choisis) > AU_PLUS:
            messages.error(request, f"Choisissez {AU_PLUS} fiches au plus à la fois.")
            return None
        if request.POST.get("confirme"):
            self._appliquer(request, choisis, etat)
            return None
        return self._confirmation(request, choisis, etat)

    def _appliquer(self, request: HttpRequest, choisis: list[Any], etat: Etat) -> None:
        motif = request.POST.get("motif", "").strip()[:100] or f"En lot : {etat.label}"
        faits, refuses = 0, 0
        for objet in choisis:
            if objet.etat == etat:
                continue
            try:
                with transaction.atomic():
                    changer_etat(objet, etat, motif)
                    self.log_change(request, objet, motif)
                faits += 1
            except ValidationError as erreur:
                refuses += 1
                messages.warning(request, f"{objet} : {' '.join(erreur.messages)}")
        phrase = f"{faits} {accorder(faits, 'fiche passée', 'fiches passées')} à « {etat.label} »."
        if refuses:
            phrase += f" {refuses} {accorder(refuses, 'refusée', 'refusées')}."
        messages.success(request, phrase)

    def _confirmation(
        self, request: HttpRequest, choisis: list[Any], etat: Etat
    ) -> TemplateResponse:
        essais = [essayer(objet, etat) for objet in choisis if objet.etat != etat]
        contexte = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"Passer à « {etat.label} »",
            "etat": etat.label,
            "action": request.POST["action"],
            "changent": [essai for essai in essais if not essai.refus],
            "refuses": [essai for essai in essais if essai.refus],
            "deja": len(choisis) - len(essais),
            "retire": etat != Etat.PUBLIE,
            "choisis": choisis,
            "nom_des_cases": helpers.ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/confirmer_etat.html", contexte)
