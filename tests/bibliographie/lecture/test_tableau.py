"""Tables of other catalogues: Zotero whole, Mendeley, EndNote, Scopus, HAL, PMB."""

import csv
import io

import pytest

from bibliographie.formats.reference import Nom, Reference
from bibliographie.importation import lire
from tests.bibliographie.lecture.aides import ecartes, lectures, reference

# The columns that Zotero writes, in its order.
_ENTETE = (
    "Key,Item Type,Publication Year,Author,Title,Publication Title,ISBN,ISSN,DOI,Url,"
    "Abstract Note,Date,Date Added,Date Modified,Access Date,Pages,Num Pages,Issue,Volume,"
    "Number Of Volumes,Journal Abbreviation,Short Title,Series,Series Number,Series Text,"
    "Series Title,Publisher,Place,Language,Rights,Type,Archive,Archive Location,"
    "Library Catalog,Call Number,Extra,Notes,File Attachments,Link Attachments,Manual Tags,"
    "Automatic Tags,Editor,Series Editor,Translator,Contributor,Attorney Agent,Book Author,"
    "Cast Member,Commenter,Composer,Cosponsor,Counsel,Interviewer,Producer,Recipient,"
    "Reviewed Author,Scriptwriter,Words By,Guest,Number,Edition,Running Time,Scale,Medium,"
    "Artwork Size,Filing Date,Application Number,Assignee,Issuing Authority,Country,"
    "Meeting Name,Conference Name,Court,References,Reporter,Legal Status,Priority Numbers,"
    "Programming Language,Version,System,Code,Code Number,Section,Session,Committee,History,"
    "Legislative Body"
)
ZOTERO = _ENTETE.split(",")


def _csv(*lignes: dict[str, str], colonnes: list[str] | None = None) -> str:
    sortie = io.StringIO()
    table = csv.DictWriter(sortie, colonnes or list(lignes[0]), quoting=csv.QUOTE_ALL)
    table.writeheader()
    table.writerows(lignes)
    return sortie.getvalue()


def _zotero(**cellules: str) -> str:
    propres = {mot.replace("_", " "): texte for mot, texte in cellules.items()}
    return "\ufeff" + _csv(propres, colonnes=ZOTERO)


def test_une_notice_de_zotero_est_entiere() -> None:
    (lu,) = lectures(
        _zotero(
            Key="QX7Z2K9P",
            Item_Type="bookSection",
            Publication_Year="2018",
            Author="Lefort, Odile; Observatoire du Sud; Noël, Jean-Marc",
            Title="Chapitre d’essai",
            Publication_Title="Ouvrage d’essai",
            ISBN="978-2-1234-5680-3",
            Url="https://exemple.fr/chapitre",
            Abstract_Note="Un résumé.",
            Date="2018-04",
            Date_Added="2026-01-02 10:00:00",
            Pages="12-19",
            Series="Cahiers d’essai",
            Series_Number="4",
            Publisher="Presses d’essai",
            Place="Aix-en-Provence",
            Language="fr-FR",
            Library_Catalog="Zotero",
            Extra="PMID: 12",
            Notes="<p>Une remarque</p>",
            Manual_Tags="santé; ville",
            Automatic_Tags="Santé publique",
            Editor="MARTIN, Anne; PETIT, Luc",
            Translator="Roux, Éva",
            Edition="2e éd.",
        )
    )
    assert lu.reference == Reference(
        titre="Chapitre d’essai",
        cle="QX7Z2K9P",
        type="chapitre",
        auteurs=(
            Nom("Lefort", "Odile"),
            Nom("Observatoire du Sud", collectif=True),
            Nom("Noël", "Jean-Marc"),
        ),
        editeurs=("Presses d’essai",),
        dans_titre="Ouvrage d’essai",
        dans_responsables="MARTIN Anne, PETIT Luc",
        date="2018-04",
        pages="pp. 12-19",
        edition="2e éd.",
        lieu="Aix-en-Provence",
        isbn="978-2-1234-5680-3",
        langue="fr",
        urls=("https://exemple.fr/chapitre",),
        resume="Un résumé.",
        note=(
            "PMID: 12\nUne remarque\nCollection\u00a0: Cahiers d’essai\n"
            "Numéro dans la collection\u00a0: 4\nTraduction\u00a0: Roux, Éva"
        ),
        mots_cles=("santé", "ville", "Santé publique"),
    )
    assert ecartes(lu) == [("Date Added", "2026-01-02 10:00:00"), ("Library Catalog", "Zotero")]


def test_aucune_colonne_de_zotero_n_est_inconnue_et_chaque_cellule_est_racontee() -> None:
    lot = lire("z.csv", _csv({nom: f"valeur de {nom}" for nom in ZOTERO}).encode())
    assert lot.avertissements == []
    (lu,) = lectures(_csv({nom: f"valeur de {nom}" for nom in ZOTERO}))
    assert [champ.nom for champ in lu.champs] == ZOTERO


@pytest.mark.parametrize(
    ("mot", "code"),
    [
        ("journalArticle", "article"), ("magazineArticle", "article"), ("book", "ouvrage"),
        ("bookSection", "chapitre"), ("conferencePaper", "communication"), ("report", "rapport"),
        ("thesis", "ouvrage"), ("webpage", "page"), ("blogPost", "page"), ("map", "cartographie"),
        ("statute", "texte-officiel"), ("videoRecording", "video"), ("Poster", "communication"),
        ("document", "document"), ("newspaperArticle", "article"), ("computerProgram", "outil"),
        ("encyclopediaArticle", "chapitre"), ("film", "video"), ("preprint", "article"),
        ("Article de revue", "article"), ("Chapitre d'ouvrage", "chapitre"), ("Thèse", "ouvrage"),
        ("Journal Article", "article"), ("Conference Proceedings", "actes"), ("rapport", "rapport"),
    ],
)  # fmt: skip
def test_les_mots_des_types_sont_les_notres(mot: str, code: str) -> None:
    lu = reference(_csv({"Title": "A", "Item Type": mot}))
    assert lu.type == code


def test_la_publication_est_une_revue_ou_un_ouvrage_selon_le_type() -> None:
    article = reference(_zotero(Title="A", Item_Type="journalArticle", Publication_Title="P"))
    assert (article.revue, article.dans_titre) == ("P", "")
    acte = reference(_zotero(Title="A", Item_Type="conferencePaper", Publication_Title="P"))
    assert (acte.revue, acte.dans_titre) == ("", "P")
    rapport = reference(_zotero(Title="A", Item_Type="report", Number="7", Type="Rapport annuel"))
    assert (rapport.type, rapport.numero) == ("rapport", "")
    assert "Genre\u00a0: Rapport annuel\nNuméro\u00a0: 7" in rapport.note


@pytest.mark.parametrize(
    "noms", ["Durand, Paule; Agence", "Durand, Paule | Agence", "Durand, Paule\nAgence"]
)
def test_les_noms_d_une_cellule_quel_que_soit_leur_separateur(noms: str) -> None:
    lu = reference(_csv({"Titre": "A", "Auteurs": noms}))
    assert lu.auteurs == (Nom("Durand", "Paule"), Nom("Agence", collectif=True))


@pytest.mark.parametrize(
    "cellules",
    [
        {"Reference Type": "Journal Article", "Author": "Durand, Paule", "Year": "2019",
         "Title": "A", "Secondary Title": "Revue", "Volume": "7", "Issue": "3", "Keywords": "x\ny"},
        {"Authors": "Durand, Paule", "Title": "A", "Year": "2019", "Source title": "Revue",
         "Volume": "7", "Issue": "3", "Author Keywords": "x; y", "Document Type": "Article"},
        {"docType_s": "ART", "title_s": "A", "authFullName_s": "Paule Durand", "volume_s": "7",
         "journalTitle_s": "Revue", "issue_s": "3", "producedDate_s": "2019", "keyword_s": "x,y"},
        {"Type de document": "Article", "Titre propre": "A", "Auteur principal": "Durand, Paule",
         "Périodique": "Revue", "Année de publication": "2019", "Volume": "7", "N°": "3",
         "Mots-clés": "x, y"},
    ],
    ids=["endnote", "scopus", "hal", "pmb"],
)  # fmt: skip
def test_les_entetes_d_autres_catalogues(cellules: dict[str, str]) -> None:
    assert reference(_csv(cellules)) == Reference(
        titre="A",
        type="article",
        auteurs=(Nom("Durand", "Paule"),),
        revue="Revue",
        volume="7",
        numero="3",
        date="2019",
        mots_cles=("x", "y"),
    )


def test_sep_et_mois_de_tableur() -> None:
    lu = reference("sep=;\nTitre;Date\nPlan d’essai;avr-21\n")
    assert (lu.titre, lu.date) == ("Plan d’essai", "2021-04")


def test_une_cellule_sans_entete_ou_en_double_n_est_pas_perdue() -> None:
    lot = lire("x.csv", b"titre;Titre;;Couleur\nA;B;C;bleu;D\n")
    assert lot.avertissements == [
        "Colonnes non reprises\u00a0: Couleur.",
        "Colonnes en double, dont la première seule compte\u00a0: titre.",
    ]
    (lu,) = lectures(b"titre;Titre;;Couleur\nA;B;C;bleu;D\n")
    assert lu.reference.titre == "A"
    assert ecartes(lu) == [
        ("Titre", "B"),
        ("Colonne 3", "C"),
        ("Couleur", "bleu"),
        ("Colonne 5", "D"),
    ]


def test_notre_table_garde_les_points_virgules_d_un_nom() -> None:
    cellules = {"titre": "A", "editeurs": "Presses ; du Sud", "modifie_le": "2026-01-02"}
    assert reference(_csv(cellules)).editeurs == ("Presses ; du Sud",)


def test_une_these_est_un_ouvrage_et_le_dit() -> None:
    lu = reference(_zotero(Title="A", Item_Type="thesis"))
    assert (lu.type, lu.note) == ("ouvrage", "Genre\u00a0: thèse ou mémoire")
    precise = reference(_zotero(Title="A", Item_Type="thesis", Type="Thèse de doctorat"))
    assert (precise.type, precise.note) == ("ouvrage", "Genre\u00a0: Thèse de doctorat")
