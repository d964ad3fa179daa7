"""Addresses of the register, and of the links that coordinations receive."""

from django.urls import path, re_path

from dispositifs.actualisation import vues as actualisation
from dispositifs.registre import contrats, vues

urlpatterns = [
    path("dispositifs/", vues.liste, name="dispositifs"),
    re_path(r"^dispositifs\.(?P<suffixe>csv|xlsx|json)$", vues.liste, name="dispositifs_fichier"),
    path("dispositifs/<slug:slug>/", vues.fiche, name="dispositif"),
    path("contrats-de-ville/", contrats.liste, name="contrats_de_ville"),
    re_path(
        r"^contrats-de-ville\.(?P<suffixe>csv|xlsx|json)$",
        contrats.liste,
        name="contrats_de_ville_fichier",
    ),
    path("contrats-de-ville/<slug:slug>/", contrats.fiche, name="contrat_de_ville"),
    path("actualiser/<str:jeton>/", actualisation.actualiser, name="actualiser"),
    path("actualiser/<str:jeton>/corriger/", actualisation.corriger, name="actualiser_corriger"),
    path("actualiser/<str:jeton>/garde/", actualisation.garde, name="actualiser_garde"),
    path("actualiser/<str:jeton>/merci/", actualisation.merci, name="actualiser_merci"),
]
