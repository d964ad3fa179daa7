"""What Django is to know of the app « Territoires »."""

from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    """Official territories, and what lies in what."""

    name = "territoires"
    verbose_name = "Territoires"
    default_auto_field = "django.db.models.BigAutoField"
