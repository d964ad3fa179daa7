"""EndNote’s tagged files: its own, and those of Google Scholar and BibSonomy."""

from bibliographie.formats.reference import Nom, Reference
from bibliographie.importation import lire
from bibliographie.lecture.champs import Lecture
from tests.bibliographie.lecture.aides import ecartes, lectures, reference

ARTICLE = """%0 Journal Article
%T Observer les contrats d’essai
%A Durand, Paule
%A Herbert H. Petit
%A Agence d’essai du Sud,
%A Réseau d’essai et al.
%J Revue d’essai
%V 12
%N 3
%P 231-241
%@ 1234-5679
%D 2019
%8 12 mars
%R 10.1234/essai
%K santé
territoire
%X Un résumé

sur deux lignes.
%U https://exemple.fr/a
https://exemple.fr/b
%G fre
%Z Une remarque
%W Base d’essai
%F essai2019
"""
CHAPITRE = """%0 Book Section
%T Chapitre d’essai
%B Ouvrage d’essai
%E MARTIN, Anne
%S Cahiers d’essai
%I Presses du Sud
%C Marseille
%D 2018
%7 2e éd.
%@ 978-2-1234-5680-3
%P 12-19
"""


def test_un_article_d_endnote_est_entier() -> None:
    (lu,) = lectures(ARTICLE)
    assert lu.reference == Reference(
        titre="Observer les contrats d’essai",
        cle="essai2019",
        type="article",
        auteurs=(
            Nom("Durand", "Paule"),
            Nom("Petit", "Herbert H."),
            Nom("Agence d’essai du Sud", collectif=True),
            Nom("Réseau d’essai", collectif=True),
        ),
        et_al=True,
        revue="Revue d’essai",
        volume="12",
        numero="3",
        date="2019-03-12",
        pages="pp. 231-241",
        doi="10.1234/essai",
        issn="1234-5679",
        langue="fr",
        urls=("https://exemple.fr/a", "https://exemple.fr/b"),
        resume="Un résumé\nsur deux lignes.",
        note="Une remarque",
        mots_cles=("santé", "territoire"),
    )
    assert ecartes(lu) == [("%W", "Base d’essai")]


def test_un_chapitre_a_son_ouvrage_et_un_rapport_son_numero() -> None:
    lu = reference(CHAPITRE)
    assert lu == Reference(
        titre="Chapitre d’essai",
        type="chapitre",
        editeurs=("Presses du Sud",),
        dans_titre="Ouvrage d’essai",
        dans_responsables="MARTIN Anne",
        date="2018",
        pages="pp. 12-19",
        edition="2e éd.",
        lieu="Marseille",
        isbn="978-2-1234-5680-3",
        note="Collection\u00a0: Cahiers d’essai",
    )
    communication = reference("%0 Conference Proceedings\n%T A\n%B Actes d’essai\n")
    assert (communication.type, communication.dans_titre) == ("communication", "Actes d’essai")
    rapport = reference("%0 Report\n%T Rapport d’essai\n%N 2019-4\n%9 Rapport annuel\n")
    assert (rapport.type, rapport.numero) == ("rapport", "")
    assert "Numéro\u00a0: 2019-4" in rapport.note
    assert "Genre\u00a0: Rapport annuel" in rapport.note


def test_plusieurs_notices_sans_ligne_vide_chacune_a_sa_ligne() -> None:
    lus = lectures("%0 Book\n%T A\n%0 Book\n%T B\n%0 Generic\n%T C\n")
    assert [(lu.ligne, lu.reference.titre) for lu in lus] == [(1, "A"), (3, "B"), (5, "C")]


def test_une_balise_inconnue_et_un_type_inconnu_sont_dits() -> None:
    (lu,) = lectures("%0 Bande dessinée\n%T A\n%> internal-pdf://a.pdf\n%1 libre\n")
    assert lu.reference.type == ""
    assert ecartes(lu) == [
        ("%0", "Bande dessinée"),
        ("%>", "internal-pdf://a.pdf"),
        ("%1", "libre"),
    ]


def test_le_suffixe_ne_compte_pas_et_l_encodage_rare_se_dit() -> None:
    for nom in ("a.ris", "a.bib", "a.xlsx", "a"):
        assert lire(nom, CHAPITRE.encode()).format == "enw"
    lot = lire("a.enw", CHAPITRE.encode("mac-roman"))
    assert [lu.reference.edition for lu in lot.lus if isinstance(lu, Lecture)] == ["2e éd."]
    assert lot.encodage == "Mac Roman"
