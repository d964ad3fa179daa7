"""Addresses of the register and of the signed links by which coordinations answer."""

from django.urls import path, re_path

from dispositifs.actualisation import vues as actualisation
from dispositifs.registre import vues
from dispositifs.registre.listes import CONTRATS_DE_VILLE

CONTRATS = {"liste": CONTRATS_DE_VILLE}

urlpatterns = [
    path("dispositifs/", vues.liste, name="dispositifs"),
    re_path(r"^dispositifs\.(?P<suffixe>csv|xlsx|json)$", vues.liste, name="dispositifs_fichier"),
    path("dispositifs/<slug:slug>/", vues.fiche, name="dispositif"),
    path("contrats-de-ville/", vues.liste, CONTRATS, name="contrats_de_ville"),
    re_path(
        r"^contrats-de-ville\.(?P<suffixe>csv|xlsx|json)$",
        vues.liste,
        CONTRATS,
        name="contrats_de_ville_fichier",
    ),
    path("contrats-de-ville/<slug:slug>/", vues.fiche, name="contrat_de_ville"),
    path("actualiser/<str:jeton>/", actualisation.actualiser, name="actualiser"),
    path("actualiser/<str:jeton>/corriger/", actualisation.corriger, name="actualiser_corriger"),
    path("actualiser/<str:jeton>/garde/", actualisation.garde, name="actualiser_garde"),
    path("actualiser/<str:jeton>/merci/", actualisation.merci, name="actualiser_merci"),
]
