"""The lists keep to the portal's region, the rest one tick away: pages and files alike."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dispositifs.models import Dispositif
from tests.fabriques import Registre
from tests.lecture import fiches, lignes_csv, lignes_json, lignes_xlsx, octets, texte


@pytest.fixture(autouse=True, name="registre")
def _registre(demo_partagee: Registre) -> Registre:
    return demo_partagee


def _slugs(client: Client, requete: str) -> list[str]:
    lignes = lignes_csv(client.get(f"/dispositifs.csv?{requete}"))
    return sorted(ligne["identifiant"] for ligne in lignes)


def test_sans_territoire_la_liste_est_celle_de_la_region(client: Client) -> None:
    assert _slugs(client, "") == _slugs(client, "territoire=region-93")
    assert len(_slugs(client, "")) < Dispositif.objects.publies().count()
    assert ", en Provence-Alpes-Côte d’Azur." in texte(client.get("/dispositifs/"))


def test_une_case_donne_tout_le_registre(client: Client) -> None:
    tous = sorted(Dispositif.objects.publies().values_list("slug", flat=True))
    assert _slugs(client, "hors_region=oui") == tous
    page = client.get("/dispositifs/?hors_region=oui")
    assert sorted(fiches(page)) == tous
    assert "Provence-Alpes-Côte d’Azur." not in texte(page).split("Trier par")[0].split("Tout")[1]
    (case,) = re.findall(r'<input type="checkbox" name="hors_region"[^>]*>', page.content.decode())
    assert "checked" in case


def test_la_page_dit_combien_il_y_en_a_ailleurs_et_y_mene(client: Client) -> None:
    tous, ici = len(_slugs(client, "hors_region=oui&type=asv")), len(_slugs(client, "type=asv"))
    assert tous > ici
    page = client.get("/dispositifs/?type=asv&tri=dispositif")
    assert f"{tous - ici} autre" in texte(page)
    lien = "?type=asv&amp;tri=dispositif&amp;hors_region=oui"
    assert f'<a href="{lien}">Voir aussi hors de la région</a>' in page.content.decode()


@pytest.mark.parametrize("requete", ["", "hors_region=oui", "type=asv", "type=asv&hors_region=OUI"])
def test_la_page_et_tous_les_fichiers_ont_la_meme_regle(client: Client, requete: str) -> None:
    attendus = _slugs(client, requete)
    assert sorted(fiches(client.get(f"/dispositifs/?{requete}"), "(?:dispositifs|contrats-de-ville)"
                         )) == attendus  # fmt: skip
    for suffixe, lire in (("xlsx", lignes_xlsx), ("json", lignes_json)):
        lignes = lire(client.get(f"/dispositifs.{suffixe}?{requete}"))
        assert sorted(ligne["identifiant"] for ligne in lignes) == attendus
    objets = json.loads(octets(client.get(f"/dispositifs.geojson?{requete}")))["features"]
    assert sorted(o["properties"]["identifiant"] for o in objets) == attendus


def test_un_territoire_choisi_dit_ou_par_lui_meme(client: Client) -> None:
    reunion = _slugs(client, "territoire=region-04")
    assert reunion
    assert _slugs(client, "territoire=region-04&hors_region=oui") == reunion
    page = client.get("/dispositifs/?territoire=region-04&hors_region=oui")
    assert "hors de la région" not in texte(page)
    assert b'name="hors_region"' not in page.content


def test_un_mot_inconnu_est_refuse(client: Client) -> None:
    assert client.get("/dispositifs/?hors_region=peut-etre").status_code == 400


def test_la_facette_des_territoires_compte_tout_le_registre(client: Client) -> None:
    """Another region stays one tick away: it is counted without the region by default."""
    compte = len(_slugs(client, "territoire=region-04"))
    assert re.search(rf"La Réunion ?{compte} ", texte(client.get("/dispositifs/")))


@pytest.mark.parametrize(
    ("requete", "debut"),
    [
        ("", "dispositifs-provence-alpes-cote-dazur-20"),
        ("type=cpts&territoire=departement-83", "dispositifs-cpts-var-20"),
        ("hors_region=oui", "dispositifs-hors_region-oui-20"),
        ("q=sant%C3%A9+!&hors_region=oui", "dispositifs-sante-hors_region-oui-20"),
        (
            "coordination=inconnu&territoire=region-93",
            "dispositifs-provence-alpes-cote-dazur-coord",
        ),
        ("au=2018-03&type=asv", "dispositifs-asv-provence-alpes-cote-dazur-au-2018-03."),
    ],
)
def test_le_fichier_porte_le_nom_de_ses_filtres(client: Client, requete: str, debut: str) -> None:
    for suffixe in ("csv", "xlsx"):
        entete = client.get(f"/dispositifs.{suffixe}?{requete}")["Content-Disposition"]
        nom = entete.partition('filename="')[2]
        assert nom.startswith(debut)
        assert nom.endswith(f'.{suffixe}"')
        assert len(nom) < 110


def test_ce_qui_compte_tout_le_registre_mene_a_toute_la_liste(client: Client) -> None:
    """The agenda and the changes count everywhere unless a territory is chosen."""
    liens = re.findall(
        rf'href="{reverse("dispositifs")}\?(statut=a-terme[^"]*)"',
        client.get("/agenda/").content.decode(),
    )
    assert all("hors_region=oui" in lien for lien in liens)
    liens = client.get("/agenda/?territoire=departement-83").content.decode()
    assert "hors_region" not in liens


def test_la_carte_ne_recoit_pas_ce_que_son_cadre_ne_montre_pas(client: Client) -> None:
    page = client.get("/dispositifs/?hors_region=oui&type=asv").content.decode()
    (carte,) = re.findall(r'<a href="(/carte/[?][^"]*)">Carte</a>', page)
    assert carte == "/carte/?type=asv"
    assert client.get("/carte/?hors_region=oui&type=asv").status_code == 200


def test_une_liste_vide_ici_dit_ce_qu_il_y_a_ailleurs(client: Client, registre: Registre) -> None:
    registre.un_dispositif("plsp", "commune-97411", slug="plsp-974")
    page: Any = client.get("/dispositifs/?type=plsp")
    assert "1 autre hors de la région." in texte(page)
