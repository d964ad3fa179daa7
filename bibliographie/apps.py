"""What Django is to know of the app « Bibliographie »."""

from django.apps import AppConfig


class BibliographieConfig(AppConfig):
    """The catalogue: notices, sélections, addresses."""

    name = "bibliographie"
    verbose_name = "Bibliographie"
    default_auto_field = "django.db.models.BigAutoField"
