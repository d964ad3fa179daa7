"""What Django is to know of the app « Dispositifs »."""

from django.apps import AppConfig


class DispositifsConfig(AppConfig):
    """The register of local health schemes, with dates, sources and perimeters."""

    name = "dispositifs"
    verbose_name = "Dispositifs"
    default_auto_field = "django.db.models.BigAutoField"
