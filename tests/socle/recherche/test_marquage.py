"""Matched words marked, and never a broken page."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socle.recherche import analyser, extrait, marquer
from socle.recherche.marquage import BLANCS

BALISES = re.compile(r"</?mark>")


@pytest.mark.parametrize(
    ("texte", "requete", "attendu"),
    [
        ("Des élus locaux", "élu", "Des <mark>élus</mark> locaux"),
        ("Des élus locaux", "local elue", "Des <mark>élus locaux</mark>"),
        ("La santé, mentale", "sante mentale", "La <mark>santé</mark>, <mark>mentale</mark>"),
        ("La santé mentale", '"santé mentale"', "La <mark>santé mentale</mark>"),
        ("Mentale, la santé", '"santé mentale"', "Mentale, la santé"),
        ("L’accès aux soins", '"accès aux soins"', "L’<mark>accès aux soins</mark>"),
        ("Les chargé·e·s de santé", "chargés", "Les <mark>chargé·e·s</mark> de santé"),
        ("Mise en œuvre", "oeuvre", "Mise en <mark>œuvre</mark>"),
        ("Santé -élus", "santé -élus", "<mark>Santé</mark> -élus"),
        ("La communication", "communes", "La communication"),
        ("<b>élus</b> & co", "élu", "&lt;b&gt;<mark>élus</mark>&lt;/b&gt; &amp; co"),
        ('<a title="élu">', "élu", "&lt;a title=&quot;<mark>élu</mark>&quot;&gt;"),
        ("R&D amp", "amp", "R&amp;D <mark>amp</mark>"),
        ("{0} {} %s élu", "élu", "{0} {} %s <mark>élu</mark>"),
        ("Rien ici", "", "Rien ici"),
        ("", "élu", ""),
    ],
)
def test_les_mots_trouves_sont_marques(texte: str, requete: str, attendu: str) -> None:
    assert marquer(texte, requete) == attendu


def test_une_question_deja_lue_se_marque_aussi() -> None:
    assert marquer("Élus", analyser("élu")) == "<mark>Élus</mark>"


LONG = f"{'Avant le sujet. ' * 20}Ici la santé mentale des élus. {'Après le sujet. ' * 20}"


def test_l_extrait_montre_le_passage_qui_repond() -> None:
    passage = extrait(LONG, "santé mentale", 80)
    assert "<mark>santé mentale</mark>" in passage
    assert passage.startswith("…")
    assert passage.endswith("…")
    assert len(BALISES.sub("", passage)) <= 84


def test_l_extrait_choisit_le_passage_le_plus_riche() -> None:
    texte = f"La santé d’abord. {'Rien de plus à lire ici. ' * 10}Santé mentale, santé des élus."
    assert extrait(texte, "santé élus mentale", 60).count("<mark>") >= 3


def test_l_extrait_coupe_entre_les_mots() -> None:
    passage = BALISES.sub("", extrait(LONG, "mentale", 60)).strip("… \u00a0")
    assert set(passage.split()) <= set(LONG.split())


def test_un_texte_court_est_donne_en_entier() -> None:
    assert extrait("  La santé\n des élus ", "élu") == "La santé des <mark>élus</mark>"


def test_sans_mot_trouve_l_extrait_est_le_debut() -> None:
    assert extrait(LONG, "introuvable", 20) == "Avant le sujet.\u00a0…"


@given(st.text(max_size=200), st.text(max_size=40))
def test_marquer_n_ajoute_que_des_balises_appariees(texte: str, requete: str) -> None:
    rendu = marquer(texte, f"{requete} {texte[:40]}")
    assert html.unescape(BALISES.sub("", rendu)) == html.unescape(
        BALISES.sub("", html.escape(texte))
    )
    assert BALISES.findall(rendu) == ["<mark>", "</mark>"] * rendu.count("<mark>")


@given(st.text(max_size=300), st.text(max_size=40), st.integers(-5, 120))
def test_extraire_ne_casse_jamais_et_reste_court(texte: str, requete: str, longueur: int) -> None:
    passage = extrait(texte, f"{requete} {texte[-60:]}", longueur)
    assert BALISES.findall(passage) == ["<mark>", "</mark>"] * passage.count("<mark>")
    nu = html.unescape(BALISES.sub("", passage))
    assert len(nu) <= max(longueur, 1) + 4
    assert nu.strip("…\u00a0") in BLANCS.sub(" ", texte)
