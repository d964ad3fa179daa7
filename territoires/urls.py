"""Addresses of the place finder."""

from django.urls import path, re_path

from territoires.lieux import vues
from territoires.lieux.position import ma_position

urlpatterns = [
    path("territoires/", vues.territoires, name="territoires"),
    re_path(
        r"^territoires\.(?P<suffixe>csv|xlsx|json)$", vues.territoires, name="territoires_fichier"
    ),
    path("territoires/suggestions/", vues.suggestions, name="territoires_suggestions"),
    path("territoires/ma-position/", ma_position, name="ma_position"),
]
