"""While an editor types a title, a DOI or an address: the notices that look like it."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from bibliographie.models import Lien, Notice
from tests.bibliographie.conftest import une_notice
from tests.lecture import texte

pytestmark = pytest.mark.django_db
TITRE = "Référentiel national des ateliers santé ville"


@pytest.fixture(name="notice")
def _notice(decor: None) -> Notice:
    urls = ["https://exemple.org/referentiel"]
    return une_notice(TITRE, doi="10.1234/AbC", urls=urls, etat="brouillon")


@pytest.fixture(name="editrice")
def _editrice(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editrice", password="x"))
    return client


def demander(client: Client, **saisie: Any) -> Any:
    return client.get(reverse("admin:bibliographie_notice_ressemblances"), saisie)


@pytest.mark.parametrize(
    ("saisie", "raison"),
    [
        ({"titre": "  referentiel NATIONAL des ateliers sante-ville "}, "même titre"),
        ({"doi": "10.1234/abc"}, "même DOI"),
        ({"doi": "https://doi.org/10.1234/ABC"}, "même DOI"),
    ],
)
def test_une_notice_semblable_est_nommee_avec_ce_qu_elle_partage(
    editrice: Client, notice: Notice, saisie: dict[str, str], raison: str
) -> None:
    dit = texte(demander(editrice, **saisie))
    assert "Une notice ressemble à celle-ci" in dit
    assert f"n° {notice.numero}" in dit
    assert raison in dit


def test_une_adresse_deja_rattachee_est_reconnue(editrice: Client, notice: Notice) -> None:
    lien = Lien.objects.get()
    reponse = demander(editrice, lien=[lien.pk])
    assert "même adresse" in texte(reponse)
    assert reverse("admin:bibliographie_notice_change", args=[notice.pk]) in str(reponse.content)


def test_la_notice_que_l_on_corrige_ne_se_ressemble_pas_a_elle_meme(
    editrice: Client, notice: Notice
) -> None:
    assert texte(demander(editrice, titre=TITRE, sauf=notice.pk)).strip() == ""
    page = editrice.get(reverse("admin:bibliographie_notice_change", args=[notice.pk]))
    assert f'data-sauf="{notice.pk}"' in page.content.decode()


def test_plusieurs_notices_se_disent_au_pluriel_cinq_au_plus(
    editrice: Client, notice: Notice
) -> None:
    for _ in range(6):
        une_notice(TITRE)
    reponse = demander(editrice, titre=TITRE)
    assert "Des notices ressemblent" in texte(reponse)
    assert reponse.content.decode().count("<a ") == 5


@pytest.mark.parametrize(
    "saisie",
    [
        {},
        {"titre": "Référentiel national"},
        {"titre": "…"},
        {"titre": "é" * 900},
        {"doi": "10."},
        {"lien": ["x", "-1", "9" * 40, "²"], "sauf": "moi"},
    ],
)
def test_une_saisie_vide_inconnue_ou_absurde_ne_dit_rien(
    editrice: Client, notice: Notice, saisie: dict[str, Any]
) -> None:
    reponse = demander(editrice, **saisie)
    assert reponse.status_code in (200, 400)
    if reponse.status_code == 200:
        assert texte(reponse).strip() == ""


def test_il_faut_avoir_le_droit_de_voir_les_notices(client: Client, notice: Notice) -> None:
    agent = User.objects.create_user("agent", password="x", is_staff=True)
    client.force_login(agent)
    assert demander(client, titre=TITRE).status_code == 403
    agent.user_permissions.add(Permission.objects.get(codename="view_notice"))
    assert demander(client, titre=TITRE).status_code == 200
    client.logout()
    assert demander(client, titre=TITRE).status_code == 302


def test_on_lit_seulement(editrice: Client) -> None:
    adresse = reverse("admin:bibliographie_notice_ressemblances")
    assert editrice.post(adresse, {"titre": TITRE}).status_code == 405


def test_un_nom_hostile_reste_du_texte(editrice: Client, decor: None) -> None:
    une_notice("<img src=x onerror=alert(1)>")
    reponse = demander(editrice, titre="<img src=x onerror=alert(1)>")
    assert "<img" not in reponse.content.decode()


def test_la_reponse_n_est_gardee_par_personne(editrice: Client) -> None:
    assert "no-store" in demander(editrice)["Cache-Control"]
