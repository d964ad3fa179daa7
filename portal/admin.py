"""The admin site of CRES: Django's own, named and ordered in French."""

from typing import cast

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse


class PortailAdminSite(AdminSite):
    """Django's admin with the portal's names; its look is templates/admin/base_site.html."""

    site_header = "Dispositifs locaux de santé"
    site_title = "Administration du portail"
    index_title = "Tenir le registre"
    site_url = "/"

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Autocomplete that tells two Saint-Denis apart."""
        # Imported late: territoires.admin registers its models on this very site.
        from territoires.admin import AutocompletionPrecise

        return cast(HttpResponse, AutocompletionPrecise.as_view(admin_site=self)(request))


class PortailAdminConfig(AdminConfig):
    """Install PortailAdminSite as the default site, so that @admin.register finds it."""

    default_site = "portal.admin.PortailAdminSite"
