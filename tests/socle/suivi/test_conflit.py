"""Two editors on one record: nobody overwrites anybody, and nothing typed is lost."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from dispositifs.models import Couverture, Dispositif, Etape
from socle.models import Theme
from tests.fabriques import Registre
from tests.lecture import texte
from tests.socle.suivi.page import Page, ouvrir

pytestmark = pytest.mark.django_db
MOTIF = {"motif": "Lu sur le site de la ville"}


def _conflit(page: Page) -> Any:
    assert not page.est_enregistree
    panneau = page.reponse.context["conflit"]
    assert panneau is not None, texte(page.reponse)
    return panneau


def test_une_page_ouverte_seule_s_enregistre(alice: Client, adresse: str, cls: Dispositif) -> None:
    assert ouvrir(alice, adresse).taper(presentation="Réécrit.").envoyer().est_enregistree
    cls.refresh_from_db()
    assert cls.presentation == "Réécrit."


def test_le_meme_champ_change_deux_fois_demande_un_choix(
    alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    page = ouvrir(alice, adresse).taper(presentation="Celle d’Alice.")
    assert ouvrir(basile, adresse).taper(presentation="Celle de Basile.").envoyer().est_enregistree
    page = page.envoyer()
    (ligne,) = _conflit(page).conflits
    assert (ligne.titre, ligne.qui) == ("Présentation", "Basile Test")
    assert ligne.avant == ["Un contrat."]
    assert ligne.eux == ["Celle de Basile."]
    assert ligne.moi == ["Celle d’Alice."]
    assert page.champs["presentation"] == ["Celle d’Alice."]
    cls.refresh_from_db()
    assert cls.presentation == "Celle de Basile."
    sans_choix = page.envoyer()
    assert _conflit(sans_choix).conflits
    assert sans_choix.champs["presentation"] == ["Celle d’Alice."]


@pytest.mark.parametrize(
    ("choix", "voulu"), [("enregistre", "Celle de Basile."), ("mien", "Celle d’Alice.")]
)
def test_le_choix_est_applique_au_second_envoi(
    choix: str, voulu: str, alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    page = ouvrir(alice, adresse).taper(presentation="Celle d’Alice.", debut="2018")
    ouvrir(basile, adresse).taper(presentation="Celle de Basile.").envoyer()
    page = page.envoyer()
    (ligne,) = _conflit(page).conflits
    assert page.envoyer(**{ligne.nom: choix}).est_enregistree
    cls.refresh_from_db()
    assert (cls.presentation, cls.debut) == (voulu, "2018")


def test_des_champs_differents_sont_reunis(
    alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    page = ouvrir(alice, adresse).taper(presentation="Celle d’Alice.")
    ouvrir(basile, adresse).taper(debut="2018-04").envoyer()
    page = page.envoyer()
    assert not _conflit(page).conflits
    assert {ligne.titre for ligne in _conflit(page).fusionnes} == {"Présentation", "Début"}
    assert page.champs["debut"] == ["2018-04"]
    assert page.envoyer().est_enregistree
    cls.refresh_from_db()
    assert (cls.presentation, cls.debut) == ("Celle d’Alice.", "2018-04")


def test_la_meme_ligne_changee_deux_fois_demande_un_choix(
    alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    etape = cls.etapes.get(statut="actif")
    page = ouvrir(alice, adresse).ligne("etapes", etape.pk, note="D’Alice", date="2018-04")
    ouvrir(basile, adresse).ligne("etapes", etape.pk, note="De Basile").envoyer()
    page = page.envoyer()
    (ligne,) = _conflit(page).conflits
    assert ligne.sujet == "Étape «\xa0actif, mars 2018\xa0»"
    assert (ligne.titre, ligne.eux, ligne.moi) == ("Note", ["De Basile"], ["D’Alice"])
    assert page.envoyer(**{ligne.nom: "enregistre"}).est_enregistree
    etape.refresh_from_db()
    assert (etape.note, etape.date) == ("De Basile", "2018-04")


def test_deux_lignes_differentes_sont_reunies_et_les_ajouts_aussi(
    alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    projet, actif = cls.etapes.order_by("date")
    source = str(cls.source_id)
    page = ouvrir(alice, adresse).ligne("etapes", projet.pk, note="D’Alice")
    page.ajouter("etapes", statut="en-renouvellement", date="2021", source=source)
    autre = ouvrir(basile, adresse).ligne("etapes", actif.pk, note="De Basile")
    autre.ajouter("etapes", statut="termine", date="2024", source=source).envoyer()
    page = page.envoyer()
    assert not _conflit(page).conflits
    assert page.envoyer().est_enregistree
    notes = list(Etape.objects.order_by("date").values_list("statut", "note"))
    assert notes == [
        ("en-projet", "D’Alice"),
        ("actif", "De Basile"),
        ("en-renouvellement", ""),
        ("termine", ""),
    ]


@pytest.mark.parametrize(("choix", "restent"), [("enregistre", 1), ("mien", 2)])
def test_une_ligne_supprimee_entre_temps_et_changee_ici_demande_un_choix(
    choix: str, restent: int, alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    etape = cls.etapes.get(statut="en-projet")
    page = ouvrir(alice, adresse).ligne("etapes", etape.pk, note="À garder")
    ouvrir(basile, adresse).ligne("etapes", etape.pk, DELETE="on").envoyer()
    page = page.envoyer()
    (ligne,) = _conflit(page).conflits
    assert ligne.titre == "Ligne supprimée"
    assert ligne.eux == ["ligne supprimée"]
    assert "Note\xa0: À garder" in ligne.moi
    assert page.envoyer(**{ligne.nom: choix}).est_enregistree
    assert cls.etapes.count() == restent
    assert cls.etapes.filter(note="À garder").exists() == (choix == "mien")


@pytest.mark.parametrize("choix", ["enregistre", "mien"])
def test_une_ligne_changee_entre_temps_et_supprimee_ici_demande_un_choix(
    choix: str, alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    etape = cls.etapes.get(statut="en-projet")
    page = ouvrir(alice, adresse).ligne("etapes", etape.pk, DELETE="on")
    ouvrir(basile, adresse).ligne("etapes", etape.pk, note="De Basile").envoyer()
    page = page.envoyer()
    (ligne,) = _conflit(page).conflits
    assert ligne.moi == ["à supprimer"]
    assert page.envoyer(**{ligne.nom: choix}).est_enregistree
    assert cls.etapes.filter(note="De Basile").exists() == (choix == "enregistre")


def test_les_themes_changes_deux_fois_demandent_un_choix(
    alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    un, deux = (str(Theme.objects.create(slug=n, nom=n).pk) for n in ("logement", "sommeil"))
    page = ouvrir(alice, adresse).taper(themes=[un])
    ouvrir(basile, adresse).taper(themes=[deux]).envoyer()
    page = page.envoyer()
    (ligne,) = _conflit(page).conflits
    assert (ligne.avant, ligne.eux, ligne.moi) == (["vide"], ["sommeil"], ["logement"])
    page.taper(themes=[un, deux])
    assert page.envoyer(**{ligne.nom: "mien"}).est_enregistree
    assert {t.nom for t in cls.themes.all()} == {"logement", "sommeil"}


def test_le_meme_territoire_ajoute_deux_fois_est_refuse_en_clair(
    registre: Registre, alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    lieu = str(registre.lieux["commune-84007"].pk)
    page = ouvrir(alice, adresse).taper(**MOTIF)
    page.ajouter("couvertures", territoire=lieu, part="entiere")
    autre = ouvrir(basile, adresse).taper(**MOTIF)
    autre.ajouter("couvertures", territoire=lieu, part="partielle").envoyer()
    page = page.envoyer()
    _conflit(page)
    page = page.envoyer()
    assert not page.est_enregistree
    assert Couverture.objects.filter(territoire=lieu).get().part == "partielle"


def test_un_envoi_double_n_est_pas_un_conflit(alice: Client, adresse: str, cls: Dispositif) -> None:
    page = ouvrir(alice, adresse).taper(presentation="Une fois.")
    page.ajouter("etapes", statut="termine", date="2024", source=str(cls.source_id))
    assert page.envoyer().est_enregistree
    assert page.envoyer().est_enregistree
    assert cls.etapes.filter(statut="termine").count() == 1


def test_un_troisieme_enregistrement_pendant_le_choix_est_vu_aussi(
    alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    page = ouvrir(alice, adresse).taper(presentation="Celle d’Alice.")
    ouvrir(basile, adresse).taper(presentation="Première.").envoyer()
    page = page.envoyer()
    ouvrir(basile, adresse).taper(presentation="Seconde.").envoyer()
    page = page.envoyer(**{_conflit(page).conflits[0].nom: "mien"})
    (ligne,) = _conflit(page).conflits
    assert ligne.eux == ["Seconde."]
    assert page.envoyer(**{ligne.nom: "mien"}).est_enregistree
    cls.refresh_from_db()
    assert cls.presentation == "Celle d’Alice."


def test_une_fiche_supprimee_entre_temps_rend_ce_qui_etait_tape(
    alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    page = ouvrir(alice, adresse).taper(presentation="Dix lignes tapées.")
    page.ajouter("etapes", statut="termine", date="2024", note="Une note", source="")
    qui: Any = cls
    qui._history_user = User.objects.get(username="basile")
    Dispositif.objects.filter(pk=cls.pk).update(couverture_principale=None, perimetre_inconnu=True)
    cls.refresh_from_db()
    cls.delete()
    lu = texte(page.envoyer().reponse)
    assert "a été supprimée par Basile Test entre-temps" in lu
    assert "Dix lignes tapées." in lu
    assert "Une note" in lu
    assert not Dispositif.objects.exists()


def test_un_jeton_altere_montre_toutes_les_differences(
    alice: Client, basile: Client, adresse: str, cls: Dispositif
) -> None:
    page = ouvrir(alice, adresse).taper(presentation="Celle d’Alice.", version_lue="abc:def")
    page = page.envoyer()
    (ligne,) = _conflit(page).conflits
    assert ligne.avant == ["inconnue"]
    assert page.envoyer(**{ligne.nom: "mien"}).est_enregistree
    cls.refresh_from_db()
    assert cls.presentation == "Celle d’Alice."


def test_le_jeton_d_une_autre_fiche_ne_sert_a_rien(
    registre: Registre, alice: Client, adresse: str, cls: Dispositif
) -> None:
    autre = registre.un_dispositif("asv", "commune-83126")
    page = ouvrir(alice, f"/admin/dispositifs/dispositif/{autre.pk}/change/")
    vu = page.champs["version_lue"]
    assert ouvrir(alice, adresse).taper(version_lue=vu, nom="Autre").envoyer().reponse.context
    cls.refresh_from_db()
    assert cls.nom != "Autre"
