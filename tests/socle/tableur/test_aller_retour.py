"""A list goes out and comes back: nothing changes by itself, what was edited is shown cell by
cell, and what somebody else wrote meanwhile is never overwritten."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from bibliographie.models import Notice
from dispositifs.models import Dispositif, Organisme
from socle.models import Source, Theme
from socle.tableur.comparaison import Etat
from socle.tableur.modeles import Tableau
from tests import fabriques
from tests.bibliographie.conftest import une_notice
from tests.socle.tableur.conftest import (
    Lignes,
    adresse,
    confirmer,
    ecrire,
    envoyer,
    lire,
    retour_de,
    sortir,
)

AllerRetour = Callable[..., Any]

pytestmark = pytest.mark.django_db
# What is not corrected by a table, and why.
EXEMPTS = {
    "auth.user": "les comptes ont leurs propres pages",
    "auth.group": "les rôles sont posés par migration",
    "territoires.territoire": "référentiel officiel, écrit par les importeurs",
    "dispositifs.delai": "un réglage, sur sa page",
    "dispositifs.discordance": "écrite par `confronter`, réglée sur sa page",
    "dispositifs.campagne": "écrite par l’envoi d’une campagne",
    "dispositifs.proposition": "écrite par les coordonnateurs, relue sur sa page",
    "axes.accessattempt": "journal des connexions",
    "axes.accesslog": "journal des connexions",
    "axes.accessfailurelog": "journal des connexions",
}


def test_toute_liste_de_l_admin_offre_son_tableau(editrice: Client) -> None:
    sans = {
        modele._meta.label_lower
        for modele, classe in admin.site._registry.items()
        if not hasattr(classe, "tableur_view")
    }
    assert sans - set(EXEMPTS) - {nom for nom in sans if not _s_ecrit(nom, editrice)} == set()


def _s_ecrit(nom: str, client: Client) -> bool:
    """Whether an administrator may add or change records of that model."""
    reponse = client.get("/admin/")
    for app in reponse.context["app_list"]:
        for modele in app["models"]:
            if modele["model"]._meta.label_lower == nom:
                return bool(modele["perms"]["add"] or modele["perms"]["change"])
    return False


@pytest.mark.parametrize("suffixe", ["csv", "xlsx"])
def test_un_tableau_renvoye_tel_quel_ne_change_rien(
    editrice: Client, demo: fabriques.Registre, suffixe: str
) -> None:
    theme = Theme.objects.create(slug="soins", nom="Soins")
    Theme.objects.create(slug="exercice", nom="Exercice", parent=theme)
    une_notice("=1+1", resume="x" * 40_000, resume_origine="le CRES", doi="10.1/a")
    une_notice("'=déjà protégé", note=" - une\r\nliste \n- deux ", date="2018-03")
    for modele, classe in admin.site._registry.items():
        if hasattr(classe, "tableur_view"):
            retour = retour_de(
                envoyer(editrice, modele, sortir(editrice, modele, suffixe), f"t.{suffixe}")
            )
            assert retour.comptes == [], modele
            assert retour.comparaison.inchangees == modele._default_manager.count(), modele


def trois_sources() -> None:
    for cle in ("a", "b", "c"):
        fabriques.une_source(cle, titre=f"Source {cle}", note=f"Note {cle}")


def _ecarts(retour: Any) -> dict[tuple[str, str], tuple[str, str, bool]]:
    """What the diff shows: (key, column) → here, in the table, conflict."""
    return {
        (ligne.cle, e.colonne.nom): (e.ici, e.tableau, e.conflit)
        for ligne in retour.lignes
        for e in ligne.ecarts
    }


def test_trois_cellules_corrigees_et_une_correction_ici_entre_temps(editrice: Client) -> None:
    trois_sources()
    lignes = lire(sortir(editrice, Source))
    # Meanwhile, in the admin: one cell that the table changes too, another that it does not.
    Source.objects.get(cle="b").history.all()
    b = Source.objects.get(cle="b")
    b.titre, b.organisme = "Titre d’ici", "Organisme d’ici"
    b.save()
    par_cle = {ligne["cle"]: ligne for ligne in lignes}
    par_cle["a"]["titre"], par_cle["b"]["titre"] = "Titre du tableau", "Autre titre"
    par_cle["c"]["note"] = ""
    reponse = envoyer(editrice, Source, ecrire(lignes))
    retour = retour_de(reponse)
    assert _ecarts(retour) == {
        ("a", "titre"): ("Source a", "Titre du tableau", False),
        ("b", "titre"): ("Titre d’ici", "Autre titre", True),
        ("c", "note"): ("Note c", "", False),
    }
    (conflit,) = retour.comparaison.de(Etat.CONFLIT)
    assert conflit.ecarts[0].lisibles() == ("Source b", "Autre titre", "Titre d’ici")
    page = reponse.content.decode()
    assert "Source b" in page
    assert "Rien n’est encore écrit" in page
    confirmer(editrice, reponse)
    a, b, c = (Source.objects.get(cle=cle) for cle in "abc")
    assert (a.titre, c.note) == ("Titre du tableau", "")
    assert (b.titre, b.organisme) == ("Titre d’ici", "Organisme d’ici")
    assert a.history.first().history_change_reason == "tableau renvoyé"
    assert a.history.first().history_user.username == "editrice"
    assert Tableau.objects.filter(sens="rentre").count() == 0


@pytest.mark.parametrize(("choix", "titre"), [("ici", "D’ici"), ("tableau", "Du tableau")])
def test_un_conflit_se_tranche(editrice: Client, choix: str, titre: str) -> None:
    trois_sources()
    lignes = lire(sortir(editrice, Source))
    Source.objects.filter(cle="b").update(titre="D’ici")
    next(ligne for ligne in lignes if ligne["cle"] == "b")["titre"] = "Du tableau"
    reponse = envoyer(editrice, Source, ecrire(lignes))
    (ligne,) = retour_de(reponse).lignes
    confirmer(editrice, reponse, ligne.nom, **{f"{ligne.nom}-titre": choix})
    assert Source.objects.get(cle="b").titre == titre


def test_rien_n_est_ecrit_si_une_fiche_change_pendant_le_choix(editrice: Client) -> None:
    trois_sources()
    lignes = lire(sortir(editrice, Source))
    lignes[0]["titre"], lignes[1]["titre"] = "Un", "Deux"
    reponse = envoyer(editrice, Source, ecrire(lignes))
    Source.objects.filter(cle=lignes[1]["cle"]).update(titre="Changé à l’instant")
    retour = retour_de(reponse)
    envoi = {ligne.nom: "on" for ligne in retour.lignes} | {"vu": retour.vu}
    suite: Any = editrice.post(reponse.request["PATH_INFO"], envoi)
    assert suite.status_code == 409
    assert "Rien n’a été écrit" in suite.content.decode()
    assert not Source.objects.filter(titre__in=["Un", "Deux"]).exists()


def test_un_tableau_dont_on_ne_sait_plus_la_date_n_ecrase_rien_sans_le_dire(
    editrice: Client,
) -> None:
    trois_sources()
    lignes = lire(sortir(editrice, Source))
    Tableau.objects.all().delete()
    # The history still tells that nothing moved here.
    lignes[0]["titre"] = "Un"
    assert [
        e[2] for e in _ecarts(retour_de(envoyer(editrice, Source, ecrire(lignes)))).values()
    ] == [False]
    Source.objects.get(cle=lignes[0]["cle"]).save()
    conflits = _ecarts(retour_de(envoyer(editrice, Source, ecrire(lignes))))
    assert [e[2] for e in conflits.values()] == [True]
    for ligne in lignes:
        del ligne["version"]
    conflits = _ecarts(retour_de(envoyer(editrice, Source, ecrire(lignes))))
    assert [e[2] for e in conflits.values()] == [True]


def test_une_colonne_absente_ne_change_rien_une_cellule_videe_vide(
    aller_retour: AllerRetour, editrice: Client
) -> None:
    trois_sources()

    def corriger(lignes: Lignes) -> Lignes:
        return [{"cle": x["cle"], "note": "", "version": x["version"]} for x in lignes]

    confirmer(editrice, aller_retour(Source, corriger))
    assert set(Source.objects.values_list("titre", "note")) == {
        (f"Source {cle}", "") for cle in "abc"
    }


def test_une_ligne_otee_est_proposee_et_jamais_retiree_d_elle_meme(
    aller_retour: AllerRetour, editrice: Client
) -> None:
    trois_sources()
    reponse = aller_retour(Source, lambda lignes: [x for x in lignes if x["cle"] != "b"])
    (ligne,) = retour_de(reponse).lignes
    assert ligne.etat is Etat.DISPARUE
    assert not retour_de(reponse).groupes[0][2][0].cochee
    confirmer(editrice, reponse)
    assert Source.objects.count() == 3


def test_une_ligne_otee_puis_cochee_est_supprimee_ou_archivee(
    aller_retour: AllerRetour, editrice: Client
) -> None:
    trois_sources()
    une_notice("Gardée")
    une_notice("Ôtée")
    reponse = aller_retour(Source, lambda lignes: [x for x in lignes if x["cle"] != "b"])
    confirmer(editrice, reponse, retour_de(reponse).lignes[0].nom)
    assert not Source.objects.filter(cle="b").exists()
    reponse = aller_retour(Notice, lambda lignes: [x for x in lignes if x["titre"] != "Ôtée"])
    confirmer(editrice, reponse, retour_de(reponse).lignes[0].nom)
    assert Notice.objects.get(titre="Ôtée").etat == "archive"


def test_une_source_citee_ne_se_supprime_pas_par_un_tableau(
    editrice: Client, demo: fabriques.Registre
) -> None:
    trois_sources()
    lignes = [x for x in lire(sortir(editrice, Source)) if x["cle"] != "fts-2018"]
    reponse = envoyer(editrice, Source, ecrire(lignes))
    (ligne,) = retour_de(reponse).lignes
    suite = editrice.post(
        reponse.request["PATH_INFO"], {"vu": retour_de(reponse).vu, ligne.nom: "on"}
    )
    assert suite.status_code == 409
    assert "d’autres fiches s’y rattachent" in suite.content.decode()


def test_une_ligne_ajoutee_cree_une_fiche_avec_la_cle_que_le_formulaire_aurait_faite(
    aller_retour: AllerRetour, editrice: Client
) -> None:
    une_notice("Première")

    def corriger(lignes: Lignes) -> None:
        nouvelle = {"numero": "", "titre": "L’œuvre nouvelle", "type": "Rapport", "langue": "fr"}
        lignes.append({**dict.fromkeys(lignes[0], ""), **nouvelle})

    reponse = aller_retour(Notice, corriger)
    (ligne,) = retour_de(reponse).lignes
    assert ligne.etat is Etat.NOUVELLE
    confirmer(editrice, reponse)
    notice = Notice.objects.get(titre="L’œuvre nouvelle")
    assert (notice.cle, notice.type, notice.etat) == ("l-oeuvre-nouvelle", "rapport", "brouillon")
    assert notice.history.first().history_change_reason == "tableau renvoyé"


def test_une_cle_corrigee_ici_n_empeche_pas_de_reconnaitre_la_fiche(
    aller_retour: AllerRetour, editrice: Client
) -> None:
    trois_sources()

    def corriger(lignes: Lignes) -> None:
        Source.objects.filter(cle="b").update(cle="b-corrigee")
        next(x for x in lignes if x["cle"] == "b")["note"] = "Autre note"

    reponse = aller_retour(Source, corriger)
    assert [(x.etat, x.objet.cle) for x in retour_de(reponse).lignes] == [
        (Etat.MODIFIEE, "b-corrigee")
    ]


def test_le_perimetre_d_un_dispositif_se_corrige_dans_sa_cellule(
    aller_retour: AllerRetour, editrice: Client, demo: fabriques.Registre
) -> None:
    def corriger(lignes: Lignes) -> None:
        ligne = next(x for x in lignes if x["slug"] == "cpts-avignon")
        assert ligne["perimetre_codes"] == "commune-30351 | commune-84007"
        ligne["perimetre_codes"] = "commune-30351|departement-84"

    reponse = aller_retour(Dispositif, corriger)
    confirmer(editrice, reponse)
    cpts = Dispositif.objects.get(slug="cpts-avignon")
    parts = {c.territoire.reference: c.part for c in cpts.couvertures.all()}
    assert parts == {"commune-30351": "partielle", "departement-84": "non-precisee"}
    assert cpts.est_publie
    assert cpts.couverture_principale is not None


@pytest.mark.parametrize("vers_le_perimetre", [True, False])
def test_un_quartier_passe_du_perimetre_aux_quartiers_vises_et_revient(
    aller_retour: AllerRetour,
    editrice: Client,
    registre: fabriques.Registre,
    vers_le_perimetre: bool,
) -> None:
    """In one file: one column loses it and the other gains it, whichever is written first."""
    quartier = "qpv-QN01341I"
    vises = [quartier] if vers_le_perimetre else []
    contrat = registre.un_contrat("commune-83126", slug="tpm", quartiers=vises)
    if not vers_le_perimetre:
        contrat.couvertures.create(territoire=registre.lieux[quartier])
    ensemble = f"commune-83126 | {quartier}"

    def corriger(lignes: Lignes) -> None:
        avant = ("commune-83126", quartier) if vers_le_perimetre else (ensemble, "")
        apres = (ensemble, "") if vers_le_perimetre else ("commune-83126", quartier)
        assert (lignes[0]["perimetre_codes"], lignes[0]["quartiers_vises"]) == avant
        lignes[0]["perimetre_codes"], lignes[0]["quartiers_vises"] = apres

    confirmer(editrice, aller_retour(Dispositif, corriger))
    rangees = {c.territoire.reference: c.visee for c in contrat.couvertures.all()}
    assert rangees == {"commune-83126": False, quartier: not vers_le_perimetre}


def test_qui_ne_publie_pas_ne_publie_pas_par_un_tableau(
    client: Client, demo: fabriques.Registre
) -> None:
    chargee = User.objects.create_user("chargee", password="x", is_staff=True)
    droits = ["view_dispositif", "change_dispositif"]
    chargee.user_permissions.set(Permission.objects.filter(codename__in=droits))
    client.force_login(chargee)
    lignes = lire(sortir(client, Dispositif))
    for ligne in lignes:
        if ligne["slug"] == "cls-toulon":
            ligne["etat"] = "publié"
    reponse = envoyer(client, Dispositif, ecrire(lignes))
    page = reponse.content.decode()
    assert "pas le droit de publier" in page or "inconnues" in page or "choix" in page
    confirmer(client, reponse)
    assert Dispositif.objects.get(slug="cls-toulon").etat != "publie"


def test_chaque_page_demande_sa_permission(client: Client) -> None:
    trois_sources()
    lectrice = User.objects.create_user("lectrice", password="x", is_staff=True)
    client.force_login(lectrice)
    assert client.get(adresse(Source)).status_code == 403
    assert client.get(adresse(Source, "liste", suffixe="csv")).status_code == 403
    lectrice.user_permissions.add(Permission.objects.get(codename="view_source"))
    client.force_login(User.objects.get(pk=lectrice.pk))
    contenu = sortir(client, Source)
    assert client.get(adresse(Source)).status_code == 200
    assert "Renvoyer" not in client.get(adresse(Source)).content.decode()
    assert envoyer(client, Source, contenu).status_code == 403


def test_un_tableau_renvoye_n_est_vu_que_de_qui_l_a_envoye(editrice: Client) -> None:
    trois_sources()
    reponse = envoyer(editrice, Source, sortir(editrice, Source))
    editrice.force_login(User.objects.create_superuser("autre", password="x"))
    assert editrice.get(reponse.request["PATH_INFO"]).status_code == 404


def test_la_liste_filtree_donne_un_tableau_filtre(editrice: Client) -> None:
    for nom, nature in [("Ville d’Apt", "commune"), ("CAF", "autre")]:
        fabriques.un_organisme(nom, nature)
    assert [x["nom"] for x in lire(sortir(editrice, Organisme, nature="autre"))] == ["CAF"]
    page = editrice.get(reverse("admin:dispositifs_organisme_changelist"), {"q": "apt"})
    assert "tableur/?q=apt" in page.content.decode()
    assert "1 ligne, avec les filtres" in " ".join(
        editrice.get(adresse(Organisme), {"q": "apt"}).content.decode().split()
    )


def test_abandonner_n_ecrit_rien(editrice: Client) -> None:
    trois_sources()
    lignes = lire(sortir(editrice, Source))
    lignes[0]["titre"] = "Un"
    reponse = envoyer(editrice, Source, ecrire(lignes))
    editrice.post(reponse.request["PATH_INFO"], {"abandonner": "1"})
    assert not Source.objects.filter(titre="Un").exists()
    assert not Tableau.objects.filter(sens="rentre").exists()
