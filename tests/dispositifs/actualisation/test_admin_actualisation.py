"""A round from the list of dispositifs to the public page, as an editor leads it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.test import Client
from django.utils import timezone

from dispositifs.actualisation import reponse
from dispositifs.models import Campagne, Dispositif, Invitation, Proposition
from tests.dispositifs.actualisation.conftest import Tournee
from tests.fabriques import nombre_de_requetes

LISTE = "/admin/dispositifs/dispositif/"
NOUVELLE = {
    "nom": "Var, printemps",
    "objet": "Votre fiche",
    "message": "Bonjour.",
    "expire_le": "2099-01-31",
}


def _demander(client: Client, adresse: str = LISTE, **donnees: Any) -> Any:
    action = {"action": "demander_une_mise_a_jour", "_selected_action": ["0"]}
    return client.post(adresse, action | donnees, follow=True)


def test_tous_ceux_du_var_qui_ont_passe_leur_delai(tournee: Tournee, admin_client: Client) -> None:
    """Filters of the list, then « select all »; a draft and another département stay out."""
    tournee.registre.un_dispositif("cls", "commune-83137")
    tournee.registre.un_dispositif("clsm", "commune-83137", publie=False)
    tournee.registre.un_dispositif("cls", "commune-84007")
    adresse = f"{LISTE}?fraicheur=a-verifier&lieu=departement-83"
    page = _demander(admin_client, adresse, select_across="1").content.decode()
    assert "2 dispositifs publiés choisis" in page
    assert "1 autre n’est pas publié" in page
    assert "1 sans boîte de fonction" in page
    reponse_ = _demander(admin_client, adresse, select_across="1", inviter="1", **NOUVELLE)
    assert "2 dispositifs ajoutés à la campagne" in reponse_.content.decode()
    campagne = Campagne.objects.get(nom="Var, printemps")
    assert campagne.cree_par
    assert not mail.outbox
    etats = campagne.invitations.avec_etat().values_list("dispositif__slug", "etat")
    assert dict(etats) == {
        "asv-la-seyne-sur-mer": "a-envoyer",
        "cls-toulon": "sans-adresse",
    }


def test_rejoindre_une_campagne_n_y_met_personne_deux_fois(
    tournee: Tournee, admin_client: Client
) -> None:
    autre = tournee.registre.un_dispositif("cls", "commune-83137")
    choix = {"_selected_action": [tournee.dispositif.pk, autre.pk], "inviter": "1"}
    page = _demander(admin_client, campagne=tournee.campagne.pk, **choix).content.decode()
    assert "1 dispositif ajouté" in page
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize(
    "faute", [{"nom": ""}, {"nom": "Var, hiver"}, {"expire_le": "2001-01-01"}, {"campagne": "999"}]
)
def test_une_campagne_mal_dite_ne_se_cree_pas(
    tournee: Tournee, admin_client: Client, faute: dict[str, str]
) -> None:
    choix = {"_selected_action": [tournee.dispositif.pk], "inviter": "1"}
    page = _demander(admin_client, **choix, **NOUVELLE | faute)
    assert "errorlist" in page.content.decode()
    assert Campagne.objects.count() == 1


def test_le_message_se_lit_avant_de_partir_sans_donner_le_lien(
    tournee: Tournee, admin_client: Client
) -> None:
    tableau = f"/admin/dispositifs/campagne/{tournee.campagne.pk}/tableau/"
    page = admin_client.get(tableau).content.decode()
    assert "Votre fiche est-elle à jour" in page
    assert "/actualiser/…/" in page
    assert tournee.lien not in page
    fiche = admin_client.get(f"/admin/dispositifs/invitation/{tournee.invitation.pk}/change/")
    assert tournee.lien not in fiche.content.decode()


def test_donner_une_adresse_envoyer_suivre(tournee: Tournee, admin_client: Client) -> None:
    Invitation.objects.update(adresse="")
    pk = tournee.invitation.pk
    liste = "/admin/dispositifs/invitation/?ou=sans-adresse"
    donnees = {
        "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": pk,
        "form-0-adresse": "boite@example.org", "_save": "1",
    }  # fmt: skip
    admin_client.post(liste, donnees)
    envoi = f"/admin/dispositifs/campagne/{tournee.campagne.pk}/envoyer/"
    page = admin_client.post(envoi, {"envoyer": "1"}, follow=True).content.decode()
    assert "1 message parti" in page
    assert "Rien à envoyer ni à relancer" in page
    assert mail.outbox[0].to == ["boite@example.org"]
    assert admin_client.get(envoi).status_code == 405


def test_deux_listes_ouvertes_ensemble_ne_s_ecrasent_pas(
    tournee: Tournee, admin_client: Client
) -> None:
    """Both opened the list without addresses; each gives one, the second must not erase the
    first's; and where both wrote, the second is told."""
    autre = Invitation.objects.create(
        campagne=tournee.campagne, dispositif=tournee.registre.un_dispositif("cls", "commune-83137")
    )
    Invitation.objects.update(adresse="")
    liste, pks = "/admin/dispositifs/invitation/", [tournee.invitation.pk, autre.pk]

    def envoyer(*adresses: str) -> str:
        donnees = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "_save": "1"}
        for rang, (pk, adresse) in enumerate(zip(pks, adresses, strict=True)):
            donnees |= {f"form-{rang}-id": str(pk), f"form-{rang}-adresse": adresse}
            donnees |= {f"initial-form-{rang}-adresse": ""}
        return str(admin_client.post(liste, donnees, follow=True).content.decode())

    assert 'name="initial-form-0-adresse"' in admin_client.get(liste).content.decode()
    envoyer("un@example.org", "")
    envoyer("", "deux@example.org")
    ici = Invitation.objects.in_bulk(pks)
    assert [ici[pk].adresse for pk in pks] == ["un@example.org", "deux@example.org"]
    page = envoyer("autre@example.org", "")
    assert "l’adresse est devenue «\u00a0un@example.org\u00a0»" in page
    assert "autre@example.org" in page
    ici = Invitation.objects.in_bulk(pks)
    assert [ici[pk].adresse for pk in pks] == ["un@example.org", "deux@example.org"]


def test_revoquer_et_exporter(tournee: Tournee, admin_client: Client) -> None:
    lien = tournee.lien
    choix = {"_selected_action": [tournee.invitation.pk]}
    liste = "/admin/dispositifs/invitation/"
    question = admin_client.post(liste, choix | {"action": "revoquer"}).content.decode()
    assert "Ces liens seront refusés dès maintenant" in question
    assert str(tournee.invitation) in question
    assert Client().get(lien).status_code == 200
    admin_client.post(liste, choix | {"action": "revoquer", "confirme": "1"})
    assert Client().get(lien).status_code == 410
    fichier = admin_client.post(liste, choix | {"action": "exporter"})
    lignes = b"".join(fichier).decode("utf-8-sig").splitlines()
    assert lignes[0].startswith("campagne;dispositif;identifiant;ecrire_a;etat")
    assert "asv-la-seyne-sur-mer" in lignes[1]
    assert "révoquée" in lignes[1]


def test_on_ne_relance_pas_plus_souvent_que_la_campagne_ne_le_dit(
    tournee: Tournee, admin_client: Client
) -> None:
    liste = "/admin/dispositifs/invitation/"
    action = {"action": "relancer", "_selected_action": [tournee.invitation.pk], "confirme": "1"}
    Invitation.objects.update(envoyee_le=timezone.now())
    page = admin_client.post(liste, action, follow=True).content.decode()
    assert "0 relance partie" in page
    assert "1 n’est pas encore à relancer" in page
    assert not mail.outbox
    Invitation.objects.update(envoyee_le=timezone.now() - timedelta(days=30))
    assert "1 relance partie" in admin_client.post(liste, action, follow=True).content.decode()
    assert "1 n’est pas encore" in admin_client.post(liste, action, follow=True).content.decode()
    assert len(mail.outbox) == 1


def test_du_message_a_la_page_publique(tournee: Tournee, admin_client: Client) -> None:
    envoi = f"/admin/dispositifs/campagne/{tournee.campagne.pk}/envoyer/"
    admin_client.post(envoi, {"envoyer": "1"})
    corps = str(mail.outbox[0].body)
    chemin = next(m for m in corps.split() if "/actualiser/" in m).removeprefix(
        "http://127.0.0.1:8000"
    )
    visiteur = Client()
    saisie = visiteur.get(f"{chemin}corriger/").context["form"]
    donnees = {c.name: c.value() or "" for c in saisie} | {"presentation": "Tout a changé."}
    visiteur.post(f"{chemin}corriger/", donnees)
    cle = Proposition.objects.get().pk
    adresse = f"/admin/dispositifs/proposition/{cle}/change/"
    page = admin_client.get("/admin/dispositifs/proposition/").content.decode()
    assert "présentation" in page
    admin_client.post(adresse, {"bouton": "accepter"})
    publique = visiteur.get(tournee.dispositif.get_absolute_url()).content.decode()
    assert "Tout a changé." in publique
    assert "Réponses des coordinations" in publique
    assert len(mail.outbox) == 2


def _autres(tournee: Tournee, combien: int) -> None:
    """More invitations and answers, each with its own record."""
    for rang in range(combien):
        fiche = tournee.registre.un_dispositif(
            "cls", "commune-83126", slug=f"cls-{rang}-{Dispositif.objects.count()}"
        )
        invitation = Invitation.objects.create(campagne=tournee.campagne, dispositif=fiche)
        proposition = reponse.confirmer(invitation)
        proposition.champs.create(champ="nom", avant="a", propose="b")


def test_le_tableau_et_la_file_coutent_autant_pour_trois_que_pour_trente(
    tournee: Tournee, admin_client: Client
) -> None:
    pages = [
        f"/admin/dispositifs/campagne/{tournee.campagne.pk}/tableau/",
        "/admin/dispositifs/campagne/",
        "/admin/dispositifs/invitation/",
        "/admin/dispositifs/proposition/",
    ]
    _autres(tournee, 3)
    peu = [nombre_de_requetes(lambda p=p: admin_client.get(p)) for p in pages]
    _autres(tournee, 27)
    assert [nombre_de_requetes(lambda p=p: admin_client.get(p)) for p in pages] == peu


def test_qui_ne_fait_que_lire_ne_peut_ni_envoyer_ni_decider(tournee: Tournee) -> None:
    lectrice = User.objects.create_user("lectrice", is_staff=True)
    lus = ["view_campagne", "view_invitation", "view_proposition", "view_dispositif"]
    lectrice.user_permissions.set(Permission.objects.filter(codename__in=lus))
    client = Client()
    client.force_login(lectrice)
    proposition = reponse.confirmer(tournee.invitation)
    examen = f"/admin/dispositifs/proposition/{proposition.pk}/change/"
    campagne = f"/admin/dispositifs/campagne/{tournee.campagne.pk}"
    assert client.get(examen).status_code == 200
    assert "Tout accepter" not in client.get(examen).content.decode()
    assert client.post(examen, {"bouton": "accepter"}).status_code == 403
    assert client.get(f"{campagne}/tableau/").status_code == 200
    assert client.post(f"{campagne}/envoyer/").status_code == 403
    choix = {"_selected_action": [tournee.dispositif.pk], "inviter": "1"}
    _demander(client, **choix, **NOUVELLE)
    assert Campagne.objects.count() == 1


@pytest.mark.parametrize("page", ["campagne/999999/tableau/", "proposition/999999/change/"])
def test_ce_qui_n_existe_pas_est_introuvable(db: None, admin_client: Client, page: str) -> None:
    assert admin_client.get(f"/admin/dispositifs/{page}").status_code == 404
