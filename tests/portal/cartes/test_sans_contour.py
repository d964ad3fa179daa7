"""Before any outline is loaded, every page still makes sense and says what is missing."""

import json

from django.test import Client

from tests.fabriques import Registre
from tests.territoires.contours.formes import SEYNE, lire


def test_sans_contour_la_fiche_dit_qu_il_n_y_a_pas_de_carte(client: Client, demo: Registre) -> None:
    for adresse in (SEYNE, "/territoires/region/93-provence-alpes-cote-d-azur/"):
        page = lire(client, adresse)
        assert "aucun contour n’est connu" in page
        assert "carte__dessin" not in page


def test_sans_contour_la_carte_reste_une_liste(client: Client, demo: Registre) -> None:
    page = lire(client, "/carte/")
    assert "Pas de carte ici" in page
    assert "leaflet.js" not in page
    assert "CLS de Marseille" in page
    assert json.loads(client.get("/carte.geojson").content)["features"] == []
