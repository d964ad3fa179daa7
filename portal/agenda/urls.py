"""Addresses of the agenda: its page, its calendar, its feed."""

from django.urls import path, re_path

from portal.agenda import vues

urlpatterns = [
    path("agenda/", vues.page, name="agenda"),
    re_path(r"^agenda\.(?P<suffixe>ics|atom)$", vues.fichier, name="agenda_fichier"),
]
