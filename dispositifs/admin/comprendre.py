"""Explainers, comparison, timeline and glossary as CRES edits them."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from dispositifs.admin.citations import CiteParMixin
from dispositifs.comprendre.jetons import chiffres_nus, jetons
from dispositifs.comprendre.rendu import PAGES, Redacteur, notices_citees
from dispositifs.models import (
    Chiffre,
    Critere,
    Explication,
    Partie,
    ReponseCritere,
    SourceDePartie,
    Terme,
    TexteReference,
    TexteVerifie,
    TypeDispositif,
)
from socle.admin import FicheAdmin, SansEcrasementMixin
from socle.publication import PublicationMixin
from socle.tableur.admin import TableurMixin

CHIFFRE_NU = (
    "Le chiffre « {} » est écrit en clair. Créez-le parmi les chiffres et appelez-le par sa clé, "
    "[[chiffre:sa-cle]] : il gardera sa date et sa source."
)
INTROUVABLE = "[[{0}:{1}]] n’appelle rien : aucun enregistrement publié n’a la clé « {1} »."


def _connus(texte: str, genre: str) -> set[str]:
    """The keys of one kind that the text calls and that something answers."""
    appeles = jetons(texte, genre)
    if genre == "notice":
        return set(notices_citees(appeles))
    if genre == "page":
        return set(PAGES)
    if genre == "type":
        return set(TypeDispositif.objects.filter(code__in=appeles).values_list("code", flat=True))
    modele: Any = Chiffre if genre == "chiffre" else TexteReference
    return set(modele.objects.publies().filter(cle__in=appeles).values_list("cle", flat=True))


def valider_texte(texte: str) -> None:
    """Refuse a figure typed in a text, and a key that calls nothing."""
    erreurs = [CHIFFRE_NU.format(nu) for nu in chiffres_nus(texte)[:3]]
    for genre in ("chiffre", "type", "texte", "notice", "page"):
        perdus = jetons(texte, genre) - _connus(texte, genre)
        erreurs += [INTROUVABLE.format(genre, cle) for cle in sorted(perdus)]
    if erreurs:
        raise ValidationError(erreurs)


class TexteForm(forms.ModelForm):
    """A form whose Markdown texts are checked before they are kept."""

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        for champ in ("texte", "chapo"):
            if donnees.get(champ):
                try:
                    valider_texte(donnees[champ])
                except ValidationError as erreur:
                    self.add_error(champ, erreur)
        return donnees


def apercu_de(texte: str) -> SafeString:
    """The text as the public page will show it."""
    return Redacteur([texte]).rendre(texte)


class ApercuMixin(admin.ModelAdmin):
    """The text as kept, and a button that shows what is typed before anything is saved.

    The button posts the form to a page of its own, in a new tab: no script is needed, and what
    the public reads does not change.
    """

    champ_d_apercu = "texte"

    @property
    def _nom_de_l_apercu(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_apercu"

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view(require_POST(self.apercevoir_le_texte))
        return [path("apercu/", vue, name=self._nom_de_l_apercu), *super().get_urls()]

    @admin.display(description="aperçu")
    def apercu(self, objet: Any) -> SafeString:
        """The text, rendered; the button under it."""
        return format_html(
            '{}<p><button class="button" formaction="{}" formtarget="_blank" formnovalidate>'
            "Voir ce que j’écris, sans enregistrer</button></p>",
            apercu_de(getattr(objet, self.champ_d_apercu)),
            reverse(f"admin:{self._nom_de_l_apercu}"),
        )

    def apercevoir_le_texte(self, request: HttpRequest) -> HttpResponse:
        """What was typed, as the public would read it, and what would be refused."""
        if not (self.has_change_permission(request) or self.has_add_permission(request)):
            raise PermissionDenied
        ecrit = request.POST.get(self.champ_d_apercu, "")
        redacteur = Redacteur([ecrit])
        contexte = {
            "rendu": redacteur.rendre(ecrit),
            "sources": redacteur.sources,
            "refus": _refus(ecrit),
        }
        reponse = render(request, "comprendre/apercu_du_texte.html", contexte)
        add_never_cache_headers(reponse)
        return reponse


def _refus(texte: str) -> list[str]:
    try:
        valider_texte(texte)
    except ValidationError as erreur:
        return erreur.messages
    return []


class TexteVerifieInline(admin.TabularInline):
    model = TexteVerifie
    extra = 0
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    autocomplete_fields = ["texte"]


@admin.register(Explication)
class ExplicationAdmin(ApercuMixin, TableurMixin, PublicationMixin, FicheAdmin):
    """An explainer: its lead and its state. Its parts have their own list, linked here.

    A draft has its preview, as every record.
    """

    form = TexteForm
    champ_d_apercu = "chapo"
    champs_sensibles = ("etat",)
    list_display = ["type", "etat", "lu_le"]
    list_filter = ["etat"]
    list_select_related = ["type"]
    search_fields = ["type__nom", "type__sigle"]
    readonly_fields = ["apercu", "rubriques"]
    inlines = [TexteVerifieInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Explication]:
        return super().get_queryset(request).annotate(lu_le=Max("verifies__lu_le"))

    @admin.display(description="dernier texte vérifié", ordering="lu_le")
    def lu_le(self, objet: Explication) -> datetime.date | None:
        """The day of the last reading against a text of law."""
        return getattr(objet, "lu_le", None)

    @admin.display(description="parties")
    def rubriques(self, objet: Explication) -> SafeString:
        """Each part in the order of the page, a link to where it is written."""
        parties = sorted(objet.parties.all(), key=lambda p: p.rang) if objet.pk else []
        liens = [(reverse("admin:dispositifs_partie_change", args=[p.pk]), p) for p in parties]
        ajout = format_html(
            '<li><a href="{}?explication={}">Ajouter une partie</a></li>',
            reverse("admin:dispositifs_partie_add"),
            objet.pk or "",
        )
        return format_html(
            "<ul>{}{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', liens), ajout
        )

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.indexer()


class SourceDePartieInline(admin.TabularInline):
    model = SourceDePartie
    extra = 0
    autocomplete_fields = ["source"]


@admin.register(Partie)
class PartieAdmin(ApercuMixin, TableurMixin, FicheAdmin):
    """One part of an explainer, with its sources and its preview."""

    form = TexteForm
    list_display = ["explication", "rubrique"]
    list_filter = ["explication", "rubrique"]
    list_select_related = ["explication__type"]
    search_fields = ["texte"]
    autocomplete_fields = ["explication"]
    readonly_fields = ["apercu"]
    inlines = [SourceDePartieInline]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        form.instance.explication.indexer()


@admin.register(Critere)
class CritereAdmin(TableurMixin, SansEcrasementMixin, admin.ModelAdmin):
    """The questions of the comparison."""

    list_display = ["question", "ordre"]
    search_fields = ["question"]
    prepopulated_fields = {"cle": ["question"]}


@admin.register(ReponseCritere)
class ReponseCritereAdmin(ApercuMixin, TableurMixin, PublicationMixin, FicheAdmin):
    """The cells of the comparison."""

    form = TexteForm
    champs_sensibles = ("etat",)
    list_display = ["critere", "type", "silence", "date", "etat"]
    list_filter = ["etat", "type", "critere", "silence"]
    list_select_related = ["critere", "type"]
    search_fields = ["texte", "critere__question"]
    autocomplete_fields = ["critere", "type", "source"]
    readonly_fields = ["apercu"]


@admin.register(TexteReference)
class TexteReferenceAdmin(CiteParMixin, TableurMixin, PublicationMixin, FicheAdmin):
    """Laws, circulars, référentiels."""

    genre_de_jeton = "texte"
    champs_sensibles = ("etat",)
    list_display = ["titre", "etat", "nature", "date"]
    list_filter = ["etat", "nature", "types"]
    search_fields = ["titre", "cle"]
    autocomplete_fields = ["source"]
    filter_horizontal = ["types"]
    prepopulated_fields = {"cle": ["titre"]}


@admin.register(Terme)
class TermeAdmin(TableurMixin, PublicationMixin, FicheAdmin):
    """The glossary."""

    champs_sensibles = ("etat",)
    list_display = ["sigle", "developpe", "etat"]
    list_filter = ["etat"]
    search_fields = ["sigle", "developpe"]
    autocomplete_fields = ["source"]
