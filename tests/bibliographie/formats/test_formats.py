"""What the catalogue gives to others: exact, readable by their own tools, and read back."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any
from urllib.parse import parse_qs

import bibtexparser
import pytest
import rispy
from citeproc import CitationStylesStyle
from openpyxl import load_workbook

from bibliographie.formats import bibtex, csl, meta, ris
from bibliographie.formats.citation import STYLE, citer
from bibliographie.formats.coins import coins
from bibliographie.formats.colonnes import COLONNES
from bibliographie.formats.reference import TABLES, Nom, Reference, de_notice, differences
from bibliographie.importation import Etat, comparer, lire
from bibliographie.lecture import bibtex as lecture_bibtex
from bibliographie.lecture import ris as lecture_ris
from bibliographie.lecture.champs import Lecture, Sort
from bibliographie.models import Notice
from socle.listes import exports

pytestmark = pytest.mark.django_db

# The keys and types that formats.md allows in CSL-JSON.
CLES_CSL = {
    *(
        "id",
        "type",
        "author",
        "issued",
        "title",
        "publisher",
        "publisher-place",
        "container-title",
        "volume",
        "issue",
    ),
    *("collection-title", "page", "number-of-pages", "abstract", "keyword", "language", "URL"),
    *("DOI", "ISBN", "ISSN", "accessed", "note"),
}
TYPES_CSL = {
    *("report", "article-journal", "article-magazine", "book", "chapter", "webpage", "map"),
    *("legislation", "motion_picture", "pamphlet", "speech", "dataset"),
}


@pytest.fixture(name="references")
def _references(catalogue: Any) -> list[Reference]:
    return [de_notice(n) for n in Notice.objects.pour_liste().order_by("numero")]


def _echangeable(reference: Reference) -> Reference:
    """Without what only tables carry."""
    return replace(reference, **dict.fromkeys(TABLES, ()))


def _ris() -> bytes:
    return "".join(ris.ecrire(map(de_notice, Notice.objects.pour_liste()))).encode()


def _bibtex() -> bytes:
    return "".join(bibtex.ecrire(map(de_notice, Notice.objects.pour_liste()))).encode()


def _csv() -> bytes:
    return "".join(exports._csv(Notice.objects.pour_export(), COLONNES)).encode()


def _xlsx() -> bytes:
    reponse = exports._xlsx(Notice.objects.pour_export(), COLONNES, "bibliographie")
    return b"".join(reponse.streaming_content)


def _xlsx_des_gens() -> bytes:
    """As the site gives it: headers and values in words, codes last."""
    lisez_moi = exports.LisezMoi("Bibliographie", "/bibliographie/")
    notices = Notice.objects.pour_export()
    reponse = exports._xlsx(notices, COLONNES, "bibliographie", lisez_moi)
    return b"".join(reponse.streaming_content)


class TestAllerRetour:
    """Exported then read again: zero differences, on the whole catalogue, accents included."""

    @pytest.mark.parametrize(("format", "lecture"), [(ris, lecture_ris), (bibtex, lecture_bibtex)])
    def test_chaque_champ_revient_tel_quel(
        self, references: list[Reference], format: Any, lecture: Any
    ) -> None:
        texte = "".join(format.ecrire(references)).replace("\r\n", "\n")
        lus = lecture.lire(texte)
        assert len(lus) == len(references) == 222
        for reference, lu in zip(references, lus, strict=True):
            assert isinstance(lu, Lecture)
            assert [c for c in lu.champs if c.sort is Sort.ECARTE] == []
            tous = [champ.name for champ in fields(Reference)]
            assert differences(_echangeable(reference), lu.reference, tous) == {}

    @pytest.mark.parametrize(
        ("nom", "ecrire"),
        [
            ("a.ris", _ris),
            ("a.bib", _bibtex),
            ("a.csv", _csv),
            ("a.xlsx", _xlsx),
            ("a.xlsx", _xlsx_des_gens),
        ],
    )
    def test_reimporter_un_export_ne_change_rien(
        self, catalogue: Any, nom: str, ecrire: Callable[[], bytes]
    ) -> None:
        lot = lire(nom, ecrire())
        assert lot.avertissements == []
        comparaisons = comparer(lot.lus)
        assert len(comparaisons) == 222
        assert [c for c in comparaisons if c.etat is not Etat.IDENTIQUE or c.remarques] == []

    def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_notices(
        self, catalogue: Any, django_assert_max_num_queries: Any
    ) -> None:
        lot = lire("a.ris", _ris())
        with django_assert_max_num_queries(40):
            comparer(lot.lus)


class TestLuParLesAutres:
    """Parsers that are not ours read what we write."""

    def test_rispy_lit_chaque_notice(self, references: list[Reference]) -> None:
        lues = rispy.loads("".join(ris.ecrire(references)))
        assert [lue["title"] for lue in lues] == [r.titre for r in references]
        assert [lue["id"] for lue in lues] == [r.cle for r in references]
        attendus = [[str(n) for n in r.auteurs] for r in references]
        lus = [[a.replace(", ", " ") for a in lue.get("authors", [])] for lue in lues]
        assert lus == attendus

    def test_bibtexparser_ne_bute_sur_rien(self, references: list[Reference]) -> None:
        bibliotheque = bibtexparser.parse_string("".join(bibtex.ecrire(references)))
        assert bibliotheque.failed_blocks == []
        assert len(bibliotheque.entries) == len(references)

    def test_csl_json_n_a_que_les_cles_et_les_types_permis(
        self, references: list[Reference]
    ) -> None:
        items = json.loads("".join(csl.ecrire(references)))
        assert len(items) == len(references)
        assert {cle for item in items for cle in item} <= CLES_CSL
        assert {item["type"] for item in items} <= TYPES_CSL
        assert all(item["id"] and item["title"] for item in items)

    def test_le_csv_a_les_colonnes_promises_et_toutes_les_notices(self, catalogue: Any) -> None:
        lignes = list(csv.DictReader(io.StringIO(_csv().decode("utf-8-sig")), delimiter=";"))
        promises = (
            "identifiant,type,titre,auteurs,editeurs,revue,date,pages,url,doi,themes,selections"
        )
        assert set(promises.split(",")) <= set(lignes[0])
        assert len(lignes) == 222
        par_cle = {ligne["identifiant"]: ligne for ligne in lignes}
        guide = par_cle["conseils-locaux-de-sante-mentale-favoriser-l-engagement-des-elus-2022"]
        assert guide["auteurs"] == "PASTANT, Fanny | GAC, Maureen | ROELANDT, Jean-Luc"
        assert guide["selections"].split(" | ") == [
            "guides-pour-agir-2022",
            "demarches-territoriales-de-sante-2023-04-25",
        ]
        assert par_cle["soins-primaires-face-a-epidemie-covid-19-affaiblissement-2021"]["url"] == ""

    def test_le_classeur_s_ouvre(self, catalogue: Any) -> None:
        feuille = load_workbook(io.BytesIO(_xlsx()), read_only=True).worksheets[0]
        lignes = list(feuille.iter_rows(values_only=True))
        assert list(lignes[0]) == [c.nom for c in COLONNES]
        assert len(lignes) == 223


ARTICLE = Reference(
    titre="Éclairer l’action & la santé : 50 % des élus ?",
    cle="eclairer-2019",
    type="article",
    auteurs=(Nom("MOTARD", "Clémentine"), Nom("HCSP", collectif=True)),
    et_al=True,
    revue="Santé publique",
    volume="28",
    numero="6",
    date="2016-11",
    pages="pp. 729-733",
    doi="10.4000/rfst.569",
    urls=("https://exemple.org/a_b?c=d&e=f", "https://exemple.org/a.pdf"),
    langue="fr",
    resume="Un résumé.",
    mots_cles=("Évaluation", "CLS"),
)
RAPPORT = Reference(
    titre="Référentiel",
    type="rapport",
    editeurs=("ARS PACA", "CRES"),
    date="2012-04-10",
    pages="42 p.",
)


class TestDetails:
    """One reference, looked at closely."""

    def test_ris_dit_le_type_les_pages_et_la_date(self) -> None:
        lignes = "".join(ris.ecrire([ARTICLE])).split("\r\n")
        for attendue in ("TY  - JOUR", "SP  - 729", "EP  - 733", "PY  - 2016", "DA  - 2016/11//",
                         "AU  - MOTARD, Clémentine", "T2  - Santé publique", "M2  - Et al.",
                         "UR  - https://exemple.org/a_b?c=d&e=f", "ER  - "):  # fmt: skip
            assert attendue in lignes
        assert "SP  - 42" in "".join(ris.ecrire([RAPPORT])).split("\r\n")

    def test_ris_ne_coupe_pas_une_adresse_au_point_virgule(self) -> None:
        adresse = "https://exemple.org/doc;jsessionid=1?a=b;c"
        (lu,) = lecture_ris.lire(
            "".join(ris.ecrire([replace(RAPPORT, urls=(adresse,))])).replace("\r", "")
        )
        assert lu.reference.urls == (adresse,)

    def test_bibtex_echappe_ce_que_latex_comprendrait(self) -> None:
        texte = "".join(bibtex.ecrire([ARTICLE]))
        assert r"l’action \& la santé : 50 \% des élus" in texte
        assert "url = {https://exemple.org/a_b?c=d&e=f}" in texte
        assert "author = {MOTARD, Clémentine and {HCSP} and others}" in texte
        assert "pages = {729--733}" in texte

    def test_csl_json_garde_une_date_partielle(self) -> None:
        item = csl.vers_csl(ARTICLE)
        assert item["issued"] == {"date-parts": [[2016, 11]]}
        assert item["author"] == [{"family": "MOTARD", "given": "Clémentine"}, {"literal": "HCSP"}]
        assert item["page"] == "729-733"
        assert csl.vers_csl(RAPPORT)["number-of-pages"] == "42"

    def test_zotero_lit_un_article_et_un_rapport(self) -> None:
        paires = meta.balises(ARTICLE, "https://portail.example/bibliographie/1-x/")
        for paire in [("citation_title", ARTICLE.titre), ("citation_author", "MOTARD, Clémentine"),
                      ("citation_author", "HCSP"), ("citation_publication_date", "2016/11"),
                      ("citation_journal_title", "Santé publique"), ("citation_firstpage", "729"),
                      ("citation_lastpage", "733"), ("citation_doi", "10.4000/rfst.569"),
                      ("citation_pdf_url", "https://exemple.org/a.pdf"),
                      ("citation_public_url", "https://exemple.org/a_b?c=d&e=f"),
                      ("citation_abstract_html_url", "https://portail.example/bibliographie/1-x/"),
                      ("z:itemType", "journalArticle"),
                      ("DC.title", ARTICLE.titre), ("DC.date", "2016-11")]:  # fmt: skip
            assert paire in paires
        assert all(valeur for _, valeur in paires)
        institutions = [
            valeur
            for nom, valeur in meta.balises(RAPPORT, "")
            if nom == "citation_technical_report_institution"
        ]
        assert institutions == ["ARS PACA ; CRES"]

    def test_le_coins_se_relit_comme_une_adresse(self) -> None:
        lu = parse_qs(coins(ARTICLE))
        assert lu["ctx_ver"] == ["Z39.88-2004"]
        assert lu["rft_val_fmt"] == ["info:ofi/fmt:kev:mtx:journal"]
        assert lu["rft.atitle"] == [ARTICLE.titre]
        assert lu["rft.au"] == ["MOTARD, Clémentine"]
        assert lu["rft.aucorp"] == ["HCSP"]
        assert lu["rft_id"][0] == "info:doi/10.4000/rfst.569"


class TestCitation:
    """ISO 690, in French."""

    def test_un_article(self) -> None:
        assert citer(ARTICLE).texte == (
            "MOTARD, Clémentine, HCSP et al. Éclairer l’action & la santé : 50 % des élus ? "
            "[en ligne]. Santé publique. novembre 2016, vol.\u00a028, n°\u00a06, pp. 729-733. "
            "DOI\u00a0: 10.4000/rfst.569."
        )

    def test_un_rapport(self) -> None:
        assert citer(RAPPORT).texte == "Référentiel. ARS PACA, CRES, 10 avril 2012, 42 p."

    def test_le_lieu_precede_l_editeur(self) -> None:
        cite = citer(replace(RAPPORT, lieu="Marseille")).texte
        assert cite == "Référentiel. Marseille\u00a0: ARS PACA, CRES, 10 avril 2012, 42 p."

    def test_un_chapitre_dit_d_ou_il_vient(self) -> None:
        chapitre = Reference(
            titre="Chapitre 16",
            type="chapitre",
            auteurs=(Nom("BOURGEOIS", "Isabelle"),),
            dans_titre="Les recherches qualitatives",
            dans_responsables="KIVITS Joëlle (et al.)",
            dans_editeur="Armand Colin",
            date="2016",
        )
        assert citer(chapitre).texte == (
            "BOURGEOIS, Isabelle. Chapitre 16. Dans\u00a0: KIVITS Joëlle (et al.). "
            "Les recherches qualitatives. Armand Colin, 2016."
        )

    def test_un_ouvrage_dit_qui_le_dirige(self) -> None:
        dirige = replace(RAPPORT, dans_responsables="FAURE Inès, PETIT Jeanne")
        assert citer(dirige).texte == (
            "Référentiel. Sous la direction de FAURE Inès, PETIT Jeanne. "
            "ARS PACA, CRES, 10 avril 2012, 42 p."
        )

    def test_le_html_est_echappe_et_le_titre_en_italique(self) -> None:
        html = citer(replace(RAPPORT, titre="<script>alert(1)</script> & co")).html
        assert html.startswith("<cite>&lt;script&gt;alert(1)&lt;/script&gt; &amp; co</cite>.")

    def test_pas_de_point_apres_une_adresse_ni_apres_une_question(self) -> None:
        cite = citer(replace(RAPPORT, titre="Qui décide ?", urls=("https://exemple.org/x",))).texte
        assert cite.startswith("Qui décide ? [en ligne]. ARS PACA")
        assert cite.endswith("Disponible à l’adresse\u00a0: https://exemple.org/x")
        assert citer(Reference(titre="Qui décide ?", editeurs=("CRES",))).texte == (
            "Qui décide ? CRES."
        )

    def test_le_premier_du_mois_est_dit_premier(self) -> None:
        assert "1er juin 2021" in citer(replace(RAPPORT, date="2021-06-01")).texte

    def test_toute_notice_se_cite(self, references: list[Reference]) -> None:
        for reference in references:
            texte = citer(reference).texte
            debut = reference.titre.rstrip(".")
            assert debut in texte
            assert ".." not in texte.replace("...", "")

    def test_notre_style_suit_le_schema_csl(self) -> None:
        """citeproc-py warns when it does not, and warnings are errors."""
        CitationStylesStyle(str(STYLE), validate=True)
