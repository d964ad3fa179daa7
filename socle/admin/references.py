"""Sources and themes, shared by every app."""

from django.contrib import admin

from socle.admin.conflit import SansEcrasementMixin
from socle.admin.fiche import FicheAdmin
from socle.models import Source, Theme
from socle.tableur.admin import TableurMixin


@admin.register(Source)
class SourceAdmin(TableurMixin, FicheAdmin):
    """Documents from which facts are taken."""

    list_display = ["titre", "organisme", "date"]
    search_fields = ["titre", "organisme", "cle"]
    prepopulated_fields = {"cle": ["titre"]}


@admin.register(Theme)
class ThemeAdmin(TableurMixin, SansEcrasementMixin, admin.ModelAdmin):
    """The tree of themes."""

    list_display = ["nom", "parent"]
    list_select_related = ["parent"]
    search_fields = ["nom", "slug"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["nom"]}
