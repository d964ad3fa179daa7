"""Personal data: kept until a date, erased by a command, never shown."""

import datetime

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from dispositifs.actualisation.purge import purger
from dispositifs.models import Campagne, Invitation, Proposition
from tests.dispositifs.actualisation.conftest import BOITE, Tournee

JOUR = datetime.timedelta(days=1)


def _signalement(effacer_le: datetime.date) -> Proposition:
    return Proposition.objects.create(
        origine="signalement",
        nature="remarque",
        page="/dispositifs/",
        remarque="Une remarque.",
        courriel="marie@example.org",
        effacer_le=effacer_le,
    )


def test_une_adresse_s_efface_a_sa_date_pas_avant(db: None) -> None:
    aujourd_hui = timezone.localdate()
    passee, a_venir = _signalement(aujourd_hui), _signalement(aujourd_hui + JOUR)
    assert purger().auteurs == 1
    passee.refresh_from_db()
    a_venir.refresh_from_db()
    assert (passee.courriel, passee.effacer_le) == ("", None)
    assert passee.remarque == "Une remarque."
    assert a_venir.courriel == "marie@example.org"


def test_une_adresse_s_efface_une_fois_l_auteur_prevenu(db: None) -> None:
    """The form says « effacée dès qu’elle ne sert plus »."""
    prevenu = _signalement(timezone.localdate() + 90 * JOUR)
    Proposition.objects.update(
        etat="acceptee", traitee_le=timezone.now(), prevenu_le=timezone.now()
    )
    assert purger().auteurs == 1
    prevenu.refresh_from_db()
    assert (prevenu.courriel, prevenu.effacer_le) == ("", None)


def test_une_campagne_finie_oublie_ses_boites_et_ses_brouillons(tournee: Tournee) -> None:
    Invitation.objects.update(brouillon={"remarque": "commencée"})
    assert (purger().boites, purger().brouillons) == (0, 0)
    Campagne.objects.update(expire_le=timezone.localdate() - JOUR)
    bilan = purger()
    assert (bilan.boites, bilan.brouillons) == (0, 1)
    Campagne.objects.update(expire_le=timezone.localdate() - 366 * JOUR)
    assert purger().boites == 1
    assert Invitation.objects.get().adresse == ""


def test_la_commande_dit_ce_qu_elle_efface(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    _signalement(timezone.localdate())
    call_command("purger_donnees_personnelles")
    assert "Effacé\xa0: 1 adresse d’auteur, 0 boîte" in capsys.readouterr().out


def test_aucune_adresse_d_auteur_ni_d_invitation_n_est_publiee(
    tournee: Tournee, client: Client
) -> None:
    Invitation.objects.update(adresse="secrete@example.org")
    client.post(tournee.lien, {"au_nom_de": "x"})
    Proposition.objects.update(courriel="secrete@example.org", remarque="Un secret.")
    for page in ("/dispositifs/asv-la-seyne-sur-mer/", "/dispositifs.csv", "/dispositifs.json"):
        reponse = client.get(page)
        corps = b"".join(reponse) if reponse.streaming else reponse.content
        assert b"secrete@" not in corps
        assert b"Un secret" not in corps
    assert BOITE.encode() in client.get("/dispositifs/asv-la-seyne-sur-mer/").content
