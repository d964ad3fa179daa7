"""The reference is looked up in the admin, never changed."""

import json

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from territoires.admin import AutocompletionPrecise
from territoires.models import Territoire

Lieux = dict[str, Territoire]
AUTOCOMPLETION = {
    "app_label": "dispositifs",
    "model_name": "couverture",
    "field_name": "territoire",
}


@pytest.fixture
def equipe(db: None) -> Client:
    """A browser where an administrator is logged in."""
    client = Client()
    client.force_login(User.objects.create_superuser("cres", "cres@example.org", "secret"))
    return client


def test_la_liste_se_cherche_comme_sur_le_site(lieux: Lieux, equipe: Client) -> None:
    page = equipe.get("/admin/territoires/territoire/", {"q": "la seyne"}).content.decode()
    assert "La Seyne-sur-Mer" in page
    assert "Toulon" not in page


def test_la_liste_se_filtre_par_validite(lieux: Lieux, equipe: Client) -> None:
    adresse = "/admin/territoires/territoire/"
    anciens = equipe.get(adresse, {"validite": "ancien"}).content.decode()
    assert "05143" in anciens
    assert "83126" not in anciens
    assert "05143" not in equipe.get(adresse, {"validite": "en-vigueur"}).content.decode()


def test_un_territoire_se_lit_et_ne_se_change_pas(lieux: Lieux, equipe: Client) -> None:
    seyne = lieux["commune-83126"]
    adresse = f"/admin/territoires/territoire/{seyne.pk}/change/"
    assert equipe.get(adresse).status_code == 200
    assert equipe.post(adresse, {"nom": "Autre"}).status_code == 403
    assert equipe.get("/admin/territoires/territoire/add/").status_code == 403
    assert equipe.get(f"/admin/territoires/territoire/{seyne.pk}/delete/").status_code == 403
    seyne.refresh_from_db()
    assert seyne.nom == "La Seyne-sur-Mer"


def test_l_autocompletion_cherche_par_code_postal(lieux: Lieux, equipe: Client) -> None:
    reponse = equipe.get("/admin/autocomplete/", AUTOCOMPLETION | {"term": "83500"})
    assert [r["id"] for r in reponse.json()["results"]] == [str(lieux["commune-83126"].pk)]


def test_l_autocompletion_distingue_les_homonymes(lieux: Lieux, rf: RequestFactory) -> None:
    requete = rf.get("/", AUTOCOMPLETION | {"term": "saint-denis"})
    requete.user = User.objects.create_superuser("cres", "cres@example.org", "secret")
    reponse = AutocompletionPrecise.as_view(admin_site=admin.site)(requete)
    assert [r["text"] for r in json.loads(reponse.content)["results"]][:2] == [
        "Saint-Denis (commune 97411)",
        "Saint-Denis (commune 93066)",
    ]
