"""CRES reads field by field: what is accepted is written, dated, sourced; the author is told."""

import datetime
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from dispositifs.actualisation import envoi, examen
from dispositifs.models import ChampPropose, Dispositif, Organisme, Proposition, Verification
from tests.dispositifs.actualisation.conftest import BOITE, Tournee

AUJOURD_HUI = "2026-11-22"
Decisions = dict[str, tuple[str, str]]


@pytest.fixture(name="cres")
def _cres(admin_user: AbstractUser) -> AbstractUser:
    return admin_user


def _proposer(tournee: Tournee, champs: dict[str, tuple[Any, Any]], **faits: Any) -> Proposition:
    proposition = Proposition.objects.create(
        origine="invitation",
        nature="correction" if champs else "confirmation",
        invitation=tournee.invitation,
        dispositif=tournee.dispositif,
        page=tournee.dispositif.get_absolute_url(),
        titre_de_page=tournee.dispositif.nom,
        courriel=BOITE,
        effacer_le=timezone.localdate() + datetime.timedelta(days=30),
        **faits,
    )
    for champ, (avant, propose) in champs.items():
        ChampPropose.objects.create(
            proposition=proposition, champ=champ, avant=avant, propose=propose
        )
    return proposition


def _decider(proposition: Proposition, decisions: Decisions, par: Any, mot: str = "") -> None:
    cles = dict(proposition.champs.values_list("champ", "pk"))
    examen.decider(proposition, {cles[c]: d for c, d in decisions.items()}, mot, par)


def _accepter(proposition: Proposition, par: Any) -> Dispositif:
    champs = proposition.champs.values_list("champ", flat=True)
    _decider(proposition, dict.fromkeys(champs, ("accepte", "")), par)
    assert proposition.dispositif
    return Dispositif.objects.get(pk=proposition.dispositif.pk)


def test_accepter_une_confirmation_date_la_fiche_et_le_dit(
    tournee: Tournee, cres: AbstractUser
) -> None:
    proposition = _proposer(tournee, {}, au_nom_de="la coordination de l’ASV")
    examen.trancher(proposition, True, "", cres)
    fiche = tournee.relire()
    assert fiche.verifie_le == timezone.localdate(proposition.recue_le).isoformat()
    assert fiche.verifie_par == "la coordination de l’ASV"
    assert fiche.verifie_d_apres
    assert "Var, hiver" in fiche.verifie_d_apres.titre
    assert Verification.objects.get().resultat == "confirme"
    derniere = Dispositif.history.filter(slug=fiche.slug).latest()
    assert derniere.history_change_reason == f"Proposition n°\u00a0{proposition.pk} acceptée"


def test_refuser_une_confirmation_ne_touche_pas_la_fiche(
    tournee: Tournee, cres: AbstractUser
) -> None:
    examen.trancher(_proposer(tournee, {}), False, "Nous vous appelons.", cres)
    assert tournee.relire().verifie_le == ""
    assert tournee.proposition.etat == "refusee"


def test_un_champ_accepte_l_autre_non(tournee: Tournee, cres: AbstractUser) -> None:
    proposition = _proposer(
        tournee,
        {"presentation": ("Un atelier.", "Neuf."), "nom": ("ASV de La Seyne-sur-Mer", "ASV X")},
    )
    decisions = {"presentation": ("accepte", ""), "nom": ("refuse", "Le nom suit la règle.")}
    _decider(proposition, decisions, cres)
    fiche = tournee.relire()
    assert (fiche.presentation, fiche.nom) == ("Neuf.", "ASV de La Seyne-sur-Mer")
    assert tournee.proposition.etat == "en-partie"
    assert Verification.objects.get().resultat == "corrige"
    assert tournee.proposition.champs.get(champ="nom").mot == "Le nom suit la règle."


def test_tout_refuser_ne_verifie_rien(tournee: Tournee, cres: AbstractUser) -> None:
    proposition = _proposer(tournee, {"nom": ("a", "b")})
    _decider(proposition, {"nom": ("refuse", "")}, cres)
    assert tournee.relire().verifie_le == ""
    assert not Verification.objects.exists()


def test_la_coordination_se_corrige_en_place(tournee: Tournee, cres: AbstractUser) -> None:
    proposition = _proposer(
        tournee,
        {
            "coordination.etp": ("0.5", "1"),
            "coordination.courriel": (BOITE, "sante@ville.example.org"),
            "coordination.organisme": ("", "Ville de La Seyne-sur-Mer"),
        },
    )
    fiche = _accepter(proposition, cres)
    coordination = fiche.coordinations.get()
    assert (str(coordination.etp), coordination.courriel) == ("1.00", "sante@ville.example.org")
    assert coordination.organisme == Organisme.objects.get(nom="Ville de La Seyne-sur-Mer")
    assert coordination.source.cle == f"campagne-{tournee.campagne.pk}"
    assert coordination.fonction == "coordinatrice"


def test_un_autre_etat_de_coordination_finit_l_ancienne(
    tournee: Tournee, cres: AbstractUser
) -> None:
    proposition = _proposer(
        tournee,
        {"coordination.etat": ("dediee", "en-recrutement"), "coordination.etp": ("0.5", "")},
    )
    fiche = _accepter(proposition, cres)
    ancienne, nouvelle = fiche.coordinations.order_by("pk")
    assert (ancienne.etat, ancienne.fin) == ("dediee", fiche.verifie_le)
    assert (nouvelle.etat, nouvelle.fin, nouvelle.etp) == ("en-recrutement", "", None)


def test_une_coordination_que_l_on_ignorait_est_inscrite(
    tournee: Tournee, cres: AbstractUser
) -> None:
    tournee.dispositif.coordinations.all().delete()
    proposition = _proposer(tournee, {"coordination.fonction": ("", "chargée de projet")})
    coordination = _accepter(proposition, cres).coordinations.get()
    assert (coordination.etat, coordination.fonction) == ("en-place", "chargée de projet")


@pytest.mark.parametrize("nom", ["ville de la seyne-sur-mer", "Agence inconnue"])
def test_le_porteur_en_toutes_lettres_devient_un_organisme(
    tournee: Tournee, cres: AbstractUser, nom: str
) -> None:
    connus = Organisme.objects.count()
    proposition = _proposer(tournee, {"porteur": ("Ville de La Seyne-sur-Mer", nom)})
    ligne = examen.lignes(proposition)[0]
    nouveau = nom == "Agence inconnue"
    assert ligne.cree_un_organisme is nouveau
    fiche = _accepter(proposition, cres)
    assert fiche.porteur
    assert fiche.porteur.nom.lower() == nom.lower()
    assert Organisme.objects.count() == connus + nouveau


def test_le_porteur_s_efface(tournee: Tournee, cres: AbstractUser) -> None:
    proposition = _proposer(tournee, {"porteur": ("Ville de La Seyne-sur-Mer", "")})
    assert _accepter(proposition, cres).porteur is None


def test_une_etape_et_un_document_s_ajoutent(tournee: Tournee, cres: AbstractUser) -> None:
    proposition = _proposer(
        tournee,
        {
            "etape": ("", {"statut": "termine", "date": "2026-06"}),
            "document": ("", {"titre": "Bilan", "url": "https://x.example.org/b"}),
        },
    )
    fiche = _accepter(proposition, cres)
    etape = fiche.etapes.get(statut="termine")
    assert (etape.date, etape.source.cle) == ("2026-06", f"campagne-{tournee.campagne.pk}")
    notice = fiche.notices.get()
    assert (notice.titre, notice.etat) == ("Bilan", "a-relire")
    assert notice.liens.get().url == "https://x.example.org/b"


def test_le_perimetre_en_mots_reste_a_saisir(tournee: Tournee, cres: AbstractUser) -> None:
    proposition = _proposer(tournee, {"perimetre": ("La Seyne-sur-Mer", "Toulon aussi")})
    assert examen.lignes(proposition)[0].a_la_main
    fiche = _accepter(proposition, cres)
    assert fiche.couvertures.count() == 1
    assert fiche.verifie_le


def test_une_valeur_que_la_fiche_refuse_n_ecrit_rien(tournee: Tournee, cres: AbstractUser) -> None:
    Dispositif.objects.filter(pk=tournee.dispositif.pk).update(debut="2024")
    proposition = _proposer(tournee, {"fin": ("", "2020"), "presentation": ("Un atelier.", "Non")})
    with pytest.raises(ValidationError):
        _accepter(proposition, cres)
    assert tournee.relire().presentation == "Un atelier."
    assert tournee.proposition.etat == "a-examiner"


def test_une_fiche_qui_a_bouge_est_signalee_et_demande_de_relire(
    tournee: Tournee, cres: AbstractUser
) -> None:
    proposition = _proposer(tournee, {"presentation": ("Un atelier.", "Proposé")})
    vu = examen.empreinte(examen.lignes(proposition))
    Dispositif.objects.filter(pk=tournee.dispositif.pk).update(presentation="Corrigé ailleurs")
    proposition = Proposition.objects.get(pk=proposition.pk)
    ligne = examen.lignes(proposition)[0]
    assert ligne.a_change
    assert ligne.aujourd_hui == "Corrigé ailleurs"
    decisions = {ligne.champ.pk: ("accepte", "")}
    with pytest.raises(examen.ExamenError, match="a changé pendant"):
        examen.decider(proposition, decisions, "", cres, vu)
    assert tournee.relire().presentation == "Corrigé ailleurs"


def test_une_proposition_ne_se_decide_qu_une_fois(tournee: Tournee, cres: AbstractUser) -> None:
    proposition = _proposer(tournee, {})
    examen.trancher(proposition, True, "", cres)
    with pytest.raises(examen.ExamenError, match="déjà été traitée"):
        examen.trancher(proposition, False, "", cres)


def test_un_champ_oublie_est_demande(tournee: Tournee, cres: AbstractUser) -> None:
    proposition = _proposer(tournee, {"nom": ("a", "b"), "fin": ("", "2026")})
    with pytest.raises(examen.ExamenError, match="Décidez de chaque champ"):
        _decider(proposition, {"nom": ("accepte", "")}, cres)


def test_le_cres_dit_par_qui_la_fiche_est_verifiee(tournee: Tournee, admin_client: Client) -> None:
    """An author may sign with a name; what is published is a function."""
    proposition = _proposer(tournee, {"presentation": ("", "Réécrite.")})
    Proposition.objects.update(au_nom_de="Marie Durand")
    adresse = f"/admin/dispositifs/proposition/{proposition.pk}/change/"
    assert 'value="Marie Durand"' in admin_client.get(adresse).content.decode()
    envoye = {"bouton": "accepter", "au_nom_de": " la coordination\ndu CLS "}
    admin_client.post(adresse, envoye)
    assert tournee.relire().verifie_par == "la coordination du CLS"
    assert Proposition.objects.get().au_nom_de == "la coordination du CLS"


def test_un_message_qui_ne_part_pas_est_dit_et_repart_avec_les_relances(
    tournee: Tournee, admin_client: Client, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    proposition = _proposer(tournee, {})
    Proposition.objects.update(courriel=BOITE, effacer_le="2099-01-01")
    with monkeypatch.context() as panne:
        panne.setattr(mail.EmailMessage, "send", _refuser)
        adresse = f"/admin/dispositifs/proposition/{proposition.pk}/change/"
        page = admin_client.post(adresse, {"bouton": "accepter"}, follow=True).content.decode()
    assert "n’est pas parti\u00a0: il repartira avec les relances du jour" in page
    assert not mail.outbox
    for dit in ("1 auteur prévenu", ""):
        call_command("relancer_invitations", "--ecrire", verbosity=0)
        assert dit in capsys.readouterr().out
    assert len(mail.outbox) == 1


def _refuser(*args: Any) -> None:
    raise ConnectionRefusedError


def test_l_auteur_lit_champ_par_champ_ce_qui_est_publie(
    tournee: Tournee, cres: AbstractUser
) -> None:
    proposition = _proposer(
        tournee,
        {"etape": ("", {"statut": "termine", "date": "2026-06"}), "fin": ("", "2026-06")},
    )
    _decider(
        proposition,
        {"etape": ("accepte", ""), "fin": ("refuse", "Il nous faut l’arrêté.")},
        cres,
        "Merci de ce retour.",
    )
    assert envoi.prevenir(tournee.proposition)
    assert not envoi.prevenir(tournee.proposition)
    (message,) = mail.outbox
    assert message.to == [BOITE]
    corps = str(message.body).replace("\xa0", " ")
    assert "- nouvelle étape : terminé, juin 2026\n  Publié." in corps
    assert "- fin : juin 2026\n  Non retenu. Il nous faut l’arrêté." in corps
    assert "Merci de ce retour." in corps
    assert "/dispositifs/asv-la-seyne-sur-mer/" in corps
    assert "sera effacée au plus tard le" in corps


def test_la_page_d_examen_se_lit_et_se_decide(tournee: Tournee, admin_client: Client) -> None:
    proposition = _proposer(
        tournee, {"presentation": ("Un atelier.", "<b>Neuf</b>"), "nom": ("Ancien nom", "Bon nom")}
    )
    adresse = f"/admin/dispositifs/proposition/{proposition.pk}/change/"
    reponse = admin_client.get(adresse)
    page = reponse.content.decode()
    assert "&lt;b&gt;Neuf" in page
    assert "A changé depuis la réponse" in page
    cles = dict(proposition.champs.values_list("champ", "pk"))
    envoye = {
        "bouton": "decider",
        "vu": reponse.context["vu"],
        f"decision-{cles['presentation']}": "accepte",
        f"decision-{cles['nom']}": "refuse",
        f"mot-{cles['nom']}": "Non.",
    }
    reponse = admin_client.post(adresse, envoye, follow=True)
    assert "L’auteur est prévenu." in reponse.content.decode()
    assert tournee.relire().presentation == "<b>Neuf</b>"
    assert "&lt;b&gt;Neuf" in Client().get(tournee.dispositif.get_absolute_url()).content.decode()
    assert "Acceptée en partie" not in admin_client.get(adresse).content.decode()
    assert "acceptée en partie" in admin_client.get(adresse).content.decode()


def test_un_examen_incomplet_revient_avec_ce_qui_etait_choisi(
    tournee: Tournee, admin_client: Client
) -> None:
    proposition = _proposer(tournee, {"nom": ("a", "b"), "fin": ("", "2026")})
    cle = proposition.champs.get(champ="nom").pk
    adresse = f"/admin/dispositifs/proposition/{proposition.pk}/change/"
    envoye = {"bouton": "decider", f"decision-{cle}": "refuse", f"mot-{cle}": "Gardé ici"}
    page = admin_client.post(adresse, envoye).content.decode()
    assert "Décidez de chaque champ" in page
    assert "Gardé ici" in page


def test_les_confirmations_s_acceptent_d_un_geste(tournee: Tournee, admin_client: Client) -> None:
    proposition = _proposer(tournee, {})
    action = {"action": "accepter_les_confirmations", "_selected_action": [proposition.pk]}
    liste = "/admin/dispositifs/proposition/"
    assert "Accepter les confirmations" in admin_client.post(liste, action).content.decode()
    assert tournee.relire().verifie_par != "la coordination"
    reponse = admin_client.post(liste, action | {"confirme": "1"}, follow=True)
    assert "1 confirmation acceptée" in reponse.content.decode()
    assert tournee.relire().verifie_par == "la coordination"
