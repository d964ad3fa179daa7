"""What an editor does with a file: give it, read what it would change, mend, choose, confirm."""

import datetime
import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from bibliographie.admin import apercu as pages
from bibliographie.catalogue.presentation import parution
from bibliographie.models import Notice, Revue
from socle.tableur.modeles import Tableau
from tests.bibliographie.admin.conftest import textes
from tests.bibliographie.conftest import une_notice
from tests.maison.test_gabarits import EN_LIGNE

pytestmark = pytest.mark.django_db
LISTE = reverse("admin:bibliographie_notice_changelist")
IMPORTER = reverse("admin:bibliographie_notice_importer")
CSV = """identifiant;titre;date;pages;modifie_le
;Neuve;2020;;
changee;Changée;2016;20 p.;
;Déjà là;2002;;
pareille;Pareille;;;
;;2020;;
"""
RIS = """TY  - JOUR
TI  - Un article sans clé
AU  - MOTARD, Clémentine
PY  - 2019 c.
SN  - 978-2-9516000-0-1
JF  - Santé publique
DB  - Cairn
KW  - licorne
ER  -
TY  - RPRT
PY  - 2018
PB  - CRES
ER  -
"""


def _envoyer(client: Client, *contenus: str | bytes, nom: str = "notices.csv") -> Any:
    fichiers = [SimpleUploadedFile(nom, c.encode() if isinstance(c, str) else c) for c in contenus]
    return client.post(IMPORTER, {"fichier": fichiers}, follow=True)


def _import() -> Tableau:
    return Tableau.objects.get(sens=Tableau.Sens.IMPORT)


def _adresse(tableau: Tableau | None = None) -> str:
    return reverse("admin:bibliographie_notice_apercu", args=[(tableau or _import()).pk])


def _poster(client: Client, page: Any, bouton: str, adresse: str = "", **saisies: str) -> Any:
    """Send the form of a preview as a browser does: what it shows, with what is typed."""
    apercu = page.context["apercu"]
    donnees = {"vu": apercu.vu, bouton: "1"}
    for ligne in apercu.lignes:
        if len(ligne.options) > 1:
            donnees |= {f"choix-{ligne.numero}": v for v, _, propose in ligne.options if propose}
        champs = [*ligne.a_corriger, *ligne.corriges]
        donnees |= {champ.nom: champ.saisie for champ in champs if champ.se_corrige}
    tapees = {nom.replace("_", "-"): valeur for nom, valeur in saisies.items()}
    return client.post(adresse or _adresse(), donnees | tapees, follow=True)


def _nom(page: Any, numero: int, libelle: str) -> str:
    """The name, in the form, of a field of a record."""
    ligne = next(ligne for ligne in page.context["apercu"].lignes if ligne.numero == numero)
    champs = [*ligne.a_corriger, *ligne.corriges]
    return str(next(c.nom for c in champs if c.libelle == libelle)).replace("-", "_")


class TestApercu:
    @pytest.fixture(name="apercu")
    def _apercu(self, editrice: Client) -> Any:
        une_notice("Changée", cle="changee", date="2016", pages="12 p.")
        une_notice("Déjà là", date="2001", pages="3 p.")
        une_notice("Pareille", cle="pareille")
        return _envoyer(editrice, CSV)

    def test_l_apercu_dit_ligne_par_ligne_et_n_ecrit_rien(self, apercu: Any) -> None:
        page = apercu.content.decode()
        vu = apercu.context["apercu"]
        assert apercu.redirect_chain == [(_adresse(), 302)]
        assert vu.etats == "1 nouvelle, 1 modifiée, 1 doublon possible, 1 identique, 1 refusée"
        etats = [ligne.comparaison.etat.value for ligne in vu.lignes]
        assert etats == ["nouveau", "modifie", "douteux", "refuse"]
        assert "<del>12 p.</del> <ins>20 p.</ins>" in page
        assert "même titre" in page
        assert [c.notice.cle for c in vu.identiques] == ["pareille"]
        assert "1 ligne identique au catalogue" in page
        assert Notice.objects.count() == 3

    def test_chaque_ligne_a_son_choix(self, apercu: Any) -> None:
        options = [
            {valeur: propose for valeur, _, propose in ligne.options}
            for ligne in apercu.context["apercu"].lignes
        ]
        assert options == [
            {"ignorer": False, "creer": True},
            {"ignorer": True, "completer": False},
            {"ignorer": True, "completer": False, "creer": False},
            {"ignorer": True},
        ]

    def test_confirmer_ecrit_ce_qui_est_choisi_et_rien_d_autre(
        self, editrice: Client, apercu: Any
    ) -> None:
        reponse = _poster(editrice, apercu, "confirmer", choix_1="completer")
        assert "1 notice créée, à relire\u202f; 1 mise à jour." in textes(reponse)
        assert Notice.objects.get(titre="Neuve").etat == "a-relire"
        assert Notice.objects.get(cle="changee").pages == "20 p."
        assert Notice.objects.filter(titre="Déjà là").count() == 1
        assert Notice.objects.get(titre="Neuve").history.first().history_user is not None

    def test_la_ligne_refusee_attend_encore_avec_le_fichier(
        self, editrice: Client, apercu: Any
    ) -> None:
        reponse = _poster(editrice, apercu, "confirmer")
        assert reponse.redirect_chain == [(_adresse(), 302)]
        assert [ligne.numero for ligne in reponse.context["apercu"].lignes] == [4]
        assert _import().restent == 1

    def test_une_fois_tout_decide_l_import_et_son_fichier_s_oublient(
        self, editrice: Client
    ) -> None:
        page = _envoyer(editrice, "titre\nNeuve\n")
        reponse = _poster(editrice, page, "confirmer")
        assert reponse.redirect_chain == [(LISTE, 302)]
        assert not Tableau.objects.exists()

    def test_un_choix_qui_n_etait_pas_offert_ne_fait_rien(
        self, editrice: Client, apercu: Any
    ) -> None:
        choix = {"choix_0": "completer", "choix_1": "creer", "choix_2": "effacer-tout",
                 "choix_4": "creer", "choix_99": "creer"}  # fmt: skip
        _poster(editrice, apercu, "confirmer", **choix)
        assert Notice.objects.count() == 3

    def test_si_une_notice_a_change_entre_temps_rien_n_est_ecrit(
        self, editrice: Client, apercu: Any
    ) -> None:
        Notice.objects.get(cle="changee").save()
        reponse = _poster(editrice, apercu, "confirmer", choix_1="completer", choix_2="creer")
        assert any("Rien n’a été écrit" in texte for texte in textes(reponse))
        assert Notice.objects.count() == 3
        choix = [ligne.attendu.choix for ligne in reponse.context["apercu"].lignes]
        assert choix[:3] == ["creer", "completer", "creer"], "ce qui était choisi le reste"

    def test_confirmer_deux_fois_n_ecrit_qu_une_fois(self, editrice: Client, apercu: Any) -> None:
        adresse = _adresse()
        _poster(editrice, apercu, "confirmer", adresse)
        seconde = _poster(editrice, apercu, "confirmer", adresse)
        assert any("déjà écrits" in texte for texte in textes(seconde))
        assert Notice.objects.filter(titre="Neuve").count() == 1

    def test_confirmer_apres_la_fin_le_dit(self, editrice: Client) -> None:
        page = _envoyer(editrice, "titre\nNeuve\n")
        adresse = _adresse()
        for _ in range(2):
            reponse = _poster(editrice, page, "confirmer", adresse)
        assert reponse.redirect_chain == [(IMPORTER, 302)]
        assert any("n’attend plus" in texte for texte in textes(reponse))
        assert Notice.objects.count() == 1

    def test_abandonner_oublie_le_fichier_et_revenir_en_arriere_le_dit(
        self, editrice: Client, apercu: Any
    ) -> None:
        adresse = _adresse()
        editrice.post(adresse, {"abandonner": "1"})
        assert not Tableau.objects.exists()
        for reponse in (editrice.get(adresse, follow=True), _poster(
            editrice, apercu, "confirmer", adresse
        )):  # fmt: skip
            assert any("n’attend plus" in texte for texte in textes(reponse))
        assert Notice.objects.count() == 3

    def test_un_long_fichier_se_decide_par_etapes(
        self, editrice: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pages, "PAR_ETAPE", 2)
        page = _envoyer(editrice, "titre\nA\nB\nC\n")
        assert "Encore 1 à voir ensuite" in page.content.decode()
        suite = _poster(editrice, page, "confirmer", choix_1="ignorer")
        titres = [ligne.comparaison.reference.titre for ligne in suite.context["apercu"].lignes]
        assert titres == ["C"]
        _poster(editrice, suite, "confirmer")
        assert set(Notice.objects.values_list("titre", flat=True)) == {"A", "C"}

    def test_une_page_a_toujours_moins_de_champs_que_django_n_en_prend(
        self, editrice: Client
    ) -> None:
        faux = "".join(
            f"TY  - BOOK\nTI  - Titre {n}\n" + "SN  - 978-2\n" * 9 + "ER  -\n" for n in range(120)
        )
        page = _envoyer(editrice, faux, nom="x.ris")
        apercu = page.context["apercu"]
        assert 0 < len(apercu.lignes) < 120
        assert page.content.decode().count(" name=") < 900
        assert _poster(editrice, page, "relire").status_code == 200

    def test_un_titre_piege_est_echappe(self, editrice: Client) -> None:
        page = _envoyer(editrice, 'titre;isbn\n<script>alert(1)</script>;"><script>\n')
        assert "<script>alert(1)" not in page.content.decode()
        assert [n for n, motif in EN_LIGNE.items() if motif.search(page.content.decode())] == []


class TestCorriger:
    @pytest.fixture(name="apercu")
    def _apercu(self, editrice: Client) -> Any:
        return _envoyer(editrice, RIS, nom="zotero.ris")

    def test_les_champs_sont_comptes(self, apercu: Any) -> None:
        assert apercu.context["apercu"].champs == (
            "11 champs lus, 4 repris, 1 corrigé, 6 mis de côté"
        )
        assert "11 champs lus" in apercu.content.decode()

    def test_chaque_champ_mis_de_cote_est_montre_avec_sa_raison(self, apercu: Any) -> None:
        article, rapport = apercu.context["apercu"].lignes
        assert [(c.libelle, c.saisie) for c in article.a_corriger] == [
            ("ISBN ou ISSN (SN)", "978-2-9516000-0-1")
        ]
        assert "clé de contrôle fausse" in article.a_corriger[0].dit
        assert [c.champ.apres for c in article.corriges] == ["2019"]
        assert [(raison, [c.champ.texte for c in cs]) for raison, cs in article.perdus] == [
            ("sans place au catalogue", ["Cairn"]),
            ("sans thème au catalogue", ["licorne"]),
        ]
        assert [c.libelle for c in rapport.a_corriger] == ["Titre"]

    def test_un_isbn_faux_se_corrige_sans_rien_ecrire(self, editrice: Client, apercu: Any) -> None:
        champ = _nom(apercu, 0, "ISBN ou ISSN (SN)")
        page = _poster(editrice, apercu, "relire", **{champ: "978-2-9516000-0-3"})
        (ligne, _) = page.context["apercu"].lignes
        assert ligne.comparaison.reference.isbn == "978-2-9516000-0-3"
        assert ligne.a_corriger == []
        assert [c.du_fichier for c in ligne.corriges if c.du_fichier] == ["978-2-9516000-0-1"]
        assert page.context["apercu"].champs == "11 champs lus, 4 repris, 2 corrigés, 5 mis de côté"
        assert not Notice.objects.exists()
        relue = editrice.get(_adresse()).context["apercu"].lignes[0]
        assert relue.comparaison.reference.isbn == "978-2-9516000-0-3"

    def test_une_notice_sans_titre_devient_importable(self, editrice: Client, apercu: Any) -> None:
        page = _poster(editrice, apercu, "relire", **{"champ-1--1": "Le rapport retrouvé"})
        assert [o[0] for o in page.context["apercu"].lignes[1].options] == ["ignorer", "creer"]
        _poster(editrice, page, "confirmer")
        assert Notice.objects.get(titre="Le rapport retrouvé").noms_des_editeurs == "CRES"

    def test_confirmer_avec_une_correction_neuve_la_relit_d_abord(
        self, editrice: Client, apercu: Any
    ) -> None:
        saisies = {"champ-1--1": "Le rapport", "choix-0": "ignorer"}
        page = _poster(editrice, apercu, "confirmer", **saisies)
        assert not Notice.objects.exists()
        assert any("d’abord été relues" in texte for texte in textes(page))
        _poster(editrice, page, "confirmer")
        assert [n.titre for n in Notice.objects.all()] == ["Le rapport"]

    def test_vider_une_case_rend_le_texte_du_fichier(self, editrice: Client, apercu: Any) -> None:
        champ = _nom(apercu, 0, "ISBN ou ISSN (SN)")
        page = _poster(editrice, apercu, "relire", **{champ: "978-2-9516000-0-3"})
        page = _poster(editrice, page, "relire", **{champ: ""})
        assert page.context["apercu"].lignes[0].a_corriger[0].saisie == "978-2-9516000-0-1"

    def test_ce_qui_est_mis_de_cote_reste_avec_la_notice(
        self, editrice: Client, apercu: Any
    ) -> None:
        _poster(editrice, apercu, "confirmer")
        notice = Notice.objects.get()
        garde = notice.provenances.get().mis_de_cote
        assert "ISBN ou ISSN (SN)\u00a0: 978-2-9516000-0-1 (clé de contrôle fausse" in garde
        assert "DB\u00a0: Cairn (sans place au catalogue)" in garde
        assert "licorne" in garde
        fiche = editrice.get(reverse("admin:bibliographie_notice_change", args=[notice.pk]))
        assert "978-2-9516000-0-1" in fiche.content.decode()
        assert 'name="provenances-0-mis_de_cote"' not in fiche.content.decode(), "il se lit"
        Notice.objects.update(etat="publie")
        assert "978-2-9516000-0-1" not in editrice.get(notice.get_absolute_url()).content.decode()

    def test_une_notice_completee_garde_aussi_ce_qui_est_mis_de_cote(
        self, editrice: Client
    ) -> None:
        notice = une_notice("L’élu", cle="l-elu")
        page = _envoyer(editrice, "identifiant;titre;isbn\nl-elu;L’élue;978-2\n")
        _poster(editrice, page, "confirmer", choix_0="completer")
        assert "978-2" in notice.provenances.get().mis_de_cote

    def test_seules_les_lignes_ou_quelque_chose_est_mis_de_cote(self, editrice: Client) -> None:
        page = _envoyer(editrice, "titre;isbn\nBonne;\nMauvaise;978-2\n")
        assert "?lignes=de-cote" in page.content.decode()
        adresse = f"{_adresse()}?lignes=de-cote"
        filtree = editrice.get(adresse)
        assert [ligne.numero for ligne in filtree.context["apercu"].lignes] == [1]
        reponse = _poster(editrice, filtree, "confirmer", adresse)
        assert [n.titre for n in Notice.objects.all()] == ["Mauvaise"], "la ligne cachée attend"
        assert "Plus rien n’est mis de côté" in reponse.content.decode()

    def test_le_format_l_encodage_et_la_feuille_sont_dits(self, editrice: Client) -> None:
        page = _envoyer(editrice, RIS.encode("mac-roman"), nom="x.ris").content.decode()
        assert "Fichier RIS, lu en Mac Roman" in page
        classeur = Workbook()
        classeur.active.title = "Nos notices"
        classeur.active.append(["titre"])
        classeur.active.append(["Une"])
        tampon = io.BytesIO()
        classeur.save(tampon)
        page = _envoyer(editrice, tampon.getvalue(), nom="x.xlsx").content.decode()
        assert "Fichier XLSX, feuille «&nbsp;Nos notices&nbsp;»" in page


class TestIssn:
    REVUE = "TY  - JOUR\nTI  - A\nID  - a\nJF  - Santé publique\nSN  - 0995-3914\nER  -\n"

    def test_une_revue_sans_issn_le_recoit(self, editrice: Client) -> None:
        une_notice("A", cle="a", revue="Santé publique", type="article")
        page = _envoyer(editrice, self.REVUE, nom="x.ris")
        (ligne,) = page.context["apercu"].lignes
        assert [(d.libelle, d.apres) for d in ligne.comparaison.differences] == [
            ("ISSN de la revue", "0995-3914")
        ]
        _poster(editrice, page, "confirmer", choix_0="completer")
        assert Revue.objects.get().issn == "0995-3914"

    def test_un_autre_issn_que_le_notre_est_mis_de_cote(self, editrice: Client) -> None:
        une_notice("B", revue="Santé publique")
        Revue.objects.update(issn="1250-3274")
        page = _envoyer(editrice, self.REVUE, nom="x.ris")
        (champ,) = page.context["apercu"].lignes[0].a_corriger
        assert "a l’ISSN 1250-3274" in champ.dit
        _poster(editrice, page, "confirmer")
        assert Revue.objects.get().issn == "1250-3274"
        assert "0995-3914" in Notice.objects.get(titre="A").provenances.get().mis_de_cote

    def test_un_issn_sans_revue_est_mis_de_cote(self, editrice: Client) -> None:
        page = _envoyer(editrice, "TY  - BOOK\nTI  - A\nSN  - 0995-3914\nER  -\n", nom="x.ris")
        (champ,) = page.context["apercu"].lignes[0].a_corriger
        assert "sans revue" in champ.dit


class TestLieu:
    def test_le_lieu_d_edition_s_importe_se_montre_et_s_exporte(self, editrice: Client) -> None:
        page = _envoyer(editrice, "titre;editeurs;lieu\nA;CRES;Marseille\n")
        _poster(editrice, page, "confirmer")
        Notice.objects.update(etat="publie")
        notice = Notice.objects.get()
        assert notice.lieu == "Marseille"
        fiche = editrice.get(reverse("admin:bibliographie_notice_change", args=[notice.pk]))
        assert 'name="lieu" value="Marseille"' in fiche.content.decode()
        lue = editrice.get(notice.get_absolute_url()).content.decode()
        assert "<dd>Marseille\u00a0: <a" in lue
        csv = editrice.get("/bibliographie.csv").getvalue().decode("utf-8-sig")
        assert "Marseille" in csv

    @pytest.mark.parametrize(
        ("champs", "dit"),
        [
            ({"lieu": "Rennes", "editeurs": ["EHESP"]}, "Rennes\u00a0: EHESP"),
            ({"lieu": "Rennes"}, "Rennes"),
            ({"lieu": "Rennes", "dans_titre": "Un livre", "dans_editeur": "EHESP"},
             "Dans\u00a0: Un livre, Rennes\u00a0: EHESP"),
            ({"editeurs": ["EHESP"]}, "EHESP"),
        ],
    )  # fmt: skip
    def test_la_parution_dit_le_lieu_devant_l_editeur(
        self, champs: dict[str, Any], dit: str
    ) -> None:
        notice = une_notice("A", **champs)
        assert parution(Notice.objects.pour_liste().get(pk=notice.pk)) == dit


class TestPlusieurs:
    def test_un_import_n_est_pas_un_tableau_renvoye_et_s_oublie_en_sept_jours(
        self, editrice: Client
    ) -> None:
        _envoyer(editrice, "titre\nA\n")
        tableau = _import()
        assert not Tableau.objects.renvoyes(tableau.par).exists()
        jours = timezone.now() + datetime.timedelta(days=6)
        assert not Tableau.objects.perimes(jours).exists()
        assert Tableau.objects.perimes(jours + datetime.timedelta(days=2)).get() == tableau

    def test_deux_imports_attendent_cote_a_cote(self, editrice: Client) -> None:
        _envoyer(editrice, "titre\nA\n", nom="premier.csv")
        _envoyer(editrice, "titre\nB\nC\n", nom="second.csv")
        page = editrice.get(IMPORTER)
        assert [(t.nom, t.restent) for t in page.context["attendent"]] == [
            ("second.csv", 2), ("premier.csv", 1),
        ]  # fmt: skip
        for tableau in page.context["attendent"]:
            assert _adresse(tableau) in page.content.decode()

    def test_deux_fichiers_donnes_ensemble_font_deux_imports(self, editrice: Client) -> None:
        page = _envoyer(editrice, "titre\nA\n", RIS)
        assert page.redirect_chain == [(IMPORTER, 302)]
        assert any("2 fichiers lus" in texte for texte in textes(page))
        assert len(page.context["attendent"]) == 2

    def test_d_un_bon_et_d_un_mauvais_fichier_le_bon_est_garde(self, editrice: Client) -> None:
        page = _envoyer(editrice, "titre\nA\n", b"%PDF-1.7")
        assert page.redirect_chain == [(_adresse(), 302)]
        assert any("C’est un PDF" in texte for texte in textes(page))

    def test_l_import_d_une_autre_personne_ne_se_trouve_pas(
        self, editrice: Client, client: Client
    ) -> None:
        _envoyer(editrice, "titre\nA\n")
        autre = Client()
        autre.force_login(User.objects.create_superuser("autre", password="x"))
        assert autre.get(_adresse()).status_code == 404
        assert autre.post(_adresse(), {"abandonner": "1"}).status_code == 404
        assert autre.get(f"{_adresse()}original/").status_code == 404
        assert not autre.get(IMPORTER).context["attendent"]
        assert _import().restent == 1

    def test_le_fichier_d_origine_se_reprend_tel_quel(self, editrice: Client) -> None:
        contenu = RIS.encode("mac-roman")
        _envoyer(editrice, contenu, nom="à lire.html")
        reponse = editrice.get(f"{_adresse()}original/")
        assert reponse.content == contenu
        assert reponse["Content-Type"] == "application/octet-stream"
        assert reponse["X-Content-Type-Options"] == "nosniff"
        assert reponse["Content-Disposition"].startswith("attachment; filename*=utf-8''")

    def test_un_fichier_qui_attend_ne_pese_pas_sur_les_autres_pages(self, editrice: Client) -> None:
        _envoyer(editrice, "titre;resume\n" + "A;long\n" * 100)
        assert len(str(dict(editrice.session))) < 1000


def _zip_casse() -> bytes:
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return tampon.getvalue()[:60]


class TestMauvaisFichiers:
    @pytest.mark.parametrize(
        ("contenu", "message"),
        [
            (lambda: b"", "Le fichier est vide."),
            (lambda: b"nom\nA\n", "Aucune colonne «\u00a0titre\u00a0»"),
            (lambda: b"%PDF-1.7", "C’est un PDF"),
            (lambda: b"x" * (40 * 1024 * 1024), "dépasse 10\u00a0Mo (il en fait 40)"),
            (_zip_casse, "abîmé"),
        ],
        ids=["vide", "sans titre", "pdf", "40 Mo", "moitié de classeur"],
    )
    def test_un_fichier_impossible_est_dit_sur_la_page(
        self, editrice: Client, contenu: Callable[[], bytes], message: str
    ) -> None:
        reponse = _envoyer(editrice, contenu())
        assert reponse.status_code == 200
        assert message in reponse.content.decode()
        assert not Tableau.objects.exists()

    def test_d_une_moitie_de_fichier_les_bonnes_notices_s_importent(self, editrice: Client) -> None:
        moitie = "@book{a, title={Entière}}\n@book{b, title={Coup"
        page = _envoyer(editrice, moitie, nom="x.bib")
        assert page.context["apercu"].etats == "1 nouvelle, 1 refusée"
        assert "Corrigez-les dans le fichier" in page.content.decode()
        reste = _poster(editrice, page, "confirmer")
        assert Notice.objects.get().titre == "Entière"
        assert len(reste.context["apercu"].illisibles) == 1
        assert editrice.get(f"{_adresse()}original/").content == moitie.encode()

    def test_un_suffixe_qui_trompe_ne_trompe_pas(self, editrice: Client) -> None:
        page = _envoyer(editrice, RIS, nom="notices.xlsx")
        assert "Fichier RIS" in page.content.decode()

    def test_trop_de_fichiers_a_la_fois(self, editrice: Client) -> None:
        assert "donnez-en 10 au plus" in _envoyer(editrice, *["titre\nA\n"] * 11).content.decode()

    def test_sans_fichier_la_page_le_demande(self, editrice: Client) -> None:
        assert "obligatoire" in editrice.post(IMPORTER, {}).content.decode()


class TestDroits:
    def test_il_faut_pouvoir_creer_et_modifier(self, client: Client) -> None:
        lectrice = User.objects.create_user("lectrice", password="x", is_staff=True)
        lectrice.user_permissions.add(Permission.objects.get(codename="view_notice"))
        client.force_login(lectrice)
        assert client.get(IMPORTER).status_code == 403
        assert client.post(f"{IMPORTER}1/").status_code == 403
        assert client.get(f"{IMPORTER}1/original/").status_code == 403
        assert IMPORTER not in client.get(LISTE).content.decode()

    def test_un_visiteur_est_renvoye_a_la_connexion(self, client: Client) -> None:
        assert client.get(IMPORTER).status_code == 302

    def test_la_liste_mene_a_l_import(self, editrice: Client) -> None:
        assert IMPORTER in editrice.get(LISTE).content.decode()
