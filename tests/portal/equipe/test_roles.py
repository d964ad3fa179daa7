"""The groups in the database are the table of the roles, and the table forgets no model."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.utils import timezone

from portal.equipe import roles
from portal.equipe.roles import ROLES, appliquer_roles, droits

# Written by the machine alone, or never edited by hand.
SANS_ROLE = {"socle.entreederecherche", "socle.motconnu"}


def _en_base(role: str) -> set[str]:
    permissions = Group.objects.get(name=role).permissions.select_related("content_type")
    return {f"{p.content_type.app_label}.{p.codename}" for p in permissions}


@pytest.fixture(autouse=True)
def _roles_a_jour(db: None) -> None:
    """What the migration did, again: a test with transactions may have emptied the tables."""
    appliquer_roles(apps)


@pytest.mark.parametrize("role", ROLES)
def test_les_groupes_de_la_base_sont_ceux_du_tableau(role: str) -> None:
    existantes = {
        f"{p.content_type.app_label}.{p.codename}"
        for p in Permission.objects.select_related("content_type")
    }
    assert _en_base(role) == droits(role) & existantes


@pytest.mark.parametrize("role", ROLES)
def test_le_tableau_ne_nomme_que_des_permissions_qui_existent(role: str) -> None:
    """« publier » apart, which only publishable models have."""
    manquantes = {d for d in droits(role) - _en_base(role) if ".publier_" not in d}
    assert manquantes == set()


def test_chaque_modele_a_sa_place_dans_le_tableau() -> None:
    nommes = {modele for lignes in ROLES.values() for modeles, _ in lignes for modele in modeles}
    notres = {
        f"{app}.{modele._meta.model_name}"
        for app in ("socle", "territoires", "dispositifs", "bibliographie", "portal")
        for modele in apps.get_app_config(app).get_models()
        if not modele._meta.model_name.startswith("historical")
    }
    assert notres - nommes == SANS_ROLE


def test_appliquer_deux_fois_ne_change_rien_et_repare() -> None:
    groupe = Group.objects.get(name=roles.DOCUMENTALISTE)
    groupe.permissions.clear()
    appliquer_roles(apps)
    appliquer_roles(apps)
    assert "bibliographie.publier_notice" in _en_base(roles.DOCUMENTALISTE)


def test_un_groupe_de_la_maison_est_laisse_tranquille() -> None:
    groupe = Group.objects.create(name="Stagiaires")
    groupe.permissions.set(Permission.objects.filter(codename="view_notice"))
    appliquer_roles(apps)
    assert groupe.permissions.count() == 1


def test_qui_publie_quoi() -> None:
    def publie(role: str) -> set[str]:
        return {d.partition(".publier_")[2] for d in _en_base(role) if ".publier_" in d}

    assert publie(roles.DOCUMENTALISTE) == {"notice", "selection"}
    assert publie(roles.CHARGE_DE_MISSION) == {
        *("dispositif", "explication"),
        *("chiffre", "reponsecritere", "textereference", "terme"),
    }
    assert publie(roles.ADMINISTRATION) == publie(roles.DOCUMENTALISTE) | publie(
        roles.CHARGE_DE_MISSION
    )


def test_une_administratrice_ne_se_donne_pas_tous_les_droits(client: Client) -> None:
    """Only an account with every right gives every right."""
    chef = User.objects.create_user("chef", is_staff=True)
    chef.groups.add(Group.objects.get(name=roles.ADMINISTRATION))
    client.force_login(chef)
    donnees: dict[str, Any] = {
        "username": "chef",
        "is_active": "on",
        "is_staff": "on",
        "is_superuser": "on",
        "user_permissions": [Permission.objects.get(codename="delete_group").pk],
        "groups": [groupe.pk for groupe in chef.groups.all()],
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00:00",
    }
    reponse = client.post(f"/admin/auth/user/{chef.pk}/change/", donnees)
    chef.refresh_from_db()
    assert reponse.status_code == 302
    assert not chef.is_superuser
    assert not chef.user_permissions.exists()


def test_un_compte_qui_a_servi_se_ferme_et_ne_se_supprime_pas(client: Client) -> None:
    """Its name stays in the history of what it wrote."""
    client.force_login(User.objects.create_superuser("tout"))
    parti = User.objects.create_user("parti", last_login=timezone.now())
    jamais_venu = User.objects.create_user("jamais-venu")
    oui = {"post": "yes"}
    assert client.post(f"/admin/auth/user/{parti.pk}/delete/", oui).status_code == 403
    client.post(f"/admin/auth/user/{jamais_venu.pk}/delete/", oui)
    lot = {"action": "delete_selected", "_selected_action": [parti.pk]}
    client.post("/admin/auth/user/", lot | oui)
    assert set(User.objects.values_list("username", flat=True)) == {"tout", "parti"}


def test_une_administratrice_ne_touche_pas_aux_comptes_de_tous_les_droits(client: Client) -> None:
    tout = User.objects.create_superuser("tout")
    chef = User.objects.create_user("chef", is_staff=True)
    chef.groups.add(Group.objects.get(name=roles.ADMINISTRATION))
    client.force_login(chef)
    assert client.post(f"/admin/auth/user/{tout.pk}/password/").status_code == 403
    assert client.post(f"/admin/auth/user/{tout.pk}/delete/").status_code == 403
    assert client.post(f"/admin/auth/user/{tout.pk}/change/").status_code == 403
    donnees = {
        "action": "retirer_le_second_facteur",
        "_selected_action": [tout.pk],
        "confirme": "1",
    }
    page = client.post("/admin/auth/user/", donnees, follow=True)
    assert "Aucun compte choisi" in page.content.decode()
