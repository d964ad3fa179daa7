"""Addresses of the place finder."""

from django.urls import path

from territoires import views

urlpatterns = [
    path("territoires/", views.territoires, name="territoires"),
    path("territoires/suggestions/", views.suggestions, name="territoires_suggestions"),
]
