"""Hits and their order, written out: both databases must give these very lists."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socle.recherche import chercher
from socle.recherche.requete import TERMES_MAX
from tests.socle.recherche.conftest import Ajouter, cles

MENTALE = ["covid", "sante-mentale", "clsm", "quartiers"]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        # A row in the title (latest first), then keywords, then the body.
        ("santé mentale", MENTALE),
        ("sante mentale", MENTALE),
        ("SANTÉ MENTALES", MENTALE),
        # The same words, not in that order: in the title first, the latest first.
        ("mentale santé", MENTALE),
        # A phrase leaves out the record where the words are apart.
        ('"santé mentale"', ["covid", "sante-mentale", "clsm"]),
        ("« santé mentale »", ["covid", "sante-mentale", "clsm"]),
        ("santé mentale -covid", ["sante-mentale", "clsm", "quartiers"]),
        ("santé mentale -covid-19 -élu", ["clsm", "quartiers"]),
        ('mentale -"santé mentale"', ["quartiers"]),
        # A title that is the whole question comes before any that holds it.
        ("marseille", ["marseille", "asv"]),
        ("élu", ["sante-mentale"]),
        ("coordonnateur", ["coordonnateurs"]),
        ("coordonnatrices", ["coordonnateurs"]),
        ("oeuvre", ["oeuvre"]),
        ("œuvre", ["oeuvre"]),
        ("communes", ["communes"]),
        ("communication", ["communication"]),
        ("Élisabeth", ["clsm"]),
        ("contrat local de santé", ["oeuvre", "communes"]),
        # « contrat » and « local de santé » are two keywords: no phrase runs over both.
        ('"contrat local de santé"', ["oeuvre"]),
        # Nor over the end of the title and the first keyword.
        ('"conseils locaux santé"', []),
        ("santé introuvable", []),
        ("santé mentale -santé", []),
    ],
)
@pytest.mark.usefixtures("bibliotheque")
def test_une_question_trouve_ces_fiches_dans_cet_ordre(texte: str, attendu: list[str]) -> None:
    assert cles(texte) == attendu


@pytest.mark.usefixtures("bibliotheque")
def test_un_brouillon_ne_se_trouve_pas() -> None:
    assert cles("relire") == []


@pytest.mark.usefixtures("bibliotheque")
def test_on_cherche_dans_les_categories_que_l_on_veut() -> None:
    assert cles("marseille", "dispositif") == ["asv"]
    assert cles("marseille", "dispositif", "territoire") == ["marseille", "asv"]
    assert list(chercher("marseille", [])) == []


def test_le_titre_passe_avant_les_mots_cles_qui_passent_avant_le_corps(ajouter: Ajouter) -> None:
    """Even when many lower places would add up, and whatever the dates."""
    mots = [f"mot{lettre * 3}" for lettre in "abcdefghi"]
    question = " ".join(mots)
    ajouter("un-dans-le-titre", f"Zone {mots[0]}", corps=question)
    ajouter("tous-en-mots-cles", "Zone", mots=tuple(mots[1:]), corps=mots[0], date="2024")
    ajouter("tous-dans-le-corps", "Zone", corps=question, date="2026-01-01")
    assert cles(question) == ["un-dans-le-titre", "tous-en-mots-cles", "tous-dans-le-corps"]


def test_a_egalite_la_date_la_plus_recente_puis_la_cle(ajouter: Ajouter) -> None:
    for cle, date in [
        ("b-sans-date", ""),
        ("c-2023-04", "2023-04"),
        ("z-2023", "2023"),
        ("a-2023", "2023"),
        ("a_2023", "2023"),
        ("B-2023", "2023"),
        ("d-2023-04-02", "2023-04-02"),
    ]:
        ajouter(cle, "Logement", date=date)
    assert cles("logement") == [
        "d-2023-04-02",
        "c-2023-04",
        "B-2023",
        "a-2023",
        "a_2023",
        "z-2023",
        "b-sans-date",
    ]


def test_une_recherche_coute_une_requete(bibliotheque: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as requetes:
        assert list(chercher("santé mentale"))
    assert len(requetes) == 1


@pytest.mark.parametrize(
    "texte",
    [
        "",
        " \n\t",
        '"',
        "«",
        "-",
        "- -- ---",
        '"" «» “”',
        "AND OR NOT NEAR",
        "{titre} : x*",
        "a:* & !b | (c <-> d)",
        "' OR 1=1 --",
        "%_\\",
        "😀🦠",
        "𝕊𝕒𝕟𝕥é",
        "\x01\x02\x7f\x80\xff",
        "\x00",
        "mot " * 10_000,
        " ".join(f"mot{n}" for n in range(10_000)),
        '"' + "santé " * 5_000,
        "-santé " * 5_000,
        "x" * 100_000,
        '"' * 9_999,
        "santé" + "\u0301" * 5_000,
    ],
)
@pytest.mark.usefixtures("bibliotheque")
def test_une_question_absurde_ne_trouve_rien_et_ne_casse_rien(texte: str) -> None:
    assert isinstance(cles(texte), list)


@pytest.mark.usefixtures("bibliotheque")
def test_trente_mots_cherches_au_plus() -> None:
    assert cles("santé " + "mentale " * TERMES_MAX) == MENTALE


@given(st.text(max_size=200) | st.text(alphabet="santé \"«»-*:(){}&|!<>\\%_'^", max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_aucun_texte_ne_leve_d_erreur(bibliotheque: None, texte: str) -> None:
    list(chercher(texte)[:5])
