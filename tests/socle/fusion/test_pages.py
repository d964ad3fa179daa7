"""The pages of an editor: the pairs, side by side, what it would do, done."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from bibliographie.models import Notice
from dispositifs.models import Organisme
from socle.models import Rapprochement
from tests.bibliographie.conftest import une_notice
from tests.fabriques import nombre_de_requetes, un_organisme

pytestmark = pytest.mark.django_db
DOUBLONS = "admin:bibliographie_notice_doublons"


@pytest.fixture(name="editrice")
def _editrice(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editrice", password="x"))
    return client


def _deux() -> tuple[Notice, Notice]:
    return une_notice("Un guide", date="2018"), une_notice("Un GUIDE", doi="10.1/a")


def _fusion(a: Any, b: Any) -> str:
    nom = f"admin:{a._meta.app_label}_{a._meta.model_name}_fusion"
    return reverse(nom, args=[a.pk, b.pk])


def test_la_page_montre_les_paires_et_dit_pourquoi(editrice: Client) -> None:
    _deux()
    une_notice("Autre chose")
    page = editrice.get(reverse(DOUBLONS)).content.decode()
    assert page.count("Comparer<span") == 1
    assert "Même titre" in page
    liste = editrice.get(reverse("admin:bibliographie_notice_changelist")).content.decode()
    assert "Doublons possibles" in liste


def test_comparer_voir_puis_fusionner(editrice: Client) -> None:
    a, b = _deux()
    adresse, ancienne = _fusion(a, b), b.get_absolute_url()
    comparer = editrice.get(adresse).content.decode()
    assert "Garder" in comparer
    choix = {"garde": "a", "champ-doi": "b", "champ-titre": "b", "champ-cle": "a"}
    voir = editrice.post(adresse, {**choix, "voir": "1"}).content.decode()
    assert "Rien n’est encore écrit" in voir
    assert "10.1/a" in voir
    assert Notice.objects.count() == 2
    fait = editrice.post(adresse, {**choix, "confirmer": "1"}, follow=True)
    assert "Fusion faite" in fait.content.decode()
    notice = Notice.objects.get()
    assert (notice.pk, notice.titre) == (a.pk, "Un GUIDE")
    assert (notice.doi, notice.date) == ("10.1/a", "2018")
    assert notice.history.first().history_user.username == "editrice"
    assert editrice.get(ancienne).status_code == 301
    assert "fusionné dans" in editrice.get(reverse(DOUBLONS)).content.decode()


def test_garder_la_seconde_garde_ses_valeurs(editrice: Client) -> None:
    a, b = _deux()
    choix = {f"champ-{nom}": "b" for nom in ("doi", "titre", "cle")}
    choix |= {"garde": "b", "champ-date": "a"}
    editrice.post(_fusion(a, b), {**choix, "confirmer": "1"})
    notice = Notice.objects.get()
    assert (notice.pk, notice.doi, notice.date) == (b.pk, "10.1/a", "2018")
    assert list(notice.anciennes.values_list("numero", flat=True)) == [a.numero]


def test_ce_ne_sont_pas_des_doublons_est_retenu(editrice: Client) -> None:
    a, b = _deux()
    adresse = reverse("admin:bibliographie_notice_distincts", args=[b.pk, a.pk])
    assert editrice.get(adresse).status_code == 405
    page = editrice.post(adresse, follow=True).content.decode()
    assert "restent deux fiches" in page
    assert "Aucune paire ne se ressemble" in page
    assert Rapprochement.objects.distincts(Notice) == {(a.cle, b.cle)}


def test_deux_fiches_choisies_dans_la_liste_se_comparent(editrice: Client) -> None:
    a, b = un_organisme("CRES"), un_organisme("Comité régional")
    liste = reverse("admin:dispositifs_organisme_changelist")
    envoi = {"action": "fusionner_deux", "_selected_action": [a.pk, b.pk]}
    assert editrice.post(liste, envoi)["Location"] == _fusion(a, b)
    envoi["_selected_action"] = [a.pk]
    assert "ni plus ni moins" in editrice.post(liste, envoi, follow=True).content.decode()


def test_une_fusion_impossible_le_dit_et_n_ecrit_rien(editrice: Client) -> None:
    a, b = un_organisme("CRES"), un_organisme("Comité régional")
    Organisme.objects.filter(pk=b.pk).update(nature="rien")
    envoi = {"garde": "a", "champ-nature": "b", "confirmer": "1"}
    page = editrice.post(_fusion(a, b), envoi).content.decode()
    assert "rien" in page
    assert Organisme.objects.count() == 2


def test_fusionner_demande_de_pouvoir_changer_et_supprimer(client: Client) -> None:
    a, b = _deux()
    chargee = User.objects.create_user("chargee", password="x", is_staff=True)
    droits = ["view_notice", "change_notice"]
    chargee.user_permissions.set(Permission.objects.filter(codename__in=droits))
    client.force_login(chargee)
    assert client.get(reverse(DOUBLONS)).status_code == 403
    assert client.post(_fusion(a, b), {"confirmer": "1"}).status_code == 403
    liste = client.get(reverse("admin:bibliographie_notice_changelist")).content.decode()
    assert "Doublons possibles" not in liste
    assert "fusionner_deux" not in liste
    assert Notice.objects.count() == 2


def test_une_fiche_avec_elle_meme_ou_disparue(editrice: Client) -> None:
    a, b = _deux()
    assert editrice.get(_fusion(a, a)).status_code == 403
    Notice.objects.filter(pk=b.pk).delete()
    assert editrice.get(_fusion(a, b)).status_code == 404


def test_le_nombre_de_requetes_ne_depend_pas_des_paires(editrice: Client) -> None:
    def faire(nombre: int) -> int:
        for rang in range(nombre):
            une_notice(f"Titre {nombre} {rang}")
            une_notice(f"Titre {nombre} {rang}")
        return nombre_de_requetes(lambda: editrice.get(reverse(DOUBLONS)))

    faire(1)
    assert faire(2) == faire(20)
