"""What a reader types, read as a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.recherche.requete import TERMES_MAX, Requete, analyser

SANTE, MENTALE, ELU = ("sant",), ("mental",), ("elu",)


@pytest.mark.parametrize(
    ("texte", "termes", "exclus"),
    [
        ("santé mentale", (SANTE, MENTALE), ()),
        ("SANTÉ  santé", (SANTE,), ()),
        ('"santé mentale" élus', (("sant", "mental"), ELU), ()),
        ("« santé mentale »", (("sant", "mental"),), ()),
        ("«\u00a0santé mentale\u00a0»", (("sant", "mental"),), ()),
        ("“santé mentale”", (("sant", "mental"),), ()),
        ("santé -élus", (SANTE,), (ELU,)),
        ("santé \u2212élus", (SANTE,), (ELU,)),
        ('élus -"santé mentale"', (ELU,), (("sant", "mental"),)),
        ("santé -covid-19", (SANTE,), (("covid", "19"),)),
        ("santé - mentale", (SANTE, MENTALE), ()),
        ("porte-élus", (("port",), ELU), ()),
        ('"santé mentale', (SANTE, MENTALE), ()),
        ('santé" mentale « élus', (SANTE, MENTALE, ELU), ()),
        ('santé "" «» -', (SANTE,), ()),
        ("la santé des élus", (SANTE, ELU), ()),
        ("santé AND NOT (élus) NEAR/2 {titre} :* ' ; --", None, ()),
    ],
)
def test_une_question_se_lit(
    texte: str, termes: tuple[tuple[str, ...], ...] | None, exclus: tuple[tuple[str, ...], ...]
) -> None:
    requete = analyser(texte)
    assert requete.exclus == exclus
    if termes is not None:
        assert requete.termes == termes


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("", ""),
        ("   ", ""),
        ("santé", ""),
        ("-élus", "Donnez aussi un mot à trouver"),
        ('" « -- * ( )', "Aucun mot à chercher"),
        ("le la les", "Aucun mot à chercher"),
        ("😀 健康", "Aucun mot à chercher"),
        (" ".join(f"mot{n}" for n in range(10_000)), "Question trop longue"),
        (" ".join("abcdefghijklmnop"[n : n + 4] + "x" * n for n in range(31)), "trop longue"),
    ],
)
def test_une_question_impossible_se_dit_en_francais(texte: str, dit: str) -> None:
    avertissement = analyser(texte).avertissement
    assert dit in avertissement if dit else avertissement == ""


def test_une_question_sans_mot_est_fausse_et_une_vierge_se_reconnait() -> None:
    assert not analyser("-élus")
    assert not analyser(" ")
    assert analyser(" ").vierge
    assert not analyser("??").vierge


@given(st.text(max_size=400))
def test_toute_question_est_bornee(texte: str) -> None:
    requete = analyser(texte)
    assert isinstance(requete, Requete)
    assert len(requete.termes) <= TERMES_MAX
    assert all(len(terme) <= TERMES_MAX for terme in (*requete.termes, requete.suite))
