"""Reference territories: to look at, and to be found by name."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.db import models
from django.http import HttpRequest

from territoires.models import Territoire
from territoires.querysets import TerritoireQuerySet


class AutocompletionPrecise(AutocompleteJsonView):
    """Suggestions that tell homonyms apart, for models that say how (`libelle_distinct`)."""

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        """One suggestion."""
        resultat: dict[str, str] = super().serialize_result(obj, to_field_name)
        return resultat | {"text": getattr(obj, "libelle_distinct", resultat["text"])}


class EnVigueurFilter(admin.SimpleListFilter):
    """In force, or only kept to answer for its successors."""

    title = "validité"
    parameter_name = "validite"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("en-vigueur", "en vigueur"), ("ancien", "ancien")]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if self.value() == "en-vigueur":
            return queryset.filter(obsolete_depuis=None)
        if self.value() == "ancien":
            return queryset.exclude(obsolete_depuis=None)
        return queryset


@admin.register(Territoire)
class TerritoireAdmin(admin.ModelAdmin):
    """Official reference: read here, written by the importers only.

    What is wrong in it is corrected in the files of fixtures/territoires, so that the next
    import does not undo the correction.
    """

    list_display = ["nom", "echelle", "code", "nature", "population", "millesime", "ancien"]
    list_filter = [EnVigueurFilter, "echelle", "nature"]
    # Declared for the search box and autocompletion; the finder answers, see get_search_results.
    search_fields = ["nom"]
    search_help_text = "Nom, code postal, code INSEE, SIREN ou code de quartier."
    show_full_result_count = False
    exclude = ["rang", "nom_plie", "recherche"]

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """The same finder as the site's."""
        if isinstance(queryset, TerritoireQuerySet) and search_term.strip():
            return queryset.chercher(search_term), False
        return queryset, False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Territoire | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Territoire | None = None) -> bool:
        return False

    @admin.display(description="ancien", boolean=True)
    def ancien(self, territoire: Territoire) -> bool:
        """Whether it is obsolete."""
        return territoire.est_obsolete
