"""What Django is to know of the app « Socle »."""

from django.apps import AppConfig


class SocleConfig(AppConfig):
    """The ground floor: vocabulary shared by every app, importing none of them."""

    name = "socle"
    verbose_name = "Socle"
    default_auto_field = "django.db.models.BigAutoField"
