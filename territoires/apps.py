"""What Django is to know of the app « Territoires »."""

from django.apps import AppConfig


class TerritoiresConfig(AppConfig):
    """Official territories, what lies in what, and the contrats de ville."""

    name = "territoires"
    verbose_name = "Territoires"
    default_auto_field = "django.db.models.BigAutoField"
