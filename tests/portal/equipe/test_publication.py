"""From draft to published: what each role is offered, refused, shown before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bibliographie.models import Notice, Selection
from dispositifs.models import Dispositif
from portal.equipe.roles import CHARGE_DE_MISSION, DOCUMENTALISTE
from socle.recherche.modeles import EntreeDeRecherche
from tests.bibliographie.conftest import une_notice
from tests.dispositifs.comprendre.ecrits import SANS_TEXTE_VERIFIE, une_explication
from tests.fabriques import Registre

Entrer = Callable[[str], Client]
LISTE = "/admin/dispositifs/dispositif/"
NOTICES = "/admin/bibliographie/notice/"
BANDEAU = "elle est visible de l’équipe seulement"


def page(reponse: Any) -> str:
    return str(reponse.content.decode())


def agir(client: Client, liste: str, action: str, *objets: Any, **champs: str) -> Any:
    donnees = {"action": action, "_selected_action": [objet.pk for objet in objets]}
    return client.post(liste, donnees | champs, follow=True)


@pytest.fixture
def brouillon(registre: Registre) -> Dispositif:
    """A dispositif with a perimeter, neither filed nor published."""
    return registre.un_dispositif("asv", "commune-83126", publie=False)


@pytest.fixture
def sans_lieu(registre: Registre) -> Dispositif:
    """A dispositif of which nobody said where it is: it cannot be published."""
    return registre.un_dispositif(
        "cls", publie=False, perimetre_inconnu=False, slug="cls-sans-lieu", nom="CLS sans lieu"
    )


class TestLeFormulaire:
    def test_qui_publie_a_les_quatre_etats_et_le_bouton(
        self, entrer_comme: Entrer, brouillon: Dispositif
    ) -> None:
        client = entrer_comme(CHARGE_DE_MISSION)
        reponse = client.get(f"{LISTE}{brouillon.pk}/change/")
        etats = [c for c, _ in reponse.context["adminform"].form.fields["etat"].choices]
        assert etats == ["brouillon", "a-relire", "publie", "archive"]
        assert 'name="_etat_publie" value="Publier"' in page(reponse)

    def test_qui_ne_publie_pas_propose_seulement(self, entrer_comme: Entrer) -> None:
        notice = une_notice("A", etat="brouillon")
        reponse = entrer_comme(CHARGE_DE_MISSION).get(f"{NOTICES}{notice.pk}/change/")
        etats = [c for c, _ in reponse.context["adminform"].form.fields["etat"].choices]
        assert etats == ["brouillon", "a-relire"]
        assert "_etat_publie" not in page(reponse)
        assert "Proposer à la relecture" in page(reponse)

    def test_un_etat_force_est_refuse(self, entrer_comme: Entrer) -> None:
        """Whatever the form shows, the posted state is judged."""
        client, notice = entrer_comme(CHARGE_DE_MISSION), une_notice("A", etat="brouillon")
        for champs in ({"etat": "publie"}, {"_etat_publie": "Publier"}):
            reponse = client.post(f"{NOTICES}{notice.pk}/change/", champs)
            assert "etat" in reponse.context["adminform"].form.errors
        notice.refresh_from_db()
        assert notice.etat == "brouillon"

    @pytest.mark.parametrize("etat", ["publie", "archive"])
    def test_une_fiche_publiee_se_lit_sans_se_changer_et_dit_pourquoi(
        self, entrer_comme: Entrer, etat: str
    ) -> None:
        client, notice = entrer_comme(CHARGE_DE_MISSION), une_notice("A", etat=etat)
        adresse = f"{NOTICES}{notice.pk}/change/"
        reponse = client.get(adresse)
        assert "votre rôle la lit et ne la change pas" in page(reponse)
        assert 'name="_save"' not in page(reponse)
        assert client.post(adresse, {"titre": "B"}).status_code == 403
        assert client.post(f"{NOTICES}{notice.pk}/delete/", {"post": "yes"}).status_code == 403

    def test_une_lectrice_n_est_pas_grondee(self, entrer_comme: Entrer, registre: Registre) -> None:
        """Who never writes here needs no sentence about publication."""
        publie = registre.un_dispositif("asv", "commune-83126")
        reponse = entrer_comme(DOCUMENTALISTE).get(f"{LISTE}{publie.pk}/change/")
        assert "votre rôle la lit" not in page(reponse)
        assert "Proposer à la relecture" not in page(reponse)

    def test_le_bouton_publier_publie(self, entrer_comme: Entrer, registre: Registre) -> None:
        fiche = une_explication("asv", etat="brouillon")
        adresse = f"/admin/dispositifs/explication/{fiche.pk}/change/"
        champs = {"type": "asv", "chapo": "Il réunit.", **SANS_TEXTE_VERIFIE, "etat": "brouillon"}
        entrer_comme(CHARGE_DE_MISSION).post(adresse, champs | {"_etat_publie": "Publier"})
        fiche.refresh_from_db()
        assert fiche.est_publie


class TestLesActions:
    def test_la_confirmation_dit_ce_qui_change_et_ce_qui_est_refuse(
        self, entrer_comme: Entrer, brouillon: Dispositif, sans_lieu: Dispositif
    ) -> None:
        reponse = agir(entrer_comme(CHARGE_DE_MISSION), LISTE, "publier", brouillon, sans_lieu)
        assert "1 fiche change" in page(reponse)
        assert "1 fiche est refusée" in page(reponse)
        assert "Avant de publier, donnez un périmètre" in page(reponse)
        etats = set(Dispositif.objects.values_list("etat", flat=True))
        assert etats == {"brouillon"}, "rien n’est écrit avant la confirmation"
        assert not EntreeDeRecherche.objects.filter(cle=brouillon.slug, publie=True).exists()

    def test_une_fois_confirmee_chacune_passe_pour_elle_meme(
        self, entrer_comme: Entrer, brouillon: Dispositif, sans_lieu: Dispositif
    ) -> None:
        client = entrer_comme(CHARGE_DE_MISSION)
        reponse = agir(client, LISTE, "publier", brouillon, sans_lieu, confirme="Confirmer")
        assert "1 fiche passée à « publié ». 1 refusée." in page(reponse)
        brouillon.refresh_from_db()
        sans_lieu.refresh_from_db()
        assert (brouillon.etat, sans_lieu.etat) == ("publie", "brouillon")
        derniere = brouillon.history.first()
        assert derniere.history_user.username == CHARGE_DE_MISSION
        assert derniere.history_change_reason == "En lot : publié".replace(" :", "\xa0:")

    def test_archiver_demande_pourquoi_et_le_garde(
        self, entrer_comme: Entrer, registre: Registre
    ) -> None:
        publie = registre.un_dispositif("asv", "commune-83126")
        client = entrer_comme(CHARGE_DE_MISSION)
        assert "Pourquoi" in page(agir(client, LISTE, "archiver", publie))
        agir(client, LISTE, "archiver", publie, confirme="Confirmer", motif="Doublon.")
        publie.refresh_from_db()
        assert publie.etat == "archive"
        assert publie.history.first().history_change_reason == "Doublon."
        agir(client, LISTE, "remettre_en_brouillon", publie, confirme="Confirmer")
        publie.refresh_from_db()
        assert publie.etat == "brouillon"

    def test_une_fiche_devenue_fausse_se_retire_quand_meme(
        self, entrer_comme: Entrer, registre: Registre
    ) -> None:
        publie = registre.un_dispositif("asv", "commune-83126")
        Dispositif.objects.filter(pk=publie.pk).update(nom="")
        agir(entrer_comme(CHARGE_DE_MISSION), LISTE, "archiver", publie, confirme="Confirmer")
        publie.refresh_from_db()
        assert publie.etat == "archive"

    def test_qui_ne_publie_pas_n_a_pas_ces_actions(self, entrer_comme: Entrer) -> None:
        notice = une_notice("A", etat="a-relire")
        client = entrer_comme(CHARGE_DE_MISSION)
        assert "Publier" not in page(client.get(NOTICES))
        agir(client, NOTICES, "publier", notice, confirme="Confirmer")
        notice.refresh_from_db()
        assert notice.etat == "a-relire"

    def test_trop_de_fiches_a_la_fois_est_dit(
        self, entrer_comme: Entrer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("socle.publication.AU_PLUS", 1)
        notices = [une_notice(t, etat="a-relire") for t in "AB"]
        reponse = agir(entrer_comme(DOCUMENTALISTE), NOTICES, "publier", *notices)
        assert "1 fiches au plus" in page(reponse)
        assert not Notice.objects.publies().exists()


class TestLApercu:
    def test_une_notice_en_brouillon_se_voit_comme_elle_sera(self, entrer_comme: Entrer) -> None:
        notice = une_notice("La santé au port", etat="brouillon")
        client = entrer_comme(DOCUMENTALISTE)
        lien = f"{NOTICES}{notice.pk}/voir/"
        assert lien in page(client.get(f"{NOTICES}{notice.pk}/change/"))
        reponse = client.get(lien)
        assert reponse.status_code == 200
        assert BANDEAU in page(reponse)
        assert "La santé au port" in page(reponse)
        assert reponse["X-Robots-Tag"] == "noindex"
        assert "no-store" in reponse["Cache-Control"]

    def test_l_apercu_ne_publie_rien(self, entrer_comme: Entrer, brouillon: Dispositif) -> None:
        client, historique = entrer_comme(CHARGE_DE_MISSION), brouillon.history.count()
        reponse = client.get(f"{LISTE}{brouillon.pk}/voir/")
        assert BANDEAU in page(reponse)
        assert brouillon.nom in page(reponse)
        brouillon.refresh_from_db()
        assert brouillon.etat == "brouillon"
        assert brouillon.couverture_principale is None
        assert brouillon.history.count() == historique
        assert Client().get(brouillon.get_absolute_url()).status_code == 404

    def test_chaque_sorte_de_fiche_a_son_apercu(
        self, entrer_comme: Entrer, registre: Registre
    ) -> None:
        selection = Selection.objects.create(titre="Pour agir", slug="pour-agir")
        contrat = registre.un_contrat("commune-83126", publie=False)
        fiche = une_explication("asv", etat="a-relire")
        client = entrer_comme("tous")
        for objet in (selection, contrat, fiche):
            meta = objet._meta
            adresse = f"/admin/{meta.app_label}/{meta.model_name}/{objet.pk}/voir/"
            assert BANDEAU in page(client.get(adresse)), meta.label

    def test_ce_qui_ne_peut_pas_encore_se_montrer_le_dit(
        self, entrer_comme: Entrer, sans_lieu: Dispositif
    ) -> None:
        client = entrer_comme(CHARGE_DE_MISSION)
        reponse = client.get(f"{LISTE}{sans_lieu.pk}/voir/", follow=True)
        assert "La page ne peut pas encore être montrée" in page(reponse)

    def test_une_fiche_publiee_mene_a_sa_page(
        self, entrer_comme: Entrer, registre: Registre
    ) -> None:
        publie = registre.un_dispositif("asv", "commune-83126")
        reponse = entrer_comme(CHARGE_DE_MISSION).get(f"{LISTE}{publie.pk}/voir/")
        assert reponse["Location"] == publie.get_absolute_url()

    def test_l_apercu_est_pour_l_equipe(self, entrer_comme: Entrer, brouillon: Dispositif) -> None:
        assert Client().get(f"{LISTE}{brouillon.pk}/voir/").status_code == 302
        assert entrer_comme("").get(f"{LISTE}{brouillon.pk}/voir/").status_code == 403
        assert entrer_comme("tous").get(f"{LISTE}99999/voir/").status_code == 404
        assert entrer_comme("tous").post(f"{LISTE}{brouillon.pk}/voir/").status_code == 405


class TestConfirmerUnLot:
    def test_on_relit_la_liste_avant_de_dater_les_fiches(
        self, entrer_comme: Entrer, registre: Registre
    ) -> None:
        fiches = [
            registre.un_dispositif("asv", "commune-83126", slug=f"asv-{n}", nom=f"ASV {n}")
            for n in range(3)
        ]
        client = entrer_comme(CHARGE_DE_MISSION)
        question = page(agir(client, LISTE, "confirmer", *fiches[:2]))
        assert "2 fiches choisies" in question
        assert "ASV 0" in question
        assert not Dispositif.objects.filter(verifie_par="le CRES").exists()
        faite = page(agir(client, LISTE, "confirmer", *fiches[:2], confirme="1"))
        assert "2 dispositifs confirmés à la date d’aujourd’hui." in faite
        assert Dispositif.objects.filter(verifie_par="le CRES").count() == 2

    def test_tous_ceux_de_la_liste_se_choisissent_au_dela_de_la_page(
        self, entrer_comme: Entrer, registre: Registre
    ) -> None:
        premiere, *_ = [
            registre.un_dispositif("asv", "commune-83126", slug=f"asv-{n}", nom=f"ASV {n:02}")
            for n in range(52)
        ]
        client = entrer_comme(CHARGE_DE_MISSION)
        question = agir(client, LISTE, "confirmer", premiere, select_across="1")
        assert "52 fiches choisies" in page(question)
        assert "et 2 autres" in page(question)
        agir(client, LISTE, "confirmer", premiere, select_across="1", confirme="1")
        assert Dispositif.objects.filter(verifie_par="le CRES").count() == 52
