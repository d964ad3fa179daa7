"""Messages: what they say, that each leaves once, that a failure loses nothing."""

import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from dispositifs.actualisation import envoi
from dispositifs.actualisation.courriers import invitation as message_de
from dispositifs.models import Campagne, Invitation
from tests.dispositifs.actualisation.conftest import BOITE, Tournee

PUBLIC = override_settings(ADRESSE_DU_SITE="https://portail.example.org")


def _ancienne(jours: int) -> datetime.datetime:
    return timezone.now() - datetime.timedelta(days=jours)


@PUBLIC
def test_le_message_dit_la_fiche_le_lien_et_sa_date(tournee: Tournee) -> None:
    message = message_de(tournee.invitation)
    corps = str(message.body)
    jour = tournee.campagne.expire_le
    assert message.to == [BOITE]
    assert message.reply_to == ["cres-paca@cres-paca.org"]
    assert message.subject == "Votre fiche est-elle toujours exacte\u202f?"
    assert corps.startswith("Bonjour,\n\nVotre fiche est-elle à jour ?")
    assert "ASV de La Seyne-sur-Mer" in corps
    assert f"\nhttps://portail.example.org{tournee.lien}\n" in corps
    assert f"{jour.day} " in corps
    assert "sans compte ni mot de passe" in corps
    assert "&" not in corps
    assert "{{" not in corps


def test_une_apostrophe_n_est_pas_echappee_dans_un_courriel(tournee: Tournee) -> None:
    Campagne.objects.update(message="C'est <simple> & clair")
    invitation = Invitation.objects.select_related("campagne", "dispositif").get()
    assert "C'est <simple> & clair" in message_de(invitation).body


def test_un_objet_sur_deux_lignes_ne_passe_pas_dans_les_entetes(tournee: Tournee) -> None:
    tournee.invitation.campagne.objet = "Objet\nBcc: autre@example.org"
    message = message_de(tournee.invitation)
    assert message.subject == "Objet Bcc: autre@example.org"
    assert message.message()["Bcc"] is None


def test_chaque_message_part_une_fois(tournee: Tournee) -> None:
    assert envoi.envoyer(Invitation.objects.a_envoyer()).partis == 1
    assert envoi.envoyer([tournee.invitation]).partis == 0
    assert len(mail.outbox) == 1
    assert Invitation.objects.get().envoyee_le


def test_sans_adresse_rien_ne_part(tournee: Tournee) -> None:
    Invitation.objects.update(adresse="")
    assert not Invitation.objects.a_envoyer().exists()
    assert Invitation.objects.avec_etat().get().etat == "sans-adresse"


class EnPanne(EmailBackend):
    """A server that refuses one address."""

    def send_messages(self, messages: Any) -> int:
        if any("refuse" in a for m in messages for a in m.to):
            raise ConnectionResetError
        return super().send_messages(messages)


class Injoignable(EmailBackend):
    """A server that does not answer."""

    def open(self) -> bool:
        raise TimeoutError


@override_settings(EMAIL_BACKEND=f"{__name__}.EnPanne")
def test_un_refus_se_note_et_n_arrete_pas_les_autres(tournee: Tournee) -> None:
    autre = tournee.registre.un_dispositif("cls", "commune-83126")
    Invitation.objects.create(
        campagne=tournee.campagne, dispositif=autre, adresse="refuse@example.org"
    )
    bilan = envoi.envoyer(Invitation.objects.a_envoyer())
    assert (bilan.partis, bilan.echecs) == (1, 1)
    restee = Invitation.objects.get(dispositif=autre)
    assert (restee.envoyee_le, restee.reservee_le) == (None, None)
    assert "ConnectionResetError" in restee.echec
    Invitation.objects.filter(pk=restee.pk).update(adresse="bonne@example.org")
    assert envoi.envoyer(Invitation.objects.a_envoyer()).partis == 1
    assert [m.to[0] for m in mail.outbox] == [BOITE, "bonne@example.org"]
    assert Invitation.objects.get(pk=restee.pk).echec == ""


@override_settings(EMAIL_BACKEND=f"{__name__}.Injoignable")
def test_un_serveur_injoignable_laisse_tout_a_envoyer(tournee: Tournee) -> None:
    assert envoi.envoyer(Invitation.objects.a_envoyer()).echecs == 1
    assert Invitation.objects.a_envoyer().count() == 1


def test_un_envoi_tue_reprend_apres_dix_minutes(tournee: Tournee) -> None:
    Invitation.objects.update(reservee_le=timezone.now())
    assert envoi.envoyer(Invitation.objects.a_envoyer()).partis == 0
    Invitation.objects.update(reservee_le=timezone.now() - datetime.timedelta(minutes=11))
    assert envoi.envoyer(Invitation.objects.a_envoyer()).partis == 1


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"envoyee_le": 20}, 0),
        ({"envoyee_le": 22}, 1),
        ({"envoyee_le": 60, "relancee_le": 20}, 0),
        ({"envoyee_le": 60, "relancee_le": 22, "relances": 1}, 1),
        ({"envoyee_le": 90, "relancee_le": 22, "relances": 2}, 0),
        ({"envoyee_le": 22, "repondue_le": 1}, 0),
        ({"envoyee_le": 22, "revoquee_le": 1}, 0),
        ({"envoyee_le": 22, "adresse": ""}, 0),
        ({}, 0),
    ],
)
def test_on_ne_relance_que_qui_se_tait_depuis_assez_longtemps(
    tournee: Tournee, champs: dict[str, Any], attendu: int
) -> None:
    dates = {n: _ancienne(v) if n.endswith("_le") else v for n, v in champs.items()}
    Invitation.objects.update(**dates)
    assert Invitation.objects.a_relancer().count() == attendu


def test_une_campagne_finie_ne_relance_plus(tournee: Tournee) -> None:
    Invitation.objects.update(envoyee_le=_ancienne(30))
    Campagne.objects.update(expire_le=timezone.localdate() - datetime.timedelta(days=1))
    assert not Invitation.objects.a_relancer().exists()


def test_la_commande_ne_relance_que_si_on_le_dit(
    tournee: Tournee, capsys: pytest.CaptureFixture[str]
) -> None:
    Invitation.objects.update(envoyee_le=_ancienne(22))
    call_command("relancer_invitations")
    assert "1 à relancer. Rien n’est parti" in capsys.readouterr().out
    assert not mail.outbox
    call_command("relancer_invitations", "--ecrire", verbosity=0)
    call_command("relancer_invitations", "--ecrire", verbosity=0)
    (message,) = mail.outbox
    assert message.subject.startswith("Rappel\xa0: ")
    assert "votre réponse nous manque encore" in message.body
    assert Invitation.objects.get().relances == 1
