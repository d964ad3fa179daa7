"""From a printed text to its stems."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.recherche.normalisation import (
    LONGUEUR_MAX,
    decouper,
    indexer_texte,
    mots_plies,
    racines,
)

JETON = re.compile(r"[a-z]+|[0-9]+")


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("L’accès aux soins des élu·e·s", ["acces", "soin", "elu"]),
        ("Qu’est-ce qu’un CLS ?", ["cls"]),
        ("Agence de santé Grand Est", [*racines("agence santé grand"), "est"]),
        ("le sud-est, à l’est de Lyon", ["sud", "est", "est", *racines("Lyon")]),
        ("où l’on est", []),
        ("Covid-19", [*racines("covid"), "19"]),
        ("P4H", ["p", "4", "h"]),
        ("le C.L.S. et J.P.Martin", ["cls", "jp", *racines("Martin")]),
        ("san\u00adté", racines("santé")),
        ("e\u0301lus", ["elu"]),
        ("ﬁnancement", racines("financement")),
        ("Здоровье 健康", []),
        ("🦠 !!! — « »", []),
        ("", []),
    ],
)
def test_un_texte_donne_ses_racines(texte: str, attendu: list[str]) -> None:
    assert racines(texte) == attendu


def test_les_mots_plies_gardent_les_mots_vides_pour_completer_un_titre() -> None:
    assert mots_plies("La santé de l’Œuvre") == ["la", "sante", "de", "l", "oeuvre"]


def test_chaque_mot_dit_ou_il_est_imprime() -> None:
    texte = "Les chargé·e·s de santé."
    assert [texte[mot.debut : mot.fin] for mot in decouper(texte)] == [
        "Les",
        "chargé·e·s",
        "de",
        "santé",
    ]


def test_un_separateur_tient_les_mots_cles_a_distance() -> None:
    assert indexer_texte(["santé mentale", "élus"], 10) == " sant mental x0 elu "


def test_un_texte_trop_long_est_coupe_a_son_maximum() -> None:
    assert len(indexer_texte(["santé " * 50, "élus"], 20).split()) == 20


@given(st.text(max_size=300))
def test_aucun_texte_ne_donne_un_jeton_que_les_index_decouperaient_autrement(texte: str) -> None:
    for racine in racines(texte):
        assert JETON.fullmatch(racine)
        assert len(racine) <= LONGUEUR_MAX


@given(st.text(alphabet="aàâcçeéèêiïoôuùsxœæ-’·. ", max_size=60))
def test_un_accent_compose_ou_decompose_revient_au_meme(texte: str) -> None:
    assert racines(unicodedata.normalize("NFD", texte)) == racines(texte)


@given(st.text(max_size=200))
def test_les_mots_sont_dans_l_ordre_et_dans_le_texte(texte: str) -> None:
    ici = 0
    for mot in decouper(texte):
        assert ici <= mot.debut < mot.fin <= len(texte)
        ici = mot.fin
