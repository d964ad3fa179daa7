"""What a file would change, and what is written once the editor has chosen."""

from typing import Any

import pytest
from django.db import IntegrityError

from bibliographie.formats.reference import Nom, Reference
from bibliographie.importation import (
    Choix,
    Comparaison,
    Etat,
    application,
    appliquer,
    comparer,
    lire,
)
from bibliographie.lecture.champs import Lecture
from bibliographie.lecture.composition import corriger
from bibliographie.models import Auteur, Editeur, Lien, Notice
from dispositifs.models import TypeDispositif
from socle.models import Theme
from tests.bibliographie.conftest import une_notice
from tests.fabriques import Registre, les_types, registre

pytestmark = pytest.mark.django_db


def _comparer(*references: Reference) -> list[Comparaison]:
    return comparer(Lecture(ligne, r) for ligne, r in enumerate(references, 1))


def _une(**champs: Any) -> Comparaison:
    (comparaison,) = _comparer(Reference(**champs))
    return comparaison


def _raisons(comparaison: Comparaison) -> list[tuple[str, ...]]:
    return [doublon.raisons for doublon in comparaison.doublons]


class TestComparer:
    def test_une_oeuvre_inconnue_est_nouvelle(self) -> None:
        une_notice("Autre chose")
        comparaison = _une(titre="Inconnue", type="rapport")
        assert comparaison.etat is Etat.NOUVEAU
        assert comparaison.choix_propose == "creer"

    def test_la_meme_cle_sans_ecart_est_identique(self) -> None:
        une_notice("L’élu", cle="l-elu", date="2016", editeurs=["CRES"], auteurs=[("A", "B")])
        comparaison = _une(
            titre="L’élu", cle="l-elu", date="2016", editeurs=("cres",), auteurs=(Nom("A", "B"),)
        )
        assert comparaison.etat is Etat.IDENTIQUE

    def test_un_ecart_est_montre_avant_et_apres(self) -> None:
        une_notice("L’élu", cle="l-elu", date="2016", pages="12 p.")
        comparaison = _une(titre="L’élu", cle="l-elu", date="2016-04")
        assert comparaison.etat is Etat.MODIFIE
        (ecart,) = comparaison.differences
        assert (ecart.champ, ecart.libelle, ecart.avant, ecart.apres) == (
            "date", "date", "2016", "2016-04",
        )  # fmt: skip

    def test_une_valeur_absente_du_fichier_n_efface_rien(self) -> None:
        une_notice("L’élu", cle="l-elu", pages="12 p.", editeurs=["CRES"], urls=["https://a.fr"])
        assert _une(titre="L’élu", cle="l-elu").etat is Etat.IDENTIQUE

    @pytest.mark.parametrize(
        ("champs", "raison"),
        [
            ({"titre": "Autre", "doi": "10.4000/RFST.569"}, "même DOI"),
            ({"titre": "Autre", "urls": ("https://exemple.org/a",)}, "même adresse"),
            ({"titre": "SANTE MENTALE ET CITE !"}, "même titre"),
        ],
    )
    def test_un_doublon_possible_dit_pourquoi(self, champs: dict[str, Any], raison: str) -> None:
        notice = une_notice(
            "Santé mentale et cité", doi="10.4000/rfst.569", urls=["https://exemple.org/a"]
        )
        comparaison = _une(**champs)
        assert comparaison.etat is Etat.DOUTEUX
        assert comparaison.notice == notice
        assert _raisons(comparaison) == [(raison,)]
        assert comparaison.choix_propose == "ignorer"

    def test_le_doublon_le_plus_proche_vient_d_abord(self) -> None:
        une_notice("Santé mentale", date="2001")
        proche = une_notice("Santé mentale", urls=["https://exemple.org/a"], pages="1 p.")
        comparaison = _une(titre="Santé mentale", urls=("https://exemple.org/a",), pages="2 p.")
        assert comparaison.notice == proche
        assert _raisons(comparaison) == [("même adresse", "même titre"), ("même titre",)]

    def test_une_adresse_elidee_ne_rapproche_rien(self) -> None:
        une_notice("Ancien", urls=["https://www.irdes.fr..."])
        assert _une(titre="Neuf", urls=("https://www.irdes.fr...",)).etat is Etat.NOUVEAU

    def test_un_titre_sans_lettre_latine_ne_ressemble_pas_a_tous(self) -> None:
        une_notice("公衆衛生")
        assert _une(titre="保健").etat is Etat.NOUVEAU

    def test_deux_fois_la_meme_oeuvre_dans_le_fichier(self) -> None:
        premiere, seconde = _comparer(
            Reference(titre="Une œuvre", date="2016"), Reference(titre="Une oeuvre", date="2016-05")
        )
        assert premiere.etat is Etat.NOUVEAU
        assert seconde.etat is Etat.DOUTEUX
        assert seconde.remarques == ("Même œuvre que la ligne 1 du fichier.",)

    def test_une_notice_sans_titre_est_refusee(self) -> None:
        comparaison = _une(titre="")
        assert comparaison.etat is Etat.REFUSE
        assert comparaison.remarques == ("Sans titre\u00a0: une notice en a un.",)
        assert not comparaison.est_a_choisir

    def test_une_mise_a_jour_n_est_proposee_que_si_personne_n_a_touche_la_notice(self) -> None:
        notice = une_notice("L’élu", cle="l-elu")
        export = {"titre": "L’élue", "cle": "l-elu", "modifie_le": notice.modifie_le.isoformat()}
        assert _une(**export).choix_propose == "completer"
        notice.save()
        comparaison = _une(**export)
        assert comparaison.choix_propose == "ignorer"
        assert "La notice a changé depuis l’export de ce fichier." in comparaison.remarques

    def test_les_mots_cles_deviennent_themes_et_types(self) -> None:
        les_types()
        Theme.objects.create(slug="evaluation", nom="Évaluation")
        comparaison = _une(titre="A", mots_cles=("EVALUATION", "CLS", "licorne"))
        assert comparaison.sujets.par_relation == {
            "themes": [Theme.objects.get().pk],
            "types": ["cls"],
        }
        assert comparaison.sujets.inconnus == {"mots_cles": ("licorne",)}

    def test_un_mot_cle_n_ote_jamais_un_theme(self) -> None:
        evaluation = Theme.objects.create(slug="evaluation", nom="Évaluation")
        ruralite = Theme.objects.create(slug="ruralite", nom="Ruralité")
        une_notice("A", cle="a").themes.add(evaluation)
        assert _une(titre="A", cle="a", mots_cles=("évaluation",)).etat is Etat.IDENTIQUE
        comparaison = _une(titre="A", cle="a", mots_cles=("Ruralité",))
        assert comparaison.sujets.par_relation["themes"] == [evaluation.pk, ruralite.pk]

    def test_un_theme_ecrit_dans_un_tableau_remplace(self) -> None:
        evaluation = Theme.objects.create(slug="evaluation", nom="Évaluation")
        Theme.objects.create(slug="ruralite", nom="Ruralité")
        une_notice("A", cle="a").themes.add(evaluation)
        comparaison = _une(titre="A", cle="a", themes=("ruralite", "lune"))
        (ecart,) = comparaison.differences
        assert (ecart.avant, ecart.apres) == ("Évaluation", "Ruralité")
        assert comparaison.sujets.inconnus == {"themes": ("lune",)}

    def test_un_champ_dont_un_mot_est_inconnu_le_dit(self) -> None:
        Theme.objects.create(slug="evaluation", nom="Évaluation")
        fichier = "titre;mots-clés\nA;Évaluation | licorne\nB;licorne\n"
        une, autre = comparer(lire("x.csv", fichier.encode()).lus)
        assert [(c.texte, c.sort.value, c.raison) for c in une.champs[1:]] == [
            ("Évaluation", "repris", ""),
            ("licorne", "ecarte", "sans thème au catalogue"),
        ]
        assert [(c.sort.value, c.raison) for c in autre.champs[1:]] == [
            ("ecarte", "sans thème au catalogue")
        ]

    def test_d_un_fichier_la_premiere_notice_donne_son_issn_a_une_revue_neuve(self) -> None:
        fiches = "".join(
            f"TY  - JOUR\nTI  - {titre}\nJF  - Neuve\nSN  - {issn}\nER  -\n"
            for titre, issn in (("A", "0995-3914"), ("B", "1250-3274"))
        )
        une, autre = comparer(lire("x.ris", fiches.encode()).lus)
        assert not any(c.perd for c in une.champs)
        assert [c.raison for c in autre.champs if c.perd] == [
            "la revue «\u00a0Neuve\u00a0» a l’ISSN 0995-3914"
        ]


class TestAppliquer:
    @pytest.fixture(name="lieux")
    def _lieux(self) -> Registre:
        return registre()

    def test_une_notice_creee_attend_une_relecture(self, lieux: Registre) -> None:
        Theme.objects.create(slug="evaluation", nom="Évaluation")
        comparaison = _une(
            titre="L’évaluation de l’œuvre",
            auteurs=(Nom("MOTARD", "Clémentine"), Nom("HCSP", collectif=True)),
            editeurs=("CRES",),
            revue="Santé publique",
            date="2016-04",
            urls=("https://exemple.org/a",),
            resume="Un résumé.",
            themes=("evaluation",),
            types=("cls",),
            territoires=("commune-13055",),
        )
        bilan = appliquer([Choix(comparaison)], "zotero.ris")
        (notice,) = bilan.creees
        notice = Notice.objects.get(pk=notice.pk)
        assert notice.etat == "a-relire"
        assert notice.cle == "l-evaluation-de-l-oeuvre-2016"
        assert notice.type == "document"
        assert notice.adresse == Notice.Adresse.COMPLETE
        assert notice.noms_des_auteurs == "MOTARD Clémentine, HCSP"
        assert notice.noms_des_editeurs == "CRES"
        assert str(notice.revue) == "Santé publique"
        assert notice.resume_origine == "d’après le fichier zotero.ris"
        assert [str(t) for t in notice.themes.all()] == ["Évaluation"]
        assert list(notice.types.all()) == [TypeDispositif.objects.get(code="cls")]
        assert [t.reference for t in notice.territoires.all()] == ["commune-13055"]
        assert "zotero.ris" in notice.provenances.get().document
        assert notice.history.first().history_change_reason == "Import de zotero.ris"

    def test_completer_ne_touche_que_ce_que_le_fichier_dit(self) -> None:
        notice = une_notice("L’élu", cle="l-elu", pages="12 p.", etat="publie",
                            auteurs=[("A", "B")], urls=["https://www.irdes.fr..."])  # fmt: skip
        comparaison = _une(titre="L’élue", cle="l-elu", urls=("https://exemple.org/a",))
        appliquer([Choix(comparaison, notice)], "x.csv")
        notice.refresh_from_db()
        assert (notice.titre, notice.pages, notice.etat) == ("L’élue", "12 p.", "publie")
        assert notice.noms_des_auteurs == "A B"
        urls = [r.lien.url for r in notice.rattachements.all()]
        assert urls == ["https://exemple.org/a", "https://www.irdes.fr..."]

    def test_un_auteur_connu_est_repris_meme_sans_virgule(self) -> None:
        une_notice("A", auteurs=[("MOTARD", "Clémentine")])
        comparaison = _une(titre="B", auteurs=(Nom("MOTARD Clémentine", collectif=True),))
        appliquer([Choix(comparaison)], "x.csv")
        assert Auteur.objects.count() == 1

    def test_un_editeur_ecrit_autrement_n_est_pas_double(self) -> None:
        une_notice("A", editeurs=["ARS Provence-Alpes-Côte d’Azur"])
        comparaison = _une(titre="B", editeurs=("ARS Provence-Alpes-Côte d'Azur",))
        appliquer([Choix(comparaison)], "x.csv")
        assert Editeur.objects.count() == 1

    def test_un_meme_auteur_cite_deux_fois_ne_fait_rien_tomber(self) -> None:
        deux = (Nom("A", "B"), Nom("A", "B"))
        adresses = ("https://a.fr", "https://a.fr")
        comparaison = _une(titre="B", auteurs=deux, urls=adresses, editeurs=("C", "c"))
        (notice,) = appliquer([Choix(comparaison)], "x.csv").creees
        assert notice.contributions.count() == notice.rattachements.count() == 1
        assert notice.editions.count() == 1

    def test_les_cles_ne_se_heurtent_pas(self) -> None:
        une_notice("Autre", cle="un-titre-2016")
        memes = _comparer(
            *(
                Reference(titre="Un titre", date="2016", cle=cle)
                for cle in ("", "Pas un slug !", "")
            )
        )
        cles = [n.cle for n in appliquer([Choix(c) for c in memes], "x.csv").creees]
        assert cles == ["un-titre-2016-2", "un-titre-2016-3", "un-titre-2016-4"]

    def test_une_panne_au_milieu_n_ecrit_rien(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def panne(*args: Any) -> None:
            raise IntegrityError("coupure")

        comparaisons = _comparer(Reference(titre="A"), Reference(titre="B", editeurs=("C",)))
        monkeypatch.setattr(application, "poser_editeurs", panne)
        with pytest.raises(IntegrityError):
            appliquer([Choix(c) for c in comparaisons], "x.csv")
        assert not Notice.objects.exists()
        assert not Lien.objects.exists()

    def test_importer_deux_fois_le_meme_fichier_ne_cree_rien_la_seconde(self) -> None:
        fichier = b"titre;auteurs;url;date\nA;MOTARD, C.;https://a.fr;2016\nB;;;\n"
        appliquer([Choix(c) for c in comparer(lire("x.csv", fichier).lus)], "x.csv")
        etats = [c.etat for c in comparer(lire("x.csv", fichier).lus)]
        assert etats == [Etat.IDENTIQUE, Etat.IDENTIQUE]

    def test_le_texte_du_fichier_reste_meme_si_la_correction_est_fausse_aussi(self) -> None:
        (lu,) = lire("x.csv", b"titre;isbn\nA;2-7384-1234-x\n").lus
        assert isinstance(lu, Lecture)
        (comparaison,) = comparer([corriger(lu, {1: "2-7384-1234-9"})])
        (notice,) = appliquer([Choix(comparaison)], "x.csv").creees
        garde = notice.provenances.get().mis_de_cote
        assert notice.isbn == ""
        assert "2-7384-1234-x (dans le fichier" in garde
        assert "2-7384-1234-9 (clé de contrôle fausse" in garde
