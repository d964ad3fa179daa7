"""The admin site of CRES: Django's own, named and ordered in French, entered by allauth."""

from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from portal.equipe.rayons import ranger


class PortailAdminSite(AdminSite):
    """Django's admin with the portal's names; its look is templates/admin/base_site.html."""

    site_header = "Dispositifs locaux de santé"
    site_title = "Administration du portail"
    index_title = "Tenir le registre"
    site_url = "/"

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The site's own sign-in, which asks for the second factor."""
        # Imported late: this site is made before any model is known.
        from allauth.account.decorators import secure_admin_login

        return cast(HttpResponse, secure_admin_login(super().login)(request, extra_context))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """What waits, then the models."""
        # Imported late, as every module that knows the models.
        from portal.equipe.attentes import attentes_de

        contexte = {"attentes": attentes_de(request), **(extra_context or {})}
        return super().index(request, contexte)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """By the team's headings, except where Django lists one app."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        return apps if app_label else ranger(apps)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Autocomplete that tells two Saint-Denis apart."""
        # Imported late: territoires.admin registers its models on this very site.
        from territoires.admin import AutocompletionPrecise

        return cast(HttpResponse, AutocompletionPrecise.as_view(admin_site=self)(request))


class PortailAdminConfig(AdminConfig):
    """Install PortailAdminSite as the default site, so that @admin.register finds it."""

    default_site = "portal.equipe.administration.PortailAdminSite"
