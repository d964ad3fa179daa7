"""What Django is to know of the app « Portail », and the checks that it runs at start."""

from django.apps import AppConfig
from django.core.checks import Tags, register

from portal.checks import production_sure, tri_de_la_base


class PortalConfig(AppConfig):
    """Settings, addresses and the pages of the site as a whole."""

    name = "portal"
    verbose_name = "Portail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Refuse an unsafe production, and warn of a base that sorts its own way."""
        register(production_sure, Tags.security)
        register(tri_de_la_base, Tags.database)
