"""Sélections: their headings on one page, the entries of each heading on its own."""

from typing import Any

from django.contrib import admin
from django.db.models import Case, Count, Field, ForeignKey, QuerySet, Value, When
from django.forms import Field as FormField
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from bibliographie.admin.formulaires import LignesEtroites, LignesOrdonnees, LignesRangees
from bibliographie.models import Entree, Section, Selection
from socle.admin import FicheAdmin, SansEcrasementMixin
from socle.publication import PublicationMixin
from socle.tableur.admin import TableurMixin
from socle.textes import accorder


def _cle(request: HttpRequest) -> int | None:
    """Key of the record whose page this is; None where one is added."""
    cle = getattr(request.resolver_match, "kwargs", {}).get("object_id", "")
    return int(cle) if cle.isdigit() else None


def _dans_l_ordre_imprime(selection: int | None) -> list[int]:
    """Keys of the sections of a sélection, each followed by those under it."""
    enfants: dict[int | None, list[int]] = {}
    if selection:
        lignes = Section.objects.filter(selection=selection).values_list("parent", "pk")
        for parent, pk in lignes:
            enfants.setdefault(parent, []).append(pk)

    def sous(parent: int | None) -> list[int]:
        return [cle for pk in enfants.get(parent, []) for cle in (pk, *sous(pk))]

    return sous(None)


class SectionInline(LignesEtroites):
    """The headings, as a tree is read; « Modification » leads to the entries of each."""

    model = Section
    formset = LignesOrdonnees
    fields = ["titre", "parent", "ordre", "nombre"]
    readonly_fields = ["nombre"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Section]:
        rangs = [
            When(pk=pk, then=Value(rang))
            for rang, pk in enumerate(_dans_l_ordre_imprime(_cle(request)))
        ]
        lignes = super().get_queryset(request).annotate(nombre=Count("entrees"))
        return lignes.order_by(Case(*rangs, default=Value(len(rangs))), "pk") if rangs else lignes

    @admin.display(description="entrées")
    def nombre(self, section: Any) -> str:
        """How many entries stand right under it: the way to them."""
        n = getattr(section, "nombre", 0)
        if not section.pk:
            return ""
        adresse = reverse("admin:bibliographie_section_change", args=[section.pk])
        return format_html('<a href="{}">{} {}</a>', adresse, n, accorder(n, "entrée"))

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """A heading is put under a heading of the same sélection."""
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(selection=_cle(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> FormField | None:
        """A heading is added as a row of this table, not in a window of its own."""
        champ = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "parent" and champ is not None:
            champ.widget.can_add_related = False
        return champ


@admin.register(Selection)
class SelectionAdmin(TableurMixin, PublicationMixin, FicheAdmin):
    """What CRES hands out for an occasion."""

    list_display = ["titre", "date", "organisme", "etat", "nombre"]
    list_filter = ["etat"]
    search_fields = ["titre", "sous_titre"]
    prepopulated_fields = {"slug": ["titre"]}
    save_on_top = True
    champs_sensibles = ("etat", "slug")
    inlines = [SectionInline]
    fieldsets = [
        (None, {"fields": ["titre", "sous_titre", "slug", "etat"]}),
        ("Document", {"fields": [("date", "organisme"), "presentation"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Selection]:
        return super().get_queryset(request).annotate(nombre=Count("sections__entrees"))

    @admin.display(description="entrées", ordering="nombre")
    def nombre(self, selection: Any) -> int:
        """How many entries it has in all."""
        total: int = selection.nombre
        return total


class EntreeInline(LignesRangees):
    """The notices of a heading, in order."""

    model = Entree
    extra = 1
    fields = ["ordre", "notice", "note"]
    autocomplete_fields = ["notice"]


@admin.register(Section)
class SectionAdmin(TableurMixin, SansEcrasementMixin, admin.ModelAdmin):
    """One heading and its entries. Headings are listed on the page of their sélection."""

    list_display = ["titre", "selection", "parent", "ordre"]
    list_filter = ["selection"]
    list_select_related = ["selection", "parent"]
    search_fields = ["titre"]
    fields = ["selection", "titre", "parent", "ordre", "introduction"]
    inlines = [EntreeInline]

    def response_post_save_change(self, request: HttpRequest, obj: Section) -> HttpResponseRedirect:
        """Back to the sélection, where the other headings are."""
        adresse = reverse("admin:bibliographie_selection_change", args=[obj.selection_id])
        return HttpResponseRedirect(adresse)

    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> list[str]:
        """A heading stays in its sélection."""
        return ["selection"] if obj else []

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        """Under a heading of the same sélection, and not under itself."""
        if db_field.name == "parent":
            pk = _cle(request)
            soeurs = Section.objects.select_related("selection")
            if pk:
                soeurs = soeurs.filter(selection__sections=pk).exclude(pk=pk)
            kwargs["queryset"] = soeurs
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
