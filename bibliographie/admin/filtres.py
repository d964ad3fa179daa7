"""Side filters of the admin list of notices."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from bibliographie.models import Lien, Rattachement
from socle.models import Theme


class ThemeFilter(admin.SimpleListFilter):
    """By theme, with the themes below it."""

    title = "thème"
    parameter_name = "theme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        racines = Theme.objects.filter(parent=None).prefetch_related("enfants")
        choix = []
        for racine in racines:
            choix.append((racine.slug, racine.nom))
            choix += [(enfant.slug, f"– {enfant.nom}") for enfant in racine.enfants.all()]
        return choix

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        notices = queryset.model.themes.through.objects.filter(
            notice=OuterRef("pk"), theme__ancetres__slug=self.value()
        )
        return queryset.filter(Exists(notices))


class EtatDuLienFilter(admin.SimpleListFilter):
    """By what the robot found at one of its addresses."""

    title = "état des adresses"
    parameter_name = "lien"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(code), str(libelle)) for code, libelle in Lien.Etat.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        liens = Rattachement.objects.filter(notice=OuterRef("pk"), lien__etat=self.value())
        return queryset.filter(Exists(liens))
