"""« Ma sélection »: a visitor puts notices aside, orders them, takes them away, without account."""

import io
import json
import re
from collections.abc import Callable
from typing import Any

import docx
import pypdf
import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from bibliographie.models import Notice
from bibliographie.selections import ma_selection
from bibliographie.selections.panier import NOTE_MAX, TAILLE_MAX, TITRE_MAX
from socle.web import pdf
from tests.bibliographie.conftest import une_notice
from tests.lecture import BLANCS, texte

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


class TestLesMotsDuVisiteur:
    """A title, a note by notice: in Word and PDF, kept thirty days, in no address."""

    @pytest.fixture(name="ecrire")
    def _ecrire(self, visiteur: Client, envoyer: Envoyer, notices: list[Notice]) -> Envoyer:
        """Two notices, then a button pressed with what was typed."""
        for notice in notices[:2]:
            envoyer("ajouter", notice.numero)

        def presser(nom: str = "noter", valeur: object = "1", **champs: str) -> Any:
            tapes = {"titre": "Pour le conseil", f"note-{notices[1].numero}": "À lire d’abord."}
            donnees = tapes | champs | {nom: valeur, "retour": "/ma-selection/"}
            return visiteur.post("/ma-selection/changer/", donnees, headers=ICI, follow=True)

        return presser

    def test_le_titre_et_les_notes_se_retrouvent(self, ecrire: Envoyer) -> None:
        page = ecrire()
        assert "Titre et notes enregistrés." in texte(page)
        assert "<h1>Pour le conseil</h1>" in page.content.decode()
        assert "À lire d’abord.</textarea>" in page.content.decode()

    def test_tout_bouton_garde_ce_qui_est_tape(
        self, ecrire: Envoyer, notices: list[Notice]
    ) -> None:
        page = ecrire("monter", notices[1].numero)
        assert titres(page) == ["B", "A"]
        assert "À lire d’abord.</textarea>" in page.content.decode()

    def test_word_et_pdf_portent_le_titre_les_notes_et_l_ordre(
        self, visiteur: Client, ecrire: Envoyer, notices: list[Notice]
    ) -> None:
        ecrire("monter", notices[1].numero)
        reponse = visiteur.get("/ma-selection.docx")
        assert 'filename="pour-le-conseil-' in reponse["Content-Disposition"]
        mots = [p.text for p in docx.Document(io.BytesIO(reponse.content)).paragraphs]
        assert mots[0] == "Pour le conseil"
        assert mots.index("Notice B") < mots.index("À lire d’abord.") < mots.index("Notice A")
        document = pypdf.PdfReader(io.BytesIO(visiteur.get("/ma-selection.pdf").content))
        lu = BLANCS.sub(" ", "".join(page.extract_text() for page in document.pages))
        assert "Pour le conseil" in lu
        assert "À lire d’abord." in lu
        assert "Sommaire" not in lu

    def test_le_pdf_d_un_visiteur_n_est_garde_nulle_part(
        self, visiteur: Client, ecrire: Envoyer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ecrire()
        gardes: list[object] = []
        monkeypatch.setattr(pdf.cache, "set", lambda *mots: gardes.append(mots))
        assert visiteur.get("/ma-selection.pdf").status_code == 200
        assert gardes == []

    def test_trop_de_pdf_a_la_suite_attendent(
        self, visiteur: Client, ecrire: Envoyer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ma_selection, "PDF_PAR_MINUTE", 0)
        assert visiteur.get("/ma-selection.pdf").status_code == 429

    def test_une_adresse_partagee_ne_dit_rien_de_ces_mots(
        self, visiteur: Client, ecrire: Envoyer, notices: list[Notice]
    ) -> None:
        ecrire()
        mot = f"n={notices[0].numero}-{notices[1].numero}"
        for client in (visiteur, Client()):
            assert "d’abord" not in texte(client.get(f"/ma-selection/?{mot}"))
            contenu = client.get(f"/ma-selection.docx?{mot}").content
            mots = [p.text for p in docx.Document(io.BytesIO(contenu)).paragraphs]
            assert mots[0] == "Ma sélection"
            assert "À lire d’abord." not in mots

    def test_les_mots_partent_avec_la_notice_quand_rien_ne_s_annule_plus(
        self, visiteur: Client, ecrire: Envoyer, envoyer: Envoyer, notices: list[Notice]
    ) -> None:
        ecrire()
        envoyer("retirer", notices[1].numero)
        assert "À lire d’abord.</textarea>" in envoyer("annuler").content.decode()
        envoyer("vider")
        envoyer("ajouter", notices[2].numero)
        assert visiteur.session["panier_notes"] == {}
        assert "panier_titre" not in visiteur.session

    def test_les_textes_trop_longs_sont_coupes_et_le_html_echappe(
        self, visiteur: Client, ecrire: Envoyer, notices: list[Notice]
    ) -> None:
        page = ecrire(
            **{"titre": "<b>" + "x" * 900, f"note-{notices[0].numero}": "<i>" + "y" * 9999}
        )
        assert b"<b>x" not in page.content
        assert b"<i>y" not in page.content
        assert len(visiteur.session["panier_titre"]) == TITRE_MAX
        assert len(visiteur.session["panier_notes"][str(notices[0].numero)]) == NOTE_MAX

    @pytest.mark.parametrize("notes", ["abc", ["a"], {"x": "y", "12": 3}, None])
    def test_une_session_abimee_ne_fait_pas_d_erreur(
        self, visiteur: Client, ecrire: Envoyer, notes: object
    ) -> None:
        session = visiteur.session
        session["panier_notes"], session["panier_titre"] = notes, notes
        session.save()
        assert visiteur.get("/ma-selection/").status_code == 200
        assert visiteur.get("/ma-selection.docx").status_code == 200
        assert ecrire().status_code == 200


class TestLaDuree:
    """Thirty days for a visitor; nobody's session in the admin is made longer by it."""

    JOUR = 24 * 3600

    def test_trente_jours_apres_le_dernier_changement(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice]
    ) -> None:
        page = envoyer("ajouter", notices[0].numero)
        assert visiteur.cookies["sessionid"]["max-age"] == 30 * self.JOUR
        assert "restent 30 jours après votre dernier changement" in texte(page)

    def test_un_ordinateur_partage_oublie_a_la_fermeture(
        self, visiteur: Client, envoyer: Envoyer, notices: list[Notice], settings: Any
    ) -> None:
        settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
        page = envoyer("ajouter", notices[0].numero)
        assert visiteur.cookies["sessionid"]["max-age"] == ""
        assert "jusqu’à la fermeture de ce navigateur" in texte(page)

    def test_qui_se_connecte_garde_une_session_de_huit_heures(
        self, envoyer: Envoyer, visiteur: Client, notices: list[Notice], django_user_model: Any
    ) -> None:
        django_user_model.objects.create_user("claire", password="une phrase assez longue")
        envoyer("ajouter", notices[0].numero)
        visiteur.handler.enforce_csrf_checks = False
        visiteur.post(
            "/compte/connexion/", {"login": "claire", "password": "une phrase assez longue"}
        )
        assert visiteur.session.get("_auth_user_id") or visiteur.session.get("account_login")
        assert visiteur.session.get_expiry_age() <= 8 * 3600

    def test_ajouter_une_fois_connecte_ne_prolonge_rien(
        self, envoyer: Envoyer, visiteur: Client, notices: list[Notice], django_user_model: Any
    ) -> None:
        visiteur.force_login(django_user_model.objects.create_user("claire"))
        envoyer("ajouter", notices[0].numero)
        assert visiteur.session.get_expiry_age() <= 8 * 3600


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
