"""What an editor does in the catalogue: write, be warned, compose a sélection, import a file."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bibliographie.admin import importer
from bibliographie.models import Editeur, Entree, Lien, Notice, Section, Selection
from socle.models import Theme
from socle.recherche.modeles import EntreeDeRecherche
from tests.bibliographie.conftest import une_notice
from tests.maison.test_gabarits import EN_LIGNE

pytestmark = pytest.mark.django_db
INLINES = ["contributions", "editions", "rattachements", "provenances"]


@pytest.fixture(name="editrice")
def _editrice(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editrice", password="x"))
    return client


def _formulaire(**champs: Any) -> dict[str, Any]:
    vides = {f"{nom}-{quoi}": 0 for nom in INLINES for quoi in ("TOTAL_FORMS", "INITIAL_FORMS")}
    notice = {
        "titre": "Une notice",
        "cle": "une-notice",
        "type": "rapport",
        "etat": "brouillon",
        "langue": "fr",
        "adresse": "absente",
    }
    return vides | notice | champs


def _textes(reponse: Any) -> list[str]:
    return [str(message) for message in reponse.context["messages"]]


class TestNotice:
    def test_une_notice_s_ecrit_avec_ses_auteurs_et_ses_adresses(self, editrice: Client) -> None:
        editeur = Editeur.objects.create(nom="CRES")
        lien = Lien.objects.create(url="https://exemple.org/a")
        champs = _formulaire(**{
            "editions-TOTAL_FORMS": 1, "editions-0-ordre": 1, "editions-0-editeur": editeur.pk,
            "rattachements-TOTAL_FORMS": 1, "rattachements-0-ordre": 1,
            "rattachements-0-lien": lien.pk,
        })  # fmt: skip
        reponse = editrice.post(reverse("admin:bibliographie_notice_add"), champs, follow=True)
        notice = Notice.objects.get()
        assert notice.noms_des_editeurs == "CRES"
        assert list(notice.liens.all()) == [lien]
        assert notice.history.first().history_user.username == "editrice"
        assert not any("ressemble" in texte for texte in _textes(reponse))

    def test_un_doublon_est_signale_avec_un_lien_et_la_notice_est_enregistree(
        self, editrice: Client
    ) -> None:
        premiere = une_notice("L’œuvre <b>des</b> élus", doi="10.1/a")
        champs = _formulaire(titre="L'oeuvre des élus", doi="10.1/A")
        premiere.titre = "L’œuvre des élus"
        premiere.save()
        reponse = editrice.post(reverse("admin:bibliographie_notice_add"), champs, follow=True)
        assert Notice.objects.count() == 2
        (texte,) = [t for t in _textes(reponse) if "ressemble" in t]
        assert "même DOI, même titre" in texte
        assert reverse("admin:bibliographie_notice_change", args=[premiere.pk]) in texte

    def test_un_titre_colle_sur_deux_lignes_reste_sur_une(self, editrice: Client) -> None:
        champs = _formulaire(titre="Un titre\r\n  coupé")
        editrice.post(reverse("admin:bibliographie_notice_add"), champs)
        assert Notice.objects.get().titre == "Un titre coupé"

    def test_le_titre_d_un_doublon_est_echappe(self, editrice: Client) -> None:
        une_notice("<script>alert(1)</script>")
        champs = _formulaire(titre="<script>alert(1)</script>")
        reponse = editrice.post(reverse("admin:bibliographie_notice_add"), champs, follow=True)
        assert "<script>alert(1)" not in reponse.content.decode()

    @pytest.mark.parametrize(
        ("champs", "message"),
        [
            ({"doi": "abc"}, "Un DOI commence par"),
            ({"resume": "Sans origine"}, "Dites d’où vient le résumé"),
            ({"date": "2016-13"}, "Écrivez une date comme 2018"),
        ],
    )
    def test_une_saisie_impossible_est_dite_en_francais(
        self, editrice: Client, champs: dict[str, str], message: str
    ) -> None:
        reponse = editrice.post(reverse("admin:bibliographie_notice_add"), _formulaire(**champs))
        assert reponse.status_code == 200
        assert message in reponse.content.decode()
        assert not Notice.objects.exists()

    @pytest.mark.parametrize("terme", ["oeuvre elus", "ŒUVRE", "motard", "7", "10.4000/rf"])
    def test_la_recherche_ignore_les_accents_et_connait_auteur_numero_et_doi(
        self, editrice: Client, terme: str
    ) -> None:
        une_notice("Rien à voir", numero=8)
        une_notice("L’œuvre des élus", numero=7, auteurs=[("MOTARD", "C.")], doi="10.4000/rfst.1")
        url = reverse("admin:bibliographie_notice_changelist")
        trouvees = editrice.get(url, {"q": terme}).context["cl"].queryset
        assert [n.numero for n in trouvees] == [7]

    def test_les_filtres_prennent_un_theme_avec_ceux_qu_il_contient(self, editrice: Client) -> None:
        haut = Theme.objects.create(slug="soins", nom="Soins")
        bas = Theme.objects.create(slug="exercice", nom="Exercice", parent=haut)
        notice = une_notice("A", urls=["https://a.fr"])
        notice.themes.add(bas)
        une_notice("B")
        url = reverse("admin:bibliographie_notice_changelist")
        for filtre in ({"theme": "soins"}, {"lien": "inconnu"}):
            assert list(editrice.get(url, filtre).context["cl"].queryset) == [notice]

    def test_la_liste_coute_le_meme_nombre_de_requetes_pour_3_ou_30_notices(
        self, editrice: Client
    ) -> None:
        url = reverse("admin:bibliographie_notice_changelist")
        comptes = []
        for nombre in (3, 27):
            for _ in range(nombre):
                une_notice("A", auteurs=[("B", "C")])
            editrice.get(url)
            with CaptureQueriesContext(connection) as requetes:
                editrice.get(url)
            comptes.append(len(requetes))
        assert comptes[0] == comptes[1] < 15

    def test_publier_plusieurs_notices_laisse_une_trace_de_chacune(self, editrice: Client) -> None:
        notices = [une_notice(t, etat="a-relire") for t in "AB"]
        editrice.post(
            reverse("admin:bibliographie_notice_changelist"),
            {
                "action": "publier",
                "_selected_action": [n.pk for n in notices],
                "confirme": "Confirmer",
            },
        )
        assert set(Notice.objects.values_list("etat", flat=True)) == {"publie"}
        assert notices[0].history.first().history_user.username == "editrice"


class TestRecherche:
    """The site's search knows at once what the admin wrote."""

    @staticmethod
    def _mots(notice: Notice) -> str:
        entree = EntreeDeRecherche.objects.get(categorie="notice", cle=notice.cle)
        return str(entree.racines_mots)

    def test_un_auteur_renomme_se_trouve_sous_son_nouveau_nom(self, editrice: Client) -> None:
        notice = une_notice("A", auteurs=[("MOTAR", "Clémentine")])
        auteur = notice.auteurs.get()
        url = reverse("admin:bibliographie_auteur_change", args=[auteur.pk])
        editrice.post(url, {"nom": "MOTARD", "prenom": "Clémentine"})
        assert "motard" in self._mots(notice)

    def test_une_notice_enregistree_se_trouve_par_son_editeur(self, editrice: Client) -> None:
        editeur = Editeur.objects.create(nom="Psycom")
        champs = _formulaire(**{
            "editions-TOTAL_FORMS": 1, "editions-0-ordre": 1, "editions-0-editeur": editeur.pk,
        })  # fmt: skip
        editrice.post(reverse("admin:bibliographie_notice_add"), champs)
        assert "psycom" in self._mots(Notice.objects.get())


class TestSelection:
    @pytest.fixture(name="section")
    def _section(self) -> Section:
        selection = Selection.objects.create(slug="s", titre="S", etat="publie")
        return Section.objects.create(selection=selection, titre="Rapports")

    def test_une_section_se_compose_par_numeros_d_ordre(
        self, editrice: Client, section: Section
    ) -> None:
        a, b = une_notice("A"), une_notice("B")
        champs = {
            "titre": "Rapports", "ordre": 1, "introduction": "",
            "entrees-TOTAL_FORMS": 2, "entrees-INITIAL_FORMS": 0,
            "entrees-0-ordre": 2, "entrees-0-notice": a.pk, "entrees-0-note": "",
            "entrees-1-ordre": 1, "entrees-1-notice": b.pk, "entrees-1-note": "À lire d’abord.",
        }  # fmt: skip
        url = reverse("admin:bibliographie_section_change", args=[section.pk])
        assert editrice.post(url, champs).status_code == 302
        assert [e.notice.titre for e in section.entrees.all()] == ["B", "A"]

    def test_la_meme_notice_deux_fois_est_refusee(self, editrice: Client, section: Section) -> None:
        notice = une_notice("A")
        Entree.objects.create(section=section, notice=notice)
        champs = {
            "titre": "Rapports", "ordre": 1, "entrees-TOTAL_FORMS": 1, "entrees-INITIAL_FORMS": 0,
            "entrees-0-ordre": 2, "entrees-0-notice": notice.pk,
        }  # fmt: skip
        url = reverse("admin:bibliographie_section_change", args=[section.pk])
        assert "est déjà dans la section" in editrice.post(url, champs).content.decode()

    def test_le_parent_propose_est_de_la_meme_selection(
        self, editrice: Client, section: Section
    ) -> None:
        soeur = Section.objects.create(selection=section.selection, titre="Articles")
        Section.objects.create(
            selection=Selection.objects.create(slug="t", titre="T"), titre="Ailleurs"
        )
        url = reverse("admin:bibliographie_section_change", args=[section.pk])
        parents = editrice.get(url).context["adminform"].form.fields["parent"].queryset
        assert list(parents) == [soeur]

    def test_une_entree_sans_numero_se_place_a_la_fin(
        self, editrice: Client, section: Section
    ) -> None:
        Entree.objects.create(section=section, notice=une_notice("A"), ordre=4)
        nouvelle = une_notice("B")
        champs = {
            "titre": "Rapports", "ordre": 1, "entrees-TOTAL_FORMS": 1, "entrees-INITIAL_FORMS": 0,
            "entrees-0-ordre": 0, "entrees-0-notice": nouvelle.pk,
        }  # fmt: skip
        editrice.post(reverse("admin:bibliographie_section_change", args=[section.pk]), champs)
        assert [e.notice.titre for e in section.entrees.all()] == ["A", "B"]

    @pytest.mark.parametrize(
        ("rang", "nouveau", "attendu"),
        [(4, 1, "DABC"), (4, 2, "ADBC"), (1, 3, "BCAD"), (1, 4, "BCDA"), (2, 0, "BACD")],
    )
    def test_une_entree_prend_la_place_qu_on_lui_donne_les_autres_suivent(
        self, editrice: Client, section: Section, rang: int, nouveau: int, attendu: str
    ) -> None:
        champs: dict[str, Any] = {"titre": "Rapports", "ordre": 1, "entrees-TOTAL_FORMS": 4}
        champs["entrees-INITIAL_FORMS"] = 4
        for place, titre in enumerate("ABCD", 1):
            entree = Entree.objects.create(section=section, notice=une_notice(titre), ordre=place)
            ordre = nouveau if place == rang else place
            for mot, valeur in {
                "id": entree.pk,
                "ordre": ordre,
                "notice": entree.notice_id,
            }.items():
                champs[f"entrees-{place - 1}-{mot}"] = valeur
        url = reverse("admin:bibliographie_section_change", args=[section.pk])
        reponse = editrice.post(url, champs)
        assert (
            reponse["Location"] == f"/admin/bibliographie/selection/{section.selection_id}/change/"
        )
        entrees = section.entrees.select_related("notice")
        assert "".join(e.notice.titre for e in entrees) == attendu
        assert [e.ordre for e in entrees] == [1, 2, 3, 4]

    def test_une_section_se_range_parmi_celles_du_meme_parent(
        self, editrice: Client, section: Section
    ) -> None:
        selection = section.selection
        autre = Section.objects.create(selection=selection, titre="Autre")
        sous = Section.objects.create(selection=selection, titre="Sous", parent=section)
        champs: dict[str, Any] = {"titre": "S", "slug": "s", "etat": "publie", "motif": "Essai"}
        champs |= {"sections-TOTAL_FORMS": 3, "sections-INITIAL_FORMS": 3}
        for rang, (ligne, ordre) in enumerate([(section, 1), (sous, 1), (autre, 1)]):
            champs |= {
                f"sections-{rang}-id": ligne.pk,
                f"sections-{rang}-titre": ligne.titre,
                f"sections-{rang}-parent": ligne.parent_id or "",
                f"sections-{rang}-ordre": ordre,
            }
        url = reverse("admin:bibliographie_selection_change", args=[selection.pk])
        assert editrice.post(url, champs).status_code == 302
        rangs = Section.objects.values_list("titre", "ordre")
        assert dict(rangs) == {"Autre": 1, "Rapports": 2, "Sous": 1}

    def test_les_sections_se_lisent_dans_l_ordre_imprime(
        self, editrice: Client, section: Section
    ) -> None:
        selection = section.selection
        autre = Section.objects.create(selection=selection, titre="Autre")
        Section.objects.create(selection=selection, titre="Sous Autre", parent=autre)
        Section.objects.create(selection=selection, titre="Sous Rapports", parent=section)
        url = reverse("admin:bibliographie_selection_change", args=[selection.pk])
        lignes = editrice.get(url).context["inline_admin_formsets"][0].formset.queryset
        assert [s.titre for s in lignes] == ["Rapports", "Sous Rapports", "Autre", "Sous Autre"]

    def test_les_titres_se_rangent_sur_la_page_de_la_selection(
        self, editrice: Client, section: Section
    ) -> None:
        page = editrice.get(
            reverse("admin:bibliographie_selection_change", args=[section.selection.pk])
        ).content.decode()
        assert reverse("admin:bibliographie_section_change", args=[section.pk]) in page


class TestLien:
    def test_l_etat_est_celui_du_robot(self, editrice: Client) -> None:
        lien = Lien.objects.create(url="https://www.irdes.fr...", etat="incomplet")
        une_notice("A").liens.add(lien)
        url = reverse("admin:bibliographie_lien_change", args=[lien.pk])
        page = editrice.get(url).content.decode()
        assert 'name="etat"' not in page
        controles = {"controles-TOTAL_FORMS": 0, "controles-INITIAL_FORMS": 0}
        editrice.post(url, {"url": "https://www.irdes.fr/a.pdf", "etat": "vivant"} | controles)
        lien.refresh_from_db()
        assert (lien.url, lien.etat) == ("https://www.irdes.fr/a.pdf", "inconnu")


@pytest.mark.parametrize(
    "modele", ["notice", "selection", "section", "auteur", "editeur", "revue", "lien"]
)
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_aucune_page_n_a_de_style_ni_de_script_en_ligne(
    editrice: Client, modele: str, page: str
) -> None:
    une_notice("A", urls=["https://a.fr"], editeurs=["CRES"], auteurs=[("B", "C")], revue="D")
    reponse = editrice.get(reverse(f"admin:bibliographie_{modele}_{page}"))
    assert reponse.status_code == 200
    assert [nom for nom, motif in EN_LIGNE.items() if motif.search(reponse.content.decode())] == []


IMPORTER = reverse("admin:bibliographie_notice_importer")
APERCU = reverse("admin:bibliographie_notice_apercu")
CONFIRMER = reverse("admin:bibliographie_notice_confirmer")
ABANDONNER = reverse("admin:bibliographie_notice_abandonner")
CSV = """identifiant;titre;date;pages;modifie_le
;Neuve;2020;;
changee;Changée;2016;20 p.;
;Déjà là;;;
pareille;Pareille;;;
;;2020;;
"""


def _envoyer(client: Client, contenu: str | bytes, nom: str = "notices.csv") -> Any:
    contenu = contenu.encode() if isinstance(contenu, str) else contenu
    return client.post(IMPORTER, {"fichier": SimpleUploadedFile(nom, contenu)}, follow=True)


class TestImporter:
    @pytest.fixture(name="apercu")
    def _apercu(self, editrice: Client) -> Any:
        une_notice("Changée", cle="changee", date="2016", pages="12 p.")
        une_notice("Déjà là", date="2001", pages="3 p.")
        une_notice("Pareille", cle="pareille")
        return _envoyer(editrice, CSV.replace("Déjà là;;", "Déjà là;2002;"))

    def test_l_apercu_dit_ligne_par_ligne_et_n_ecrit_rien(self, apercu: Any) -> None:
        page = apercu.content.decode()
        assert apercu.redirect_chain == [(APERCU, 302)]
        assert apercu.context["comptes"] == (
            "1 nouvelle, 1 modifiée, 1 doublon possible, 1 identique, 1 refusée"
        )
        etats = [ligne.comparaison.etat.value for ligne in apercu.context["lignes"]]
        assert etats == ["nouveau", "modifie", "douteux"]
        assert "<del>12 p.</del> <ins>20 p.</ins>" in page
        assert "même titre" in page
        assert "Ligne 6" in page
        assert [c.notice.cle for c in apercu.context["identiques"]] == ["pareille"]
        assert "1 ligne identique au catalogue" in page
        assert Notice.objects.count() == 3

    def test_chaque_ligne_a_son_choix(self, editrice: Client, apercu: Any) -> None:
        options = [
            {valeur: propose for valeur, _, propose in ligne.options}
            for ligne in apercu.context["lignes"]
        ]
        assert options == [
            {"ignorer": False, "creer": True},
            {"ignorer": True, "completer": False},
            {"ignorer": True, "completer": False, "creer": False},
        ]

    def test_confirmer_ecrit_ce_qui_est_choisi_et_rien_d_autre(
        self, editrice: Client, apercu: Any
    ) -> None:
        choix = {"vu": apercu.context["vu"], "choix-0": "creer", "choix-1": "completer",
                 "choix-2": "ignorer"}  # fmt: skip
        reponse = editrice.post(CONFIRMER, choix, follow=True)
        assert "1 notice créée, à relire\u202f; 1 mise à jour." in _textes(reponse)
        assert Notice.objects.get(titre="Neuve").etat == "a-relire"
        assert Notice.objects.get(cle="changee").pages == "20 p."
        assert Notice.objects.filter(titre="Déjà là").count() == 1
        assert importer.CLE_DE_SESSION not in editrice.session
        assert Notice.objects.get(titre="Neuve").history.first().history_user is not None

    def test_un_choix_qui_n_etait_pas_offert_ne_fait_rien(
        self, editrice: Client, apercu: Any
    ) -> None:
        choix = {"vu": apercu.context["vu"], "choix-0": "completer", "choix-1": "creer",
                 "choix-2": "effacer-tout", "choix-99": "creer"}  # fmt: skip
        editrice.post(CONFIRMER, choix)
        assert Notice.objects.count() == 3

    def test_si_une_notice_a_change_entre_temps_rien_n_est_ecrit(
        self, editrice: Client, apercu: Any
    ) -> None:
        Notice.objects.get(cle="changee").save()
        choix = {"vu": apercu.context["vu"], "choix-0": "creer", "choix-1": "completer"}
        reponse = editrice.post(CONFIRMER, choix, follow=True)
        assert any("Rien n’a été écrit" in texte for texte in _textes(reponse))
        assert reponse.redirect_chain == [(APERCU, 302)]
        assert Notice.objects.count() == 3

    def test_abandonner_oublie_le_fichier(self, editrice: Client, apercu: Any) -> None:
        editrice.post(ABANDONNER)
        assert editrice.get(APERCU).headers["Location"] == IMPORTER
        assert Notice.objects.count() == 3

    def test_un_long_fichier_se_decide_par_etapes(
        self, editrice: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(importer, "PAR_ETAPE", 2)
        apercu = _envoyer(editrice, "titre\nA\nB\nC\n")
        assert "Encore 1 à voir ensuite" in apercu.content.decode()
        suite = editrice.post(
            CONFIRMER,
            {"vu": apercu.context["vu"], "choix-0": "creer", "choix-1": "ignorer"},
            follow=True,
        )
        assert [str(ligne.comparaison.reference.titre) for ligne in suite.context["lignes"]] == [
            "C"
        ]
        editrice.post(CONFIRMER, {"vu": suite.context["vu"], "choix-0": "creer"})
        assert set(Notice.objects.values_list("titre", flat=True)) == {"A", "C"}

    @pytest.mark.parametrize(
        ("contenu", "message"),
        [
            (b"", "Le fichier est vide."),
            (b"nom\nA\n", "Aucune colonne «\u00a0titre\u00a0»"),
            (b"%PDF-1.7", "C’est un PDF"),
            (b"x" * (10 * 1024 * 1024 + 1), "dépasse 10\u00a0Mo"),
        ],
    )
    def test_un_fichier_impossible_est_dit_sur_la_page(
        self, editrice: Client, contenu: bytes, message: str
    ) -> None:
        reponse = _envoyer(editrice, contenu)
        assert reponse.status_code == 200
        assert message in reponse.content.decode()

    def test_sans_fichier_la_page_le_demande(self, editrice: Client) -> None:
        assert "obligatoire" in editrice.post(IMPORTER, {}).content.decode()

    def test_un_titre_piege_est_echappe(self, editrice: Client) -> None:
        page = _envoyer(editrice, "titre\n<script>alert(1)</script>\n").content.decode()
        assert "<script>alert(1)" not in page
        assert [nom for nom, motif in EN_LIGNE.items() if motif.search(page)] == []

    def test_il_faut_pouvoir_creer_et_modifier(self, client: Client) -> None:
        lectrice = User.objects.create_user("lectrice", password="x", is_staff=True)
        lectrice.user_permissions.add(Permission.objects.get(codename="view_notice"))
        client.force_login(lectrice)
        assert client.get(IMPORTER).status_code == 403
        assert client.post(CONFIRMER).status_code == 403
        liste = client.get(reverse("admin:bibliographie_notice_changelist"))
        assert IMPORTER not in liste.content.decode()

    def test_un_visiteur_est_renvoye_a_la_connexion(self, client: Client) -> None:
        assert client.get(IMPORTER).status_code == 302

    def test_la_liste_mene_a_l_import(self, editrice: Client) -> None:
        liste = editrice.get(reverse("admin:bibliographie_notice_changelist"))
        assert IMPORTER in liste.content.decode()

    def test_une_confirmation_est_un_envoi(self, editrice: Client) -> None:
        assert editrice.get(CONFIRMER).status_code == 405
