"""History in words, the reason asked, and going back to a former version."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from simple_history.signals import pre_create_historical_record

from dispositifs.models import Couverture, Dispositif, Etape, Organisme
from tests.fabriques import Registre, nombre_de_requetes, un_organisme
from tests.lecture import texte
from tests.socle.suivi.page import Page, ouvrir

pytestmark = pytest.mark.django_db
LIGNES = ("couvertures", "etapes", "coordinations", "articulations")


class Horloge:
    """Each gesture one hour after the last: those of a test are all in the same second."""

    def __init__(self) -> None:
        self.heure = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)

    def avancer(self) -> None:
        """The next gesture."""
        self.heure += datetime.timedelta(hours=1)

    def dater(self, sender: Any, **envoi: Any) -> None:
        """Date one line of history."""
        self.heure += datetime.timedelta(microseconds=10)
        envoi["history_instance"].history_date = self.heure


@pytest.fixture(autouse=True)
def horloge() -> Iterator[Horloge]:
    """The clock of the history."""
    horloge = Horloge()
    pre_create_historical_record.connect(horloge.dater, weak=False)
    yield horloge
    pre_create_historical_record.disconnect(horloge.dater)


def _versions(client: Client, adresse: str) -> list[str]:
    """The addresses of the former versions, the latest first."""
    page = client.get(adresse.replace("/change/", "/history/")).content.decode()
    return re.findall(r'href="([^"]+/retablir/\d+/)"', page)


def _photo(cls: Dispositif) -> dict[str, Any]:
    """The record and its rows, field by field."""
    photo: dict[str, Any] = {"": Dispositif.objects.filter(pk=cls.pk).values().get()}
    for nom in LIGNES:
        photo[nom] = list(getattr(cls, nom).order_by("pk").values())
    return photo


def _transformer(client: Client, adresse: str, registre: Registre, cls: Dispositif) -> Page:
    """Change the record and every kind of row at once."""
    page = ouvrir(client, adresse).taper(
        nom="Autre nom", fin="2020", porteur=str(un_organisme("ARS", "ars").pk), motif="Essai"
    )
    projet, actif = cls.etapes.order_by("date")
    page.ligne("etapes", projet.pk, DELETE="on").ligne("etapes", actif.pk, note="Une note")
    page.ajouter("etapes", statut="termine", date="2020", source=str(cls.source_id))
    toulon = cls.couvertures.get(territoire=registre.lieux["commune-83137"])
    page.ligne("couvertures", toulon.pk, DELETE="on")
    lieu = registre.lieux["commune-84007"]
    page.ajouter("couvertures", territoire=str(lieu.pk), part="partielle")
    coordination = cls.coordinations.get()
    return page.ligne("coordinations", coordination.pk, fin="2020").envoyer()


def test_l_historique_dit_champ_par_champ_qui_quand_pourquoi(
    alice: Client, registre: Registre, adresse: str, cls: Dispositif, horloge: Horloge
) -> None:
    horloge.avancer()
    assert _transformer(alice, adresse, registre, cls).est_enregistree
    page = texte(alice.get(adresse.replace("/change/", "/history/")))
    assert "par Alice Test" in page
    assert "Pourquoi : Essai" in page
    assert "Porteur : Ville de La Seyne-sur-Mer → ARS" in page
    assert "Fin : vide → 2020" in page
    assert "Étape « actif, mars 2018 », Note : vide → Une note" in page
    assert "Étape « en projet, 2016 » : retrait" in page
    assert "Territoire du périmètre « Avignon, en partie » : ajout" in page
    assert "par chargement automatique" in page


@pytest.mark.parametrize(
    ("champ", "valeur", "mot"),
    [
        ("slug", "autre-adresse", "Adresse"),
        ("fin", "2020", "Fin"),
        ("etat", "archive", "État"),
        ("porteur", "", "Porteur"),
    ],
)
def test_un_changement_sensible_demande_pourquoi(
    champ: str, valeur: str, mot: str, alice: Client, adresse: str, cls: Dispositif
) -> None:
    page = ouvrir(alice, adresse).taper(**{champ: valeur}).envoyer()
    assert f"pourquoi : vous changez « {mot} »" in texte(page.reponse).replace("\xa0", " ")
    assert page.champs.get(champ, [""]) == [valeur]
    assert page.taper(motif="Délibération du 3 mars").envoyer().est_enregistree
    assert cls.history.first().history_change_reason == "Délibération du 3 mars"


def test_changer_le_perimetre_demande_pourquoi_et_la_ligne_garde_la_reponse(
    alice: Client, registre: Registre, adresse: str, cls: Dispositif
) -> None:
    lieu = str(registre.lieux["commune-84007"].pk)
    page = ouvrir(alice, adresse).ajouter("couvertures", territoire=lieu, part="entiere").envoyer()
    assert "« Périmètre »" in texte(page.reponse)
    assert page.taper(motif="Avenant").envoyer().est_enregistree
    assert Couverture.history.first().history_change_reason == "Avenant"


def test_un_changement_ordinaire_ne_demande_rien(
    alice: Client, adresse: str, cls: Dispositif
) -> None:
    assert ouvrir(alice, adresse).taper(presentation="Autre").envoyer().est_enregistree
    assert cls.history.first().history_change_reason is None


def test_supprimer_demande_pourquoi(alice: Client, registre: Registre) -> None:
    ville = Organisme.objects.create(cle="a-supprimer", nom="À supprimer")
    adresse = f"/admin/dispositifs/organisme/{ville.pk}/delete/"
    assert "Dites en quelques mots pourquoi" in texte(alice.post(adresse, {"post": "yes"}))
    assert Organisme.objects.filter(pk=ville.pk).exists()
    assert alice.post(adresse, {"post": "yes", "motif": "Doublon"}).status_code == 302
    assert Organisme.history.first().history_change_reason == "Doublon"


def test_supprimer_ce_qui_vient_de_changer_le_dit_d_abord(
    alice: Client, registre: Registre, horloge: Horloge
) -> None:
    ville = Organisme.objects.create(cle="a-supprimer", nom="À supprimer")
    adresse = f"/admin/dispositifs/organisme/{ville.pk}/delete/"
    vu = re.search(r'name="vu" value="(\d+)"', alice.get(adresse).content.decode())
    assert vu
    horloge.avancer()
    ville.note = "Changée"
    ville.save()
    envoi = {"post": "yes", "motif": "Doublon", "vu": vu[1]}
    assert "Cette fiche vient de changer" in texte(alice.post(adresse, envoi))
    assert Organisme.objects.filter(pk=ville.pk).exists()


def test_supprimer_une_selection_demande_pourquoi(alice: Client, registre: Registre) -> None:
    ville = Organisme.objects.create(cle="a-supprimer", nom="À supprimer")
    choix = {"action": "delete_selected", "_selected_action": [ville.pk], "post": "yes"}
    adresse = "/admin/dispositifs/organisme/"
    assert "Dites en quelques mots pourquoi" in texte(alice.post(adresse, choix))
    assert Organisme.objects.filter(pk=ville.pk).exists()
    alice.post(adresse, choix | {"motif": "Doublons"})
    assert Organisme.history.first().history_change_reason == "Doublons"


def test_retablir_rend_la_version_ligne_par_ligne(
    alice: Client, registre: Registre, adresse: str, cls: Dispositif, horloge: Horloge
) -> None:
    avant = _photo(cls)
    horloge.avancer()
    assert _transformer(alice, adresse, registre, cls).est_enregistree
    change = _photo(cls)
    horloge.avancer()
    page = ouvrir(alice, _versions(alice, adresse)[0])
    lu = texte(page.reponse)
    assert "Nom : Autre nom → CLS de La Seyne-sur-Mer" in lu
    assert "Étape « en projet, 2016 » : ajout" in lu
    assert _photo(cls) == change
    assert "Dites en quelques mots pourquoi" in texte(page.envoyer().reponse)
    assert page.taper(motif="Erreur de fiche").envoyer().est_enregistree
    assert _photo(cls) == avant
    assert cls.history.first().history_change_reason.endswith("rétablie. Erreur de fiche")
    horloge.avancer()
    retour = ouvrir(alice, _versions(alice, adresse)[0]).taper(motif="Finalement non").envoyer()
    assert retour.est_enregistree
    assert _photo(cls) == change


def test_une_fiche_supprimee_se_retablit(
    alice: Client, registre: Registre, horloge: Horloge
) -> None:
    asv = registre.un_dispositif("asv", "commune-84007")
    adresse = f"/admin/dispositifs/dispositif/{asv.pk}/change/"
    avant = _photo(asv)
    horloge.avancer()
    Dispositif.objects.get(pk=asv.pk).delete()
    page = alice.get(adresse.replace("/change/", "/history/"))
    assert "Cette fiche est supprimée" in texte(page)
    horloge.avancer()
    retour = ouvrir(alice, _versions(alice, adresse)[0]).taper(motif="Par erreur").envoyer()
    assert retour.est_enregistree
    assert _photo(asv) == avant
    assert alice.get(asv.get_absolute_url()).status_code == 200


def test_ce_qui_n_existe_plus_est_dit_et_reste_comme_aujourd_hui(
    alice: Client, adresse: str, cls: Dispositif, horloge: Horloge
) -> None:
    horloge.avancer()
    ancien = cls.porteur
    assert ancien
    cls.porteur, cls.fin = None, "2020"
    cls.save()
    ancien.delete()
    horloge.avancer()
    page = ouvrir(alice, _versions(alice, adresse)[0])
    assert "n’existe plus : porteur" in texte(page.reponse).replace("\xa0", " ")
    assert page.taper(motif="Retour").envoyer().est_enregistree
    cls.refresh_from_db()
    assert (cls.porteur, cls.fin) == (None, "")


def test_retablir_une_fiche_qui_vient_de_changer_se_relit(
    alice: Client, adresse: str, cls: Dispositif, horloge: Horloge
) -> None:
    for fin in ("2020", "2021"):
        horloge.avancer()
        cls.fin = fin
        cls.save()
    page = ouvrir(alice, _versions(alice, adresse)[1]).taper(motif="Retour")
    horloge.avancer()
    cls.fin = "2022"
    cls.save()
    assert "Cette fiche vient de changer" in texte(page.envoyer().reponse)
    cls.refresh_from_db()
    assert cls.fin == "2022"


def test_une_version_que_les_regles_refusent_n_ecrit_rien(
    alice: Client, adresse: str, cls: Dispositif, registre: Registre, horloge: Horloge
) -> None:
    horloge.avancer()
    cls.slug = "autre-adresse"
    cls.save()
    registre.un_dispositif("asv", "commune-84007", slug="cls-la-seyne-sur-mer")
    horloge.avancer()
    page = ouvrir(alice, _versions(alice, adresse)[0]).taper(motif="Retour").envoyer()
    assert "ne peut pas être rétablie telle quelle" in texte(page.reponse)
    cls.refresh_from_db()
    assert cls.slug == "autre-adresse"


def _avec_droits(*droits: str) -> Client:
    compte = User.objects.create_user("role", is_staff=True)
    compte.user_permissions.set(Permission.objects.filter(codename__in=droits))
    client = Client()
    client.force_login(compte)
    return client


def test_qui_ne_fait_que_lire_voit_l_historique_et_ne_retablit_pas(
    adresse: str, cls: Dispositif, horloge: Horloge, alice: Client
) -> None:
    horloge.avancer()
    cls.fin = "2020"
    cls.save()
    lecteur = _avec_droits("view_dispositif")
    assert _versions(lecteur, adresse) == []
    assert lecteur.get(_versions(alice, adresse)[0]).status_code == 403
    inconnu = Client()
    assert inconnu.get(adresse.replace("/change/", "/history/")).status_code == 302


def test_retablir_un_etat_demande_le_droit_de_publier(
    registre: Registre, alice: Client, horloge: Horloge
) -> None:
    asv = registre.un_dispositif("asv", "commune-84007")
    horloge.avancer()
    asv.etat = "brouillon"
    asv.save()
    adresse = f"/admin/dispositifs/dispositif/{asv.pk}/change/"
    chargee = _avec_droits("view_dispositif", "change_dispositif")
    page = ouvrir(chargee, _versions(alice, adresse)[0]).taper(motif="Retour").envoyer()
    assert "un droit que vous n’avez pas : publier" in texte(page.reponse).replace("\xa0", " ")
    asv.refresh_from_db()
    assert asv.etat == "brouillon"


@pytest.mark.parametrize("suite", ["history/abc/", "retablir/99999999999999999999/", "history/9/"])
def test_une_version_introuvable_le_dit(
    suite: str, alice: Client, adresse: str, cls: Dispositif
) -> None:
    assert alice.get(adresse.replace("change/", suite)).status_code == 404


def test_l_ancienne_adresse_d_une_version_mene_a_la_nouvelle(
    alice: Client, adresse: str, cls: Dispositif
) -> None:
    version = cls.history.first()
    reponse = alice.get(adresse.replace("change/", f"history/{version.pk}/"), follow=True)
    assert "il n’y a rien à rétablir" in texte(reponse)


def test_l_historique_coute_autant_de_requetes_pour_trois_versions_que_pour_trente(
    alice: Client, adresse: str, cls: Dispositif, horloge: Horloge
) -> None:
    historique = adresse.replace("/change/", "/history/")

    def changer(fois: int) -> None:
        for n in range(fois):
            horloge.avancer()
            cls.fin = f"20{20 + n % 10}"
            cls.save()
            Etape.objects.get(dispositif=cls, statut="actif").save()

    changer(3)
    alice.get(historique)
    peu = nombre_de_requetes(lambda: alice.get(historique))
    changer(27)
    assert nombre_de_requetes(lambda: alice.get(historique)) == peu
