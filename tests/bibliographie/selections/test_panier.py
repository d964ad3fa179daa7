"""« Ma sélection »: a visitor puts notices aside, orders them, takes them away, without account."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from bibliographie.models import Notice
from bibliographie.selections.panier import TAILLE_MAX
from tests.bibliographie.conftest import une_notice
from tests.lecture import texte

ICI = {"Sec-Fetch-Site": "same-origin"}
Envoyer = Callable[..., Any]


@pytest.fixture(name="notices")
def _notices(decor: None) -> list[Notice]:
    """Four published notices."""
    return [une_notice(f"Notice {lettre}", date="2020") for lettre in "ABCD"]


@pytest.fixture(name="visiteur")
def _visiteur() -> Client:
    """A browser on which Django checks CSRF tokens, as on the real site."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture(name="envoyer")
def _envoyer(visiteur: Client) -> Envoyer:
    """Press a button of one of our pages, and follow."""

    def presser(nom: str, valeur: object = "1", retour: str = "/ma-selection/") -> Any:
        return visiteur.post(
            "/ma-selection/changer/", {nom: valeur, "retour": retour}, headers=ICI, follow=True
        )

    return presser


def titres(reponse: Any) -> list[str]:
    """The letters of the notices that a basket shows, in order."""
    html = reponse.content.decode()
    return re.findall(r'class="imprimee__titre"><b><a href="[^"]+">Notice (\w)</a>', html)


class TestLeParcours:
    """From an empty basket to a list taken away."""

    def test_ajouter_depuis_la_liste_puis_lire_sa_selection(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice]
    ) -> None:
        assert "Votre sélection est vide." in texte(visiteur.get("/ma-selection/"))
        liste = visiteur.get("/bibliographie/").content.decode()
        assert f'form="panier" name="ajouter" value="{notices[0].numero}"' in liste
        page = envoyer("ajouter", notices[0].numero, "/bibliographie/?q=notice")
        assert page.redirect_chain == [(f"/bibliographie/?q=notice#n{notices[0].numero}", 302)]
        assert "Ajoutée : votre sélection compte 1 notice." in texte(page)
        assert "Ma sélection (1)" in texte(page)
        assert f'name="retirer" value="{notices[0].numero}"' in page.content.decode()
        envoyer("ajouter", notices[2].numero)
        assert titres(visiteur.get("/ma-selection/")) == ["A", "C"]

    def test_ajouter_deux_fois_ne_double_pas(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice]
    ) -> None:
        envoyer("ajouter", notices[0].numero)
        envoyer("ajouter", notices[0].numero)
        assert titres(visiteur.get("/ma-selection/")) == ["A"]

    def test_ranger_avec_monter_et_descendre(self, envoyer: Envoyer, notices: list[Notice]) -> None:
        for notice in notices[:3]:
            envoyer("ajouter", notice.numero)
        assert titres(envoyer("monter", notices[2].numero)) == ["A", "C", "B"]
        assert titres(envoyer("descendre", notices[0].numero)) == ["C", "A", "B"]
        assert titres(envoyer("monter", notices[2].numero)) == ["C", "A", "B"]
        assert titres(envoyer("descendre", notices[1].numero)) == ["C", "A", "B"]

    def test_la_premiere_ne_monte_pas_et_la_derniere_ne_descend_pas(
        self, envoyer: Envoyer, notices: list[Notice]
    ) -> None:
        envoyer("ajouter", notices[0].numero)
        html = envoyer("ajouter", notices[1].numero).content.decode()
        assert re.findall(r'name="monter" value="(\d+)"', html) == [str(notices[1].numero)]
        assert re.findall(r'name="descendre" value="(\d+)"', html) == [str(notices[0].numero)]

    def test_retirer_puis_annuler(self, envoyer: Envoyer, notices: list[Notice]) -> None:
        for notice in notices[:3]:
            envoyer("ajouter", notice.numero)
        page = envoyer("retirer", notices[1].numero)
        assert titres(page) == ["A", "C"]
        assert 'name="annuler"' in page.content.decode()
        page = envoyer("annuler")
        assert titres(page) == ["A", "B", "C"]
        assert "C’est annulé." in texte(page)
        assert 'name="annuler"' not in page.content.decode()
        assert "Il n’y a rien à annuler." in texte(envoyer("annuler"))

    def test_vider_puis_annuler(self, envoyer: Envoyer, notices: list[Notice]) -> None:
        for notice in notices[:2]:
            envoyer("ajouter", notice.numero)
        page = envoyer("vider")
        assert "Votre sélection est vide." in texte(page)
        assert titres(page) == []
        assert titres(envoyer("annuler")) == ["A", "B"]

    def test_les_fichiers_suivent_l_ordre_choisi(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice]
    ) -> None:
        for notice in (notices[2], notices[0]):
            envoyer("ajouter", notice.numero)
        html = visiteur.get("/ma-selection/").content.decode()
        for suffixe in ("ris", "bib", "csl.json"):
            (lien,) = re.findall(rf'href="(/ma-selection\.{re.escape(suffixe)}[^"]*)"', html)
            # Without session: the address says it all.
            assert Client().get(lien).status_code == 200
        references = json.loads(visiteur.get("/ma-selection.csl.json").getvalue())
        assert [r["title"] for r in references] == ["Notice C", "Notice A"]


class TestLePartage:
    """An address that needs no session."""

    def test_une_adresse_partage_la_liste_dans_son_ordre(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice]
    ) -> None:
        for notice in (notices[2], notices[0], notices[1]):
            envoyer("ajouter", notice.numero)
        html = visiteur.get("/ma-selection/").content.decode()
        (adresse,) = re.findall(r'<input id="partage" readonly value="[^/]+//[^/]+(/[^"]+)"', html)
        autre = Client()
        page = autre.get(adresse)
        assert titres(page) == ["C", "A", "B"]
        assert "Liste partagée" in texte(page)
        assert not autre.cookies

    def test_prendre_une_liste_partagee_remplace_la_sienne_et_s_annule(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice]
    ) -> None:
        envoyer("ajouter", notices[3].numero)
        mot = f"{notices[1].numero}-{notices[0].numero}"
        page = visiteur.get(f"/ma-selection/?n={mot}")
        assert "Elle remplacera votre sélection (1 notice)." in texte(page)
        assert f'name="adopter" value="{mot}"' in page.content.decode()
        assert titres(envoyer("adopter", mot)) == ["B", "A"]
        assert titres(envoyer("annuler")) == ["D"]

    @pytest.mark.parametrize(
        "mot", ["", "abc", "99999", "0", "-", "--1e9--", "9" * 400, "1²-٣", "<script>"]
    )
    def test_une_adresse_abimee_le_dit_et_ne_touche_a_rien(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice], mot: str
    ) -> None:
        envoyer("ajouter", notices[0].numero)
        page = visiteur.get("/ma-selection/", {"n": mot})
        assert page.status_code == 200
        assert "Cette adresse ne mène à aucune notice publiée." in texte(page)
        assert b"<script>" not in page.content
        assert visiteur.get("/ma-selection.ris", {"n": mot}).status_code == 200
        envoyer("adopter", mot)
        assert titres(visiteur.get("/ma-selection/")) == ["A"]

    def test_une_notice_depubliee_disparait_de_la_liste_qui_le_dit(
        self, visiteur: Client, notices: list[Notice]
    ) -> None:
        notices[1].etat = "archive"
        notices[1].save()
        page = visiteur.get(f"/ma-selection/?n={notices[0].numero}-{notices[1].numero}")
        assert titres(page) == ["A"]
        assert "1 autre n’est pas au catalogue ou n’est plus publiée." in texte(page)


class TestLaProtection:
    """No token, so that reading sets no cookie: only our own pages may press the buttons."""

    @pytest.mark.parametrize(
        "entetes",
        [
            {},
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
            {"Origin": "https://pirate.example"},
            {"Origin": "null"},
            {"Origin": "https://testserver"},
            {"Origin": "http://testserver.pirate.example"},
            {"Referer": "https://pirate.example/http://testserver/"},
        ],
    )
    def test_un_autre_site_ne_peut_rien_changer(
        self, visiteur: Client, notices: list[Notice], entetes: dict[str, str]
    ) -> None:
        reponse = visiteur.post(
            "/ma-selection/changer/", {"ajouter": notices[0].numero}, headers=entetes
        )
        assert reponse.status_code == 403
        assert not reponse.cookies
        assert not Session.objects.exists()

    @pytest.mark.parametrize(
        "entetes",
        [
            {"Sec-Fetch-Site": "same-origin"},
            {"Origin": "http://testserver"},
            {"Referer": "http://testserver/bibliographie/?q=a"},
        ],
    )
    def test_nos_pages_peuvent_quel_que_soit_le_navigateur(
        self, visiteur: Client, notices: list[Notice], entetes: dict[str, str]
    ) -> None:
        reponse = visiteur.post(
            "/ma-selection/changer/", {"ajouter": notices[0].numero}, headers=entetes
        )
        assert reponse.status_code == 302
        assert "sessionid" in reponse.cookies
        assert reponse.cookies["sessionid"]["httponly"]
        assert reponse.cookies["sessionid"]["samesite"] == "Lax"

    @pytest.mark.parametrize(
        "retour", ["https://pirate.example/", "//pirate.example", "javascript:alert(1)", ""]
    )
    def test_le_retour_ne_quitte_jamais_le_site(
        self, visiteur: Client, notices: list[Notice], retour: str
    ) -> None:
        reponse = visiteur.post(
            "/ma-selection/changer/",
            {"ajouter": notices[0].numero, "retour": retour},
            headers=ICI,
        )
        assert reponse["Location"] == f"/ma-selection/#n{notices[0].numero}"

    @pytest.mark.parametrize("valeur", ["99999", "abc", "", "-1", "1e3", "٣", "9" * 300])
    def test_une_notice_inconnue_ne_s_ajoute_pas(
        self, envoyer: Envoyer, notices: list[Notice], valeur: str
    ) -> None:
        assert envoyer("ajouter", valeur).status_code == 404
        assert envoyer("retirer", valeur).status_code == 200
        assert envoyer("monter", valeur).status_code == 200

    def test_un_brouillon_ne_s_ajoute_pas(self, envoyer: Envoyer, notices: list[Notice]) -> None:
        brouillon = une_notice("Notice Z", etat="brouillon")
        assert envoyer("ajouter", brouillon.numero).status_code == 404

    def test_une_selection_pleine_le_dit(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice]
    ) -> None:
        envoyer("ajouter", notices[0].numero)
        session = visiteur.session
        session["panier"] = list(range(10_000, 10_000 + TAILLE_MAX))
        session.save()
        page = envoyer("ajouter", notices[1].numero)
        assert f"Votre sélection est pleine : {TAILLE_MAX} notices au plus." in texte(page)

    @pytest.mark.parametrize("panier", ["abc", {"a": 1}, [1, "x", None, 1.5, True], None])
    def test_une_session_abimee_ne_fait_pas_d_erreur(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice], panier: object
    ) -> None:
        envoyer("ajouter", notices[0].numero)
        session = visiteur.session
        session["panier"] = panier
        session.save()
        assert visiteur.get("/ma-selection/").status_code == 200
        assert envoyer("ajouter", notices[1].numero).status_code == 200

    def test_un_bouton_inconnu_ne_fait_rien(self, envoyer: Envoyer, notices: list[Notice]) -> None:
        assert envoyer("exploser").redirect_chain == [("/ma-selection/", 302)]

    def test_lire_l_adresse_des_boutons_est_refuse(self, visiteur: Client, db: None) -> None:
        assert visiteur.get("/ma-selection/changer/").status_code == 405
