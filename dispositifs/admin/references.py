"""Types, organismes, figures and absences."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from dispositifs.admin.citations import CiteParMixin
from dispositifs.admin.fusion import DoublonsDOrganismes
from dispositifs.models import AbsenceConstatee, Chiffre, Generation, Organisme, TypeDispositif
from socle.admin import FicheAdmin, SansEcrasementMixin
from socle.publication import PublicationMixin
from socle.tableur.admin import TableurMixin


class GenerationForm(forms.ModelForm):
    """The code of a generation is its key: once saved, it is read and not changed.

    Read-only and not disabled: a browser must send it back, for it says which row this is.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance._state.adding:
            self.fields["code"].widget.attrs["readonly"] = True


class GenerationInline(admin.StackedInline):
    """The generations that a type names, each with its term and its source."""

    model = Generation
    form = GenerationForm
    extra = 0
    autocomplete_fields = ["source"]
    fields = ["code", "debut", "fin", "source", "passage", "note"]


@admin.register(TypeDispositif)
class TypeDispositifAdmin(TableurMixin, SansEcrasementMixin, admin.ModelAdmin):
    """The kinds of scheme."""

    inlines = [GenerationInline]
    list_display = ["nom", "sigle", "rang"]
    search_fields = ["nom", "sigle"]

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Templates and addresses name the types: one is added or renamed, never removed."""
        return False


@admin.register(Organisme)
class OrganismeAdmin(DoublonsDOrganismes, TableurMixin, FicheAdmin):
    """Who carries, signs, coordinates."""

    list_display = ["nom", "nature", "territoire"]
    list_filter = ["nature"]
    list_select_related = ["territoire"]
    search_fields = ["nom", "sigle", "cle"]
    champs_sensibles = ("cle", "nom")
    prepopulated_fields = {"cle": ["nom"]}
    autocomplete_fields = ["territoire"]


@admin.register(Chiffre)
class ChiffreAdmin(CiteParMixin, TableurMixin, PublicationMixin, FicheAdmin):
    """Published figures: pages quote them and never retype them."""

    genre_de_jeton = "chiffre"
    list_display = ["libelle", "valeur_liste", "date", "territoire", "etat"]
    list_filter = ["etat", "type", "sujet"]
    list_select_related = ["territoire"]
    search_fields = ["libelle", "cle", "sujet"]
    champs_sensibles = ("cle", "etat")
    autocomplete_fields = ["territoire", "source"]
    prepopulated_fields = {"cle": ["libelle"]}

    @admin.display(description="valeur", ordering="valeur")
    def valeur_liste(self, objet: Chiffre) -> str:
        """As pages quote it: « environ 220 », « 54 % »."""
        return objet.valeur_lisible


@admin.register(AbsenceConstatee)
class AbsenceConstateeAdmin(TableurMixin, FicheAdmin):
    """What sources say is not there."""

    list_display = ["territoire", "type", "date", "source"]
    list_filter = ["type"]
    list_select_related = ["territoire", "type", "source"]
    search_fields = ["territoire__nom"]
    autocomplete_fields = ["territoire", "source"]
