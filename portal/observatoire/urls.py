"""Addresses of the observatory: its page, the zones blanches, their files."""

from django.urls import path, re_path

from portal.observatoire import vues

urlpatterns = [
    path("observatoire/", vues.observatoire, name="observatoire"),
    re_path(
        r"^observatoire\.(?P<suffixe>csv|xlsx|json)$", vues.fichier, name="observatoire_fichier"
    ),
    path("observatoire/zones-blanches/", vues.zones_blanches, name="zones_blanches"),
    re_path(
        r"^observatoire/zones-blanches\.(?P<suffixe>csv|xlsx|json)$",
        vues.zones_blanches,
        name="zones_blanches_fichier",
    ),
]
