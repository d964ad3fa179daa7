"""Authors, publishers, periodicals, addresses."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from bibliographie.catalogue.ecriture import est_elidee
from bibliographie.models import Auteur, ControleLien, Editeur, Lien, Notice, Revue
from socle.admin import SansEcrasementMixin
from socle.recherche.indexation import indexer_tous
from socle.tableur.admin import TableurMixin
from socle.textes import plier


class _AvecNotices(TableurMixin, SansEcrasementMixin, admin.ModelAdmin):
    """A list that says how many notices each row has."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(nombre=Count("notices", distinct=True))

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A name corrected is found under its new form, in all its notices."""
        super().save_model(request, obj, form, change)
        if change:
            indexer_tous(Notice.a_indexer().filter(pk__in=obj.notices.values("pk")))

    @admin.display(description="notices", ordering="nombre")
    def nombre_de_notices(self, objet: Any) -> int:
        """How many notices it has."""
        nombre: int = objet.nombre
        return nombre


@admin.register(Auteur)
class AuteurAdmin(_AvecNotices):
    """Who writes."""

    list_display = ["nom", "prenom", "est_collectif", "nombre_de_notices"]
    list_filter = ["est_collectif"]
    search_fields = ["nom", "prenom", "slug"]


class _NommeAdmin(_AvecNotices):
    """A name, found however it is spelled."""

    list_display = ["nom", "nombre_de_notices"]
    search_fields = ["nom", "nom_plie"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """« Ile-de-France » finds « Île-de-France »."""
        return super().get_search_results(request, queryset, plier(search_term) or search_term)


@admin.register(Editeur)
class EditeurAdmin(_NommeAdmin):
    """Who publishes."""


@admin.register(Revue)
class RevueAdmin(_NommeAdmin):
    """Periodicals."""

    list_display = ["nom", "issn", "nombre_de_notices"]


class ControleInline(admin.TabularInline):
    """What the robot found, each time: never edited."""

    model = ControleLien
    extra = 0
    can_delete = False
    fields = ["le", "code", "erreur", "redirige_vers", "duree_ms"]
    readonly_fields = ["le", "code", "erreur", "redirige_vers", "duree_ms"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Lien)
class LienAdmin(TableurMixin, SansEcrasementMixin, admin.ModelAdmin):
    """Addresses: the state is the robot's, the rest is the editors'."""

    list_display = ["url", "etat", "controle_le", "redirige_vers"]
    list_filter = ["etat"]
    search_fields = ["url"]
    fields = ["url", "archive", "etat", "controle_le", "redirige_vers", "notices_liees"]
    readonly_fields = ["etat", "controle_le", "redirige_vers", "notices_liees"]
    inlines = [ControleInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    @admin.display(description="notices")
    def notices_liees(self, lien: Lien) -> SafeString | str:
        """The notices that give this address, each a link."""
        fiches = (
            (reverse("admin:bibliographie_notice_change", args=[notice.pk]), notice.titre)
            for notice in Notice.objects.filter(liens=lien)
        )
        return format_html_join(", ", '<a href="{}">{}</a>', fiches) or "aucune"

    def save_model(self, request: HttpRequest, obj: Lien, form: Any, change: bool) -> None:
        """An address typed whole is no longer elided; one typed with « … » is."""
        if "url" in form.changed_data:
            obj.etat = Lien.Etat.INCOMPLET if est_elidee(obj.url) else Lien.Etat.INCONNU
        super().save_model(request, obj, form, change)
