"""Addresses carry meaning: whatever way a place is written, one address answers."""

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.fabriques import Registre
from tests.lecture import texte

SEYNE = "/territoires/commune/83126-la-seyne-sur-mer/"


@pytest.mark.parametrize(
    ("adresse", "vers"),
    [
        ("/territoires/commune/83126/", SEYNE),
        ("/territoires/commune/83126-seyne/", SEYNE),
        ("/territoires/commune/83126-LA-SEYNE-SUR-MER/", SEYNE),
        ("/territoires/departement/83/", "/territoires/departement/83-var/"),
        ("/territoires/pays/fr/", "/territoires/pays/FR-france/"),
        ("/territoires/qpv/qn01341i/", "/territoires/qpv/QN01341I-les-escourtines/"),
        ("/territoires/epci/248400251-x/",
         "/territoires/epci/248400251-ca-du-grand-avignon-coga/"),
        # An old code leads to its heir, whatever slug it bears.
        ("/territoires/commune/05143/", "/territoires/commune/05053-garde-colombe/"),
        ("/territoires/commune/05143-ancien-code/", "/territoires/commune/05053-garde-colombe/"),
        ("/territoires/commune/05143-saint-genis/", "/territoires/commune/05053-garde-colombe/"),
    ],
)  # fmt: skip
def test_une_autre_facon_d_ecrire_mene_a_l_adresse_presente(
    registre: Registre, client: Client, adresse: str, vers: str
) -> None:
    reponse = client.get(adresse)
    assert (reponse.status_code, reponse["Location"]) == (301, vers)
    assert client.get(vers).status_code == 200


@pytest.mark.parametrize(
    "adresse",
    [
        "/territoires/commune/99999/",
        "/territoires/commune/83/",  # a code does not travel without its échelle
        "/territoires/departement/83126/",
        "/territoires/canton/83126/",
        "/territoires/commune/83126-la-seyne-sur-mer/x/",
        "/territoires/commune/",
        "/territoires/commune/8312600000/",
        "/dispositifs/rien-de-tel/",
        "/contrats-de-ville/rien-de-tel/",
    ],
)
def test_un_lieu_inconnu_mene_a_une_page_qui_aide(
    registre: Registre, client: Client, adresse: str
) -> None:
    reponse = client.get(adresse)
    assert reponse.status_code == 404
    principal = reponse.content.decode().partition("<main")[2]
    assert 'role="search" action="/recherche/"' in principal


def test_un_code_scinde_laisse_choisir_entre_ses_heritiers(
    registre: Registre, client: Client
) -> None:
    registre.lieux["commune-05143"].successeurs.add(registre.lieux["commune-83126"])
    reponse = client.get("/territoires/commune/05143/")
    assert reponse.status_code == 200
    page = reponse.content.decode()
    assert f'href="{SEYNE}"' in page
    assert 'href="/territoires/commune/05053-garde-colombe/"' in page


def test_un_code_sans_heritier_le_dit(registre: Registre, client: Client) -> None:
    registre.lieux["commune-05143"].successeurs.clear()
    assert client.get("/territoires/commune/05143/").status_code == 404


@pytest.mark.parametrize("adresse", ["/dispositifs", "/territoires/commune/83126", "/aide"])
def test_la_barre_finale_oubliee_est_ajoutee(
    registre: Registre, client: Client, adresse: str
) -> None:
    reponse = client.get(f"{adresse}?type=asv")
    assert (reponse.status_code, reponse["Location"]) == (301, f"{adresse}/?type=asv")


@pytest.mark.parametrize(
    ("code", "departement"), [("93066", "Seine-Saint-Denis"), ("97411", "La Réunion")]
)
def test_deux_homonymes_ont_chacun_leur_fiche(
    registre: Registre, client: Client, code: str, departement: str
) -> None:
    page = texte(client.get(f"/territoires/commune/{code}-saint-denis/"))
    assert departement in page


@pytest.mark.django_db
def test_le_pied_offre_le_code_des_que_son_adresse_est_connue(
    client: Client, settings: LazySettings
) -> None:
    assert "Code source" not in client.get("/aide/").content.decode()
    settings.ADRESSE_DU_CODE = "https://forge.example.org/portail"
    page = client.get("/aide/").content.decode()
    assert '<a href="https://forge.example.org/portail">Code source</a>' in page
