"""One reader of tables: the sheet that has the headers, cells as people see them, what is said."""

import csv
import datetime
import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from socle.tableur.lecture import (
    Cellules,
    Feuille,
    TableurError,
    decoder_avec_encodage,
    lire_feuille,
)
from socle.textes import plier
from tests.socle.tableur import classeurs

TEXTES = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"), max_size=20
)


def est_entete(cellules: Cellules) -> bool:
    """A header of notices."""
    return {"titre", "date"} <= {plier(c) for c in cellules}


def lue(contenu: bytes, nom: str = "t") -> Feuille:
    return lire_feuille(nom, contenu, est_entete)


# Which sheet, which line


def test_la_feuille_lue_est_celle_qui_a_les_en_tetes() -> None:
    contenu = classeurs.xlsx(
        ("Lisez-moi", [["Lisez-moi"]]), ("Données", [["Titre", "Date"], ["Essai", 2019]])
    )
    feuille = lue(contenu)
    assert (feuille.onglet, feuille.entete) == ("Données", ["Titre", "Date"])
    assert feuille.lignes == [(2, ["Essai", "2019"])]
    assert feuille.avertissements == [
        "Feuille lue\u00a0: «\u00a0Données\u00a0», qui a les en-têtes attendus."
    ]


def test_une_feuille_masquee_n_est_lue_que_faute_d_autre_et_c_est_dit() -> None:
    bonne = [["titre", "date"], ["A", "2019"]]
    masquee = classeurs.xlsx(("M", bonne), ("V", [["rien"]]), masquees=["M"])
    assert "«\u00a0M\u00a0», est masquée" in lue(masquee).avertissements[0]
    autre = [["titre", "date"], ["B", "2020"]]
    les_deux = lue(classeurs.xlsx(("M", bonne), ("V", autre), masquees=["M"]))
    assert les_deux.lignes == [(2, ["B", "2020"])]
    assert "Seule la feuille «\u00a0V\u00a0» est lue" in les_deux.avertissements[0]
    assert "«\u00a0M\u00a0»" in les_deux.avertissements[0]


def test_de_deux_feuilles_qui_conviennent_la_premiere_est_lue_et_c_est_dit() -> None:
    contenu = classeurs.xlsx(
        ("2018", [["titre", "date"], ["A", 1]]), ("2019", [["date", "titre"], [2, "B"]])
    )
    feuille = lue(contenu)
    assert feuille.onglet == "2018"
    assert feuille.avertissements == [
        "Seule la feuille «\u00a02018\u00a0» est lue. Ont les mêmes en-têtes et ne le sont pas"
        "\u00a0: «\u00a02019\u00a0»."
    ]


@pytest.mark.parametrize("sorte", ["xlsx", "csv", "ods"])
def test_les_lignes_de_titre_au_dessus_des_en_tetes_sont_passees_et_dites(sorte: str) -> None:
    lignes = [["Liste des notices"], [], ["Au 3 mars 2019"], ["Titre", "Date"], ["A", "2019"], []]
    if sorte == "xlsx":
        contenu = classeurs.xlsx(("F", lignes))
    elif sorte == "ods":
        contenu = classeurs.ods("".join(map(classeurs.rangee_ods, lignes)))
    else:
        contenu = "\n".join(";".join(ligne) for ligne in lignes).encode()
    feuille = lue(contenu)
    assert (feuille.sorte, feuille.ligne_entete, feuille.lignes) == (sorte, 4, [(5, ["A", "2019"])])
    assert feuille.avertissements == [
        "Lignes laissées au-dessus des en-têtes\u00a0: «\u00a0Liste des notices / Au 3 mars 2019"
        "\u00a0»."
    ]


def test_sans_les_en_tetes_attendus_la_premiere_ligne_est_rendue_a_qui_dira_ce_qui_manque() -> None:
    assert lue(b"nom;prix\nA;3\n").entete == ["nom", "prix"]
    feuille = lue(classeurs.xlsx(("Cachée", [["x"]]), ("F", [["nom"]]), masquees=["Cachée"]))
    assert (feuille.onglet, feuille.entete) == ("F", ["nom"])


def test_une_feuille_trop_grande_n_empeche_pas_de_lire_l_autre() -> None:
    grande = [["code", "libelle"], *([rang, "x"] for rang in range(20_001))]
    contenu = classeurs.xlsx(("Codes", grande), ("F", [["titre", "date"], ["A", 2019]]))
    assert lue(contenu).lignes == [(2, ["A", "2019"])]
    with pytest.raises(TableurError, match="trop de lignes"):
        lire_feuille("t", contenu, lambda cellules: "code" in cellules)


# Cells as people see them


def _comme_vues(contenu: bytes) -> dict[str, str]:
    feuille = lue(contenu)
    (ligne,) = feuille.lignes
    return dict(zip(feuille.entete, ligne[1], strict=False))


def test_les_cellules_d_un_xlsx_se_lisent_comme_on_les_voit() -> None:
    tampon, jour = io.BytesIO(), datetime.datetime(2019, 3, 1)
    with xlsxwriter.Workbook(tampon) as classeur:
        feuille = classeur.add_worksheet()
        feuille.write_row(
            0, 0, ["titre", "date", "mois", "an", "part", "oui", "n", "calcul", "faux"]
        )
        feuille.write(1, 0, "L’été")
        for colonne, format_ in enumerate(("dd/mm/yyyy", "mmm-yy", "yyyy"), 1):
            feuille.write_datetime(1, colonne, jour, classeur.add_format({"num_format": format_}))
        feuille.write_number(1, 4, 0.255, classeur.add_format({"num_format": "0.0%"}))
        feuille.write_boolean(1, 5, True)
        feuille.write_number(1, 6, 0.1 + 0.2)
        feuille.write_formula(1, 7, "=1+1", None, 2)
        feuille.write_formula(1, 8, "=1/0", None, "#DIV/0!")
    assert _comme_vues(tampon.getvalue()) == {
        "titre": "L’été",
        "date": "01/03/2019",
        "mois": "03/2019",
        "an": "2019",
        "part": "25.5\u00a0%",
        "oui": "VRAI",
        "n": "0.3",
        "calcul": "2",
        "faux": "#DIV/0!",
    }


def test_les_cellules_d_un_ods_se_lisent_comme_on_les_voit() -> None:
    date = 'office:value-type="date" office:date-value="2019-03-01"'
    note = "<office:annotation><text:p>le 3 mai 2020</text:p></office:annotation>"
    cellules = {
        "titre": "L’été",
        "date": classeurs.cellule_ods("01/03/2019", date),
        "mois": classeurs.cellule_ods("mars-19", date),
        "vide": '<table:table-cell table:number-columns-repeated="2"/>',
        "an": f"<table:table-cell {date}>{note}<text:p>2019</text:p></table:table-cell>",
        "part": classeurs.cellule_ods("25%", 'office:value-type="percentage" office:value="0.25"'),
        "oui": classeurs.cellule_ods(
            "VRAI", 'office:value-type="boolean" office:boolean-value="true"'
        ),
        "faux": classeurs.cellule_ods(
            "#REF!",
            'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"',
        ),
    }
    noms = list(cellules)
    noms.insert(4, "vide2")
    contenu = classeurs.ods(
        classeurs.rangee_ods(noms) + "<table:table-row/>" + classeurs.rangee_ods(cellules.values())
    )
    assert _comme_vues(contenu) == {
        **{"titre": "L’été", "date": "01/03/2019", "mois": "03/2019", "vide": "", "vide2": ""},
        **{"an": "2019", "part": "25%", "oui": "VRAI", "faux": "#REF!"},
    }


def test_un_ancien_classeur_xls_se_lit_et_dit_ce_qu_il_ne_dit_pas() -> None:
    feuille = lue(classeurs.ancien_xls())
    assert feuille.sorte == "xls"
    assert feuille.lignes == [(2, ["L’été des élus", "31/03/2018", "04001"])]
    assert "cellule en erreur" in feuille.avertissements[0]


def test_une_formule_sans_valeur_montre_sa_formule_et_sa_ligne_est_dite() -> None:
    cellule = '<c r="A2"><f>CONCATENATE("a","b")</f><v></v></c><c r="B2"><v>2019</v></c>'
    calculee = '<c r="A3" t="str"><f>"a"</f><v>a</v></c>'
    feuille = lue(
        classeurs.xlsx_brut(
            f'{classeurs.ENTETE}<row r="2">{cellule}</row><row r="3">{calculee}</row>'
        )
    )
    assert feuille.lignes == [(2, ['=CONCATENATE("a","b")', "2019"]), (3, ["a"])]
    assert "«\u00a0titre\u00a0» est une formule" in feuille.sans_valeur(2)
    # A column that nobody reads spoils nothing.
    assert feuille.sans_valeur(2, [1]) == ""
    assert feuille.sans_valeur(3) == ""


def test_une_formule_sans_valeur_d_un_ods_est_dite_aussi() -> None:
    nue = '<table:table-cell table:formula="of:=[.A1]"/>'
    lignes = classeurs.rangee_ods(["titre", "date"]) + classeurs.rangee_ods([nue, "2019"])
    feuille = lue(classeurs.ods(lignes))
    assert feuille.lignes == [(2, ["=[.A1]", "2019"])]
    assert feuille.sans_valeur(2)


def test_les_zeros_de_tete_et_les_lignes_vides_d_un_classeur() -> None:
    lignes = [["titre", "date"], ["04001", '="04001"'], [], ["", ""], ["Total", 3.0]]
    feuille = lue(classeurs.xlsx(("F", lignes)))
    assert feuille.lignes == [(2, ["04001", "04001"]), (5, ["Total", "3"])]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            TEXTES,
            st.integers(-(10**9), 10**9) | st.booleans() | st.just(""),
            st.dates(datetime.date(1900, 3, 1), datetime.date(2999, 1, 1)),
        ),
        max_size=8,
    )
)
def test_ce_que_xlsxwriter_ecrit_se_relit(lignes: list[tuple[str, Any, datetime.date]]) -> None:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon) as classeur:
        feuille = classeur.add_worksheet()
        jour = classeur.add_format({"num_format": "dd/mm/yyyy"})
        feuille.write_row(0, 0, ["titre", "n", "date"])
        for rang, (texte, n, date) in enumerate(lignes, 1):
            feuille.write_string(rang, 0, f"a{texte}z")
            feuille.write(rang, 1, n)
            feuille.write_datetime(rang, 2, date, jour)
    dits = {True: "VRAI", False: "FAUX"}
    attendues = [
        (rang, [f"a{t}z", dits[n] if isinstance(n, bool) else str(n), f"{d:%d/%m/%Y}"])
        for rang, (t, n, d) in enumerate(lignes, 2)
    ]
    assert lue(tampon.getvalue()).lignes == attendues


# CSV


@settings(deadline=None)
@given(
    st.lists(st.tuples(TEXTES | st.just("a\nb;c"), TEXTES), max_size=8),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
    st.booleans(),
)
@example([("x", "mars-19")], ";", "utf-8", True)
@example([('"', "'"), ("a\n\nb", '"";')], "|", "utf-16", False)
def test_tout_csv_se_relit(
    lignes: list[tuple[str, str]], separateur: str, encodage: str, sep: bool
) -> None:
    tampon = io.StringIO(newline="")
    plume = csv.writer(tampon, delimiter=separateur)
    plume.writerow(["titre", "date", "fin"])
    plume.writerows([f"a{a}z", f"a{b}z", "fin"] for a, b in lignes)
    texte = (f"sep={separateur}\r\n" if sep else "") + tampon.getvalue()
    feuille = lue(texte.encode(encodage))
    assert [c for _, c in feuille.lignes] == [[f"a{a}z", f"a{b}z", "fin"] for a, b in lignes]
    assert feuille.encodage == {"8": "UTF-8", "1": "UTF-16", "3": "UTF-32"}[encodage[4]]
    assert (feuille.ligne_entete, feuille.rejets) == (1 + sep, [])


@pytest.mark.parametrize("premiere", ["sep=;", "SEP=;", '"sep=;"', "sep=;;;", "sep="])
def test_une_ligne_sep_dit_le_separateur_meme_enregistree_de_nouveau(premiere: str) -> None:
    feuille = lue(f"{premiere}\nTitre;Date\nEssai;mars-19\n".encode())
    assert feuille.entete == ["Titre", "Date"]
    assert feuille.lignes == [(3, ["Essai", "mars-19"])]


def test_le_separateur_est_celui_sous_lequel_sont_les_en_tetes() -> None:
    texte = "Liste ; extraite ; le 3 mars\ntitre,date\nA,2019\n"
    assert lue(texte.encode()).lignes == [(3, ["A", "2019"])]


def test_un_guillemet_ouvert_n_emporte_que_sa_ligne() -> None:
    feuille = lue(b'titre;date\n"A;2016\nB;2017\n"C\nD";2018\n"E"x;1\nF;2\n')
    assert feuille.lignes == [(3, ["B", "2017"]), (4, ["C\nD", "2018"]), (7, ["F", "2"])]
    assert [(r.numero, r.debut) for r in feuille.rejets] == [(2, "A"), (6, 'E"x')]


FRANCAIS = (
    "titre;date\nL’été d’essai;2019\n",
    "titre;date\nSANTÉ À NÎMES;2019\n",
    "titre;date\nÉlu « où ça » ?;août\n",
    "titre;date\nMüller, Jürgen – œuvre;Noël\n",
    "titre;date\ncoût : 10 €;2019\n",
    "titre;date\nUn « mot »…;2019\n",
)


@pytest.mark.parametrize("texte", FRANCAIS)
@pytest.mark.parametrize(
    ("encodage", "nom"),
    [("cp1252", "Windows (cp1252)"), ("mac-roman", "Mac Roman"), ("utf-8", "UTF-8")],
)
def test_un_texte_francais_se_lit_dans_chaque_encodage(texte: str, encodage: str, nom: str) -> None:
    assert decoder_avec_encodage(texte.encode(encodage)) == (texte, nom)


@pytest.mark.parametrize("encodage", ["iso8859-15", "cp850"])
def test_un_texte_d_un_vieux_programme_se_lit_aussi(encodage: str) -> None:
    texte = "L'évaluation à Nîmes : où ? Le contrat prévoit des élus, un forum, la santé.\n"
    assert decoder_avec_encodage(texte.encode(encodage))[0] == texte


def test_un_encodage_rare_est_dit() -> None:
    assert lue("titre;date\nL’été;2019\n".encode("mac-roman")).avertissements == [
        "Fichier lu comme du texte Mac Roman."
    ]
    assert lue("titre;date\nL’été;2019\n".encode("cp1252")).avertissements == []
