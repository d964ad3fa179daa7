"""One table of delays: what ages faster than its record is said, and found in the queue."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from dispositifs.models import Coordination, Delai, Dispositif
from dispositifs.models.delai import Grille
from tests.dispositifs.actualisation.conftest import Tournee


def _verifie_il_y_a(tournee: Tournee, jours: int) -> Dispositif:
    le = (timezone.localdate() - datetime.timedelta(days=jours)).isoformat()
    Dispositif.objects.filter(pk=tournee.dispositif.pk).update(verifie_le=le, verifie_par="x")
    return tournee.relire()


def test_un_type_a_son_delai_les_autres_celui_de_tous() -> None:
    grille = Grille.de([(None, "fiche", 10), ("msp", "fiche", 24), ("cls", "porteur", 3)])
    assert (grille.fiche("asv"), grille.fiche("msp")) == (10, 24)
    assert (grille.mois("cls", "porteur"), grille.mois("asv", "porteur")) == (3, None)


def test_un_tableau_vide_vaut_un_an_et_six_mois_pour_une_boite() -> None:
    grille = Grille.de([])
    assert (grille.fiche("asv"), grille.mois("asv", "coordination.courriel")) == (12, 6)


@pytest.mark.parametrize(
    ("jours", "etat", "champs"),
    [(30, "a-jour", 0), (250, "a-jour", 1), (500, "ancien", 0)],
)
def test_une_boite_est_a_reconfirmer_avant_sa_fiche(
    tournee: Tournee, client: Client, jours: int, etat: str, champs: int
) -> None:
    fiche = _verifie_il_y_a(tournee, jours)
    assert fiche.fraicheur == etat
    assert fiche.champs_a_verifier == ["la boîte de la coordination"] * champs
    page = client.get(fiche.get_absolute_url()).content.decode()
    assert ("À reconfirmer" in page) is bool(champs)


def test_une_fiche_sans_boite_n_en_attend_pas(tournee: Tournee) -> None:
    Coordination.objects.update(courriel="")
    fiche = _verifie_il_y_a(tournee, 250)
    assert not fiche.champs_a_verifier
    assert not Dispositif.objects.champs_depasses(timezone.localdate()).exists()


@pytest.mark.parametrize("champ", ["coordination", "porteur", "perimetre"])
def test_chaque_champ_peut_avoir_son_delai(tournee: Tournee, champ: str) -> None:
    Delai.objects.create(champ=champ, mois=1)
    fiche = _verifie_il_y_a(tournee, 100)
    assert fiche.champs_a_verifier == [Delai.Champ(champ).label]
    assert Dispositif.objects.champs_depasses(timezone.localdate()).get() == fiche


def test_la_file_de_l_admin_lit_le_meme_tableau(tournee: Tournee, admin_client: Client) -> None:
    def trouves(valeur: str) -> int:
        liste = admin_client.get(f"/admin/dispositifs/dispositif/?fraicheur={valeur}")
        return int(liste.context["cl"].result_count)

    assert (trouves("a-verifier"), trouves("champ")) == (1, 0)
    _verifie_il_y_a(tournee, 250)
    assert (trouves("a-verifier"), trouves("champ")) == (0, 1)
    Delai.objects.filter(champ="fiche", type=None).update(mois=6)
    assert trouves("a-verifier") == 1
