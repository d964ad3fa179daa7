"""Addresses of the place finder."""

from django.urls import path, re_path

from territoires import views

urlpatterns = [
    path("territoires/", views.territoires, name="territoires"),
    re_path(
        r"^territoires\.(?P<suffixe>csv|xlsx|json)$", views.territoires, name="territoires_fichier"
    ),
    path("territoires/suggestions/", views.suggestions, name="territoires_suggestions"),
]
