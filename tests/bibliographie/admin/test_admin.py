"""What an editor does in the catalogue: write, be warned, compose a sélection."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bibliographie.models import Editeur, Entree, Lien, Notice, Section, Selection
from socle.models import Theme
from socle.recherche.modeles import EntreeDeRecherche
from tests.bibliographie.admin.conftest import textes
from tests.bibliographie.conftest import une_notice
from tests.maison.test_gabarits import EN_LIGNE

pytestmark = pytest.mark.django_db
INLINES = ["contributions", "editions", "rattachements", "provenances"]


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
        assert not any("ressemble" in texte for texte in textes(reponse))

    def test_un_doublon_est_signale_avec_un_lien_et_la_notice_est_enregistree(
        self, editrice: Client
    ) -> None:
        premiere = une_notice("L’œuvre <b>des</b> élus", doi="10.1/a")
        champs = _formulaire(titre="L'oeuvre des élus", doi="10.1/A")
        premiere.titre = "L’œuvre des élus"
        premiere.save()
        reponse = editrice.post(reverse("admin:bibliographie_notice_add"), champs, follow=True)
        assert Notice.objects.count() == 2
        (texte,) = [t for t in textes(reponse) if "ressemble" in t]
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
