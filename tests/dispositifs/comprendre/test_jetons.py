"""What may be written in a text: figures by their key only, save dates, laws and names."""

import pytest

from dispositifs.comprendre.jetons import chiffres_nus, en_clair, jetons


@pytest.mark.parametrize(
    ("texte", "nus"),
    [
        ("54 % des ASV", ["54 %"]),
        ("54\u202f% des ASV", ["54 %"]),
        ("Il y en a 3.", ["3"]),
        ("1 514 quartiers et 5,5 millions", ["1 514", "5,5"]),
        ("2 018 habitants", ["2 018"]),
        ("2018 % de hausse", ["2018 %"]),
        ("en 2018 305 contrats", ["2018 305"]),
        ("5M€ par an", ["5"]),
        ("٣ élus", ["٣"]),
        ("le CLS 3", ["3"]),
        ("de 50 à 60 %, ou 50-60 %", ["50", "60 %", "50", "60 %"]),
        ("5 €, 1900 €, 2024 contrats", ["5", "1900", "2024"]),
        ("220ASV et CLS305", ["220", "305"]),
        ("article 54 %, n° 12 %, L45 %", ["54 %", "12 %", "45 %"]),
        ("&#53;4 % ; ½ ; ② ; 5²", ["54 %", "1", "2", "2", "52"]),
        ("vingt-deux ASV, deux cents CLS, mille élus", ["vingt-deux", "cents", "mille"]),
        ("cinq millions d’habitants, une vingtaine", ["cinq millions", "vingtaine"]),
        ("la moitié, un tiers, trois quarts", ["moitié", "un tiers", "trois quarts"]),
        ("dix pour cent, neuf sur dix", ["dix pour cent", "neuf sur dix"]),
        ("quatre-vingts et cinquante", ["quatre-vingts", "cinquante"]),
    ],
)
def test_un_chiffre_ecrit_en_clair_se_voit(texte: str, nus: list[str]) -> None:
    assert chiffres_nus(texte) == nus


@pytest.mark.parametrize(
    "texte",
    [
        "trois élus, cinq ans",
        "seize communes, le tiers payant, un centre, la 2ème génération, pour centraliser",
        "depuis 2018, de 2015–2023 à 2024-2030, puis en 2030.",
        "le 1er janvier 2016, le 30 septembre 2016 et en mars 2018",
        "l’article L1434-17, l’article 118, les articles R. 6323-1 et D6323-2",
        "la loi n° 2009-879 et le n°2982",
        "la loi 3DS, le PRS2, la Covid-19",
        "Marseille 1er arrondissement, le 13e, la 2nde fois",
        "1. Choisir.\n2. Agir.",
        "[[chiffre:france-asv-2012]] ASV, [[texte:loi-2009-879]]",
    ],
)
def test_dates_textes_et_noms_ne_sont_pas_des_chiffres(texte: str) -> None:
    assert chiffres_nus(texte) == []


def test_un_texte_dit_ce_qu_il_appelle_genre_par_genre() -> None:
    texte = "[[chiffre:a-1]] [[chiffre:b]] [[type:cls]] [[inconnu:x]] [[chiffre:A]]"
    assert jetons(texte, "chiffre") == {"a-1", "b"}
    assert jetons(texte, "type") == {"cls"}


def test_l_index_de_recherche_ne_lit_ni_cles_ni_balisage() -> None:
    clair = en_clair(["On compte [[chiffre:france-asv]] **ateliers**.", "- Un *élu*.\n1. Puis"])
    assert clair == "On compte … ateliers. Un élu. Puis"
