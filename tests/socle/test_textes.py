"""French text: folded to compare, counted, agreed, enumerated."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle import textes


@pytest.mark.parametrize(
    ("texte", "plie"),
    [
        ("La Seyne-sur-Mer", "la seyne sur mer"),
        ("L’Île-d’Œuvre", "l ile d oeuvre"),
        ("  ATELIERS   SANTÉ\u00a0VILLE ! ", "ateliers sante ville"),
        ("Lætitia, Straße, ﬁn, nº 2", "laetitia strasse fin no 2"),
        ("%_\\'\"", ""),
        ("", ""),
    ],
)
def test_deux_facons_d_ecrire_se_plient_de_meme(texte: str, plie: str) -> None:
    assert textes.plier(texte) == plie


@given(st.text())
def test_un_texte_plie_ne_garde_que_lettres_chiffres_et_espaces_simples(texte: str) -> None:
    plie = textes.plier(texte)
    assert all(c.isascii() and (c.isalnum() or c == " ") for c in plie)
    assert "  " not in plie
    assert textes.plier(plie) == plie


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (0, "0"),
        (999, "999"),
        (5218960, "5\u202f218\u202f960"),
        (Decimal("4.50"), "4,5"),
        (Decimal("54.00"), "54"),
        (Decimal("1234.56"), "1\u202f234,56"),
        (Decimal("1E+3"), "1\u202f000"),
        (0.1, "0,1"),
        ("12", "12"),
        (-1500, "-1\u202f500"),
    ],
)
def test_un_nombre_s_ecrit_a_la_francaise(valeur: Decimal, texte: str) -> None:
    assert textes.nombre(valeur) == texte


@pytest.mark.parametrize(
    ("n", "forme"), [(0, "ville"), (1, "ville"), (Decimal("1.5"), "ville"), (2, "villes")]
)
def test_le_pluriel_commence_a_deux(n: Decimal, forme: str) -> None:
    assert textes.accorder(n, "ville") == forme


def test_un_pluriel_irregulier_se_donne() -> None:
    assert textes.accorder(3, "réseau", "réseaux") == "réseaux"


@pytest.mark.parametrize(
    ("elements", "texte"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (["a", "b", "c"], "a, b et c")],
)
def test_une_enumeration_finit_par_et(elements: list[str], texte: str) -> None:
    assert textes.enumerer(elements) == texte


@pytest.mark.parametrize(
    ("imprime", "montre"),
    [
        ("Santé : quels effets ?", "Santé\xa0: quels effets\xa0?"),
        ("Le « mille-feuille »", "Le «\xa0mille-feuille\xa0»"),
        ("près de 6 % de la population", "près de 6\xa0% de la population"),
        ("Fil-à-fil n° 28", "Fil-à-fil n°\xa028"),
        ("plans: une étude", "plans: une étude"),
    ],
)
def test_une_ligne_ne_commence_pas_par_deux_points(imprime: str, montre: str) -> None:
    assert textes.insecables(imprime) == montre
