"""What cells go through: Excel’s dates and guards, encodings, separators, any text at all."""

import csv
import datetime
import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from dispositifs.models import Chiffre, Dispositif
from socle.listes.colonnes import Colonne as ColonneDeFichier
from socle.listes.exports import en_fichier
from socle.models import Source
from socle.tableur.cles import cle_de
from socle.tableur.colonnes import (
    TROP_LONG,
    CelluleError,
    Colonne,
    colonne_du_champ,
    lire_date,
)
from socle.tableur.comparaison import morceaux
from socle.tableur.lecture import TableurError, lire_feuille, nettoyer, proteger
from territoires.models import Territoire

TEXTES = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t'=+-@\"; |"),
    max_size=60,
)
TITRE = Colonne("titre", "titre")


def _par_un_fichier(texte: str, suffixe: str) -> str:
    """The cell as it comes back from a file."""
    normale = TITRE.en_texte(texte)
    colonnes = [
        ColonneDeFichier("cle", "", lambda ligne: "a"),
        ColonneDeFichier("titre", "", lambda ligne: TITRE.pour_la_feuille(normale)),
    ]
    reponse: Any = en_fichier([0], colonnes, "t", suffixe)
    feuille = lire_feuille("t", b"".join(reponse.streaming_content))
    # Not reponse.close(), which would close the database connection too.
    for fermer in reponse._resource_closers:
        fermer()
    ((_, cellules),) = feuille.lignes
    return TITRE.normale([*cellules, ""][1], normale)


@given(TEXTES)
def test_tout_texte_survit_au_voyage_en_csv(texte: str) -> None:
    assert _par_un_fichier(texte, "csv") == TITRE.en_texte(texte)


@given(TEXTES)
def test_tout_texte_survit_au_voyage_en_xlsx(texte: str) -> None:
    assert _par_un_fichier(texte, "xlsx") == TITRE.en_texte(texte)


@given(TEXTES)
def test_proteger_puis_nettoyer_ne_change_que_les_bords(texte: str) -> None:
    assert nettoyer(proteger(texte)) == texte.strip()


@given(TEXTES)
def test_aucune_cellule_ecrite_ne_commence_comme_une_formule(texte: str) -> None:
    assert not proteger(texte).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(
    ("cellule", "attendue"),
    [
        ("2018", "2018"), ("2018-03", "2018-03"), ("2018-03-31", "2018-03-31"),
        ("31/03/2018", "2018-03-31"), ("1/3/2018", "2018-03-01"), ("03/2018", "2018-03"),
        ("mars-18", "2018-03"), ("févr.-18", "2018-02"), ("Août 2018", "2018-08"),
        ("déc-99", "1999-12"), ("Mar-18", "2018-03"), ("2018-03-31 00:00:00", "2018-03-31"),
        ("", ""),
    ],
)  # fmt: skip
def test_une_date_se_lit_comme_les_tableurs_l_ecrivent(cellule: str, attendue: str) -> None:
    assert lire_date(cellule)[0] == attendue


@pytest.mark.parametrize("cellule", ["31/02/2018", "bientôt", "j-18", "43160", "2018-13", "ma-18"])
def test_une_date_incomprise_est_refusee_et_le_dit(cellule: str) -> None:
    with pytest.raises(CelluleError, match="n’est pas une date"):
        lire_date(cellule)


def _colonne(modele: Any, nom: str) -> Colonne:
    colonne = colonne_du_champ(modele._meta.get_field(nom))
    assert colonne is not None
    return colonne


@pytest.mark.parametrize(
    ("cellule", "attendue"),
    [("01/03/2018", "2018-03"), ("mars-18", "2018-03"), ("02/03/2018", "2018-03-02")],
)
def test_un_mois_qu_excel_change_en_premier_du_mois_reste_ce_mois(
    cellule: str, attendue: str
) -> None:
    assert _colonne(Dispositif, "debut").normale(cellule, "2018-03") == attendue


def test_un_jour_ecrit_en_entier_est_un_vrai_changement() -> None:
    assert _colonne(Dispositif, "debut").normale("2018-03-01", "2018-03") == "2018-03-01"


@pytest.mark.parametrize(
    ("nom", "cellule", "attendue"),
    [
        ("valeur", "1 234,50", "1234.5"), ("valeur", "12.0", "12"),
        ("valeur", "5\u202f218", "5218"),
        ("valeur", "", ""), ("delai_revision", "60", "60"), ("approximatif", "VRAI", "oui"),
        ("approximatif", "non", "non"), ("approximatif", "", "non"),
    ],
)  # fmt: skip
def test_nombres_et_oui_ou_non(nom: str, cellule: str, attendue: str) -> None:
    assert _colonne(Chiffre, nom).normale(cellule) == attendue


@pytest.mark.parametrize(
    ("modele", "nom", "cellule", "dit"),
    [
        (Chiffre, "valeur", "beaucoup", "pas un nombre"),
        (Chiffre, "valeur", "1e999999", "pas un nombre"),
        (Chiffre, "delai_revision", "1,5", "nombre entier"),
        (Chiffre, "approximatif", "peut-être", "oui"),
        (Dispositif, "etat", "visible", "brouillon, à relire, publié, archivé"),
    ],
)
def test_une_cellule_impossible_dit_quoi_ecrire(
    modele: Any, nom: str, cellule: str, dit: str
) -> None:
    with pytest.raises(CelluleError, match=dit):
        _colonne(modele, nom).normale(cellule)


def test_un_choix_s_ecrit_par_son_libelle_et_se_lit_par_l_un_ou_l_autre() -> None:
    etat = _colonne(Dispositif, "etat")
    assert etat.pour_la_feuille("a-relire") == "à relire"
    assert {etat.normale(mot) for mot in ("à relire", "A RELIRE", "a-relire")} == {"a-relire"}


def test_un_texte_trop_long_pour_un_tableur_reste_sur_le_site() -> None:
    texte = "x" * 40_000
    assert TITRE.pour_la_feuille(texte) == TROP_LONG
    assert TITRE.normale(TROP_LONG, texte) == texte


@pytest.mark.parametrize(
    ("cellule", "attendue"),
    [
        ("Quoi?? Rien?!", "Quoi\u202f? Rien\u202f!"),
        ("Quoi?? Tout?!", "Quoi\u202f? Tout\u202f!"),
        ("Autre chose", "Autre chose"),
    ],
)
def test_les_espaces_fines_qu_excel_perd_en_cp1252_sont_retablies(
    cellule: str, attendue: str
) -> None:
    assert TITRE.normale(cellule, "Quoi\u202f? Rien\u202f!") == attendue


def test_les_zeros_de_tete_et_les_gardes_d_excel_survivent() -> None:
    feuille = lire_feuille("t.csv", 'cle;nom\n"=""04001""";x\n'.encode("utf-8-sig"))
    assert feuille.lignes == [(2, ["04001", "x"])]


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separateur", [";", ",", "\t"])
def test_encodages_et_separateurs(encodage: str, separateur: str) -> None:
    tampon = io.StringIO(newline="")
    csv.writer(tampon, delimiter=separateur).writerows([["cle", "nom"], ["a", "L’été ; « x, y »"]])
    feuille = lire_feuille("t.csv", tampon.getvalue().encode(encodage))
    assert feuille.entete == ["cle", "nom"]
    assert feuille.lignes == [(2, ["a", "L’été ; « x, y »"])]


def test_les_cellules_d_un_classeur_se_lisent_par_leur_sens() -> None:
    classeur, tampon = Workbook(), io.BytesIO()
    feuille: Any = classeur.active
    feuille.append(["cle", "date", "n", "oui", "vide", None])
    feuille.append(["04001", datetime.datetime(2018, 3, 1), 2016.0, True, None])
    feuille.append([])
    feuille.append(["b", datetime.date(2018, 3, 31), 12.5, False])
    classeur.save(tampon)
    lue = lire_feuille("t.xlsx", tampon.getvalue())
    assert lue.entete == ["cle", "date", "n", "oui", "vide"]
    assert lue.lignes == [
        (2, ["04001", "01/03/2018", "2016", "VRAI"]),
        (4, ["b", "31/03/2018", "12.5", "FAUX"]),
    ]


def test_une_ligne_sep_d_excel_n_est_pas_l_entete() -> None:
    assert lire_feuille("t.csv", b"sep=;\ncle;nom\na;b\n").entete == ["cle", "nom"]


def test_un_fichier_vide_le_dit() -> None:
    with pytest.raises(TableurError, match="vide"):
        lire_feuille("t.csv", b";;\n;\n")


def test_la_cle_d_un_modele_est_celle_que_ses_champs_annoncent() -> None:
    assert cle_de(Source).nom == "cle"
    assert cle_de(Dispositif).nom == "slug"
    assert cle_de(Territoire).attributs == ("echelle", "code")


def test_un_long_texte_ne_montre_que_ce_qui_bouge() -> None:
    mots = " ".join(f"mot{n}" for n in range(100))
    suite = morceaux(mots, mots.replace("mot50", "autre"))
    assert ("retire", "mot50") in suite
    assert ("ajoute", "autre") in suite
    assert sum(len(t) for _, t in suite) < 400
