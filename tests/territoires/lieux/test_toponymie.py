"""How French says a place, on real names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territoires.lieux import toponymie
from territoires.models import Echelle

NOMS = [
    # échelle, nom, liaison (TNCC), de, à, dans
    ("commune", "La Seyne-sur-Mer", 3, "de La Seyne-sur-Mer", "à La Seyne-sur-Mer", ""),
    ("commune", "Le Havre", 2, "du Havre", "au Havre", ""),
    ("commune", "Les Mureaux", 4, "des Mureaux", "aux Mureaux", ""),
    ("commune", "L’Haÿ-les-Roses", 5, "de L’Haÿ-les-Roses", "à L’Haÿ-les-Roses", ""),
    ("commune", "Apt", 1, "d’Apt", "à Apt", ""),
    ("commune", "Hyères", 1, "d’Hyères", "à Hyères", ""),
    ("commune", "Marseille", 0, "de Marseille", "à Marseille", ""),
    ("commune", "Aux Marais", 6, "des Marais", "aux Marais", ""),
    ("commune", "Los Masos", 8, "de Los Masos", "à Los Masos", ""),
    ("commune", "Le Vernet-Chaméane", 0, "du Vernet-Chaméane", "au Vernet-Chaméane", ""),
    (
        "arrondissement",
        "Marseille 1er arrondissement",
        0,
        "de Marseille 1er arrondissement",
        "à Marseille 1er arrondissement",
        "",
    ),
    ("departement", "Var", 2, "du Var", "dans le Var", "dans le Var"),
    ("departement", "Ain", 5, "de l’Ain", "dans l’Ain", "dans l’Ain"),
    (
        "departement",
        "Alpes-Maritimes",
        4,
        "des Alpes-Maritimes",
        "dans les Alpes-Maritimes",
        "dans les Alpes-Maritimes",
    ),
    ("departement", "Drôme", 3, "de la Drôme", "dans la Drôme", "dans la Drôme"),
    ("departement", "Haute-Corse", 3, "de la Haute-Corse", "en Haute-Corse", "en Haute-Corse"),
    (
        "departement",
        "Maine-et-Loire",
        0,
        "de Maine-et-Loire",
        "en Maine-et-Loire",
        "en Maine-et-Loire",
    ),
    ("departement", "Paris", 0, "de Paris", "à Paris", "à Paris"),
    ("departement", "Mayotte", 0, "de Mayotte", "à Mayotte", "à Mayotte"),
    ("region", "La Réunion", 0, "de La Réunion", "à La Réunion", "à La Réunion"),
    ("region", "Île-de-France", 1, "d’Île-de-France", "en Île-de-France", "en Île-de-France"),
    (
        "region",
        "Provence-Alpes-Côte d’Azur",
        0,
        "de Provence-Alpes-Côte d’Azur",
        "en Provence-Alpes-Côte d’Azur",
        "en Provence-Alpes-Côte d’Azur",
    ),
    (
        "region",
        "Pays de la Loire",
        4,
        "des Pays de la Loire",
        "dans les Pays de la Loire",
        "dans les Pays de la Loire",
    ),
    ("region", "Grand Est", 2, "du Grand Est", "dans le Grand Est", "dans le Grand Est"),
    (
        "region",
        "Nouvelle-Aquitaine",
        3,
        "de la Nouvelle-Aquitaine",
        "en Nouvelle-Aquitaine",
        "en Nouvelle-Aquitaine",
    ),
    (
        "departement",
        "Île de Clipperton",
        0,
        "de l’Île de Clipperton",
        "dans l’Île de Clipperton",
        "dans l’Île de Clipperton",
    ),
    ("pays", "France", 3, "de France", "en France", "en France"),
    (
        "epci",
        "CA Sud Sainte Baume",
        0,
        "de la CA Sud Sainte Baume",
        "à la CA Sud Sainte Baume",
        "dans la CA Sud Sainte Baume",
    ),
    (
        "epci",
        "Métropole d’Aix-Marseille-Provence",
        0,
        "de la Métropole d’Aix-Marseille-Provence",
        "à la Métropole d’Aix-Marseille-Provence",
        "dans la Métropole d’Aix-Marseille-Provence",
    ),
    (
        "epci",
        "Orléans Métropole",
        0,
        "d’Orléans Métropole",
        "à Orléans Métropole",
        "dans Orléans Métropole",
    ),
    (
        "qpv",
        "Berthe",
        0,
        "du quartier Berthe",
        "dans le quartier Berthe",
        "dans le quartier Berthe",
    ),
    (
        "qpv",
        "Quartier Berthe",
        0,
        "du quartier Berthe",
        "dans le quartier Berthe",
        "dans le quartier Berthe",
    ),
]


@pytest.mark.parametrize(("echelle", "nom", "liaison", "de", "a", "dans"), NOMS)
def test_un_lieu_se_dit_avec_sa_preposition(
    echelle: str, nom: str, liaison: int, de: str, a: str, dans: str
) -> None:
    assert toponymie.de(echelle, nom, liaison) == de
    assert toponymie.a(echelle, nom, liaison) == a
    assert toponymie.dans(echelle, nom, liaison) == (dans or a)


@pytest.mark.parametrize(
    ("nom", "liaison"),
    [
        ("Le Mont-Dore", 2),
        ("La Foa", 3),
        ("L'Île-des-Pins", 5),
        ("Anaa", 1),
        ("Nouméa", 0),
        ("Île d’Arros", 1),
        ("", 0),
    ],
)
def test_l_article_qu_aucune_source_ne_donne_se_lit_dans_le_nom(nom: str, liaison: int) -> None:
    assert toponymie.liaison_deduite(nom) == liaison


def test_la_typographie_ne_touche_qu_aux_signes() -> None:
    assert toponymie.typographier("L'Haÿ-les-Roses") == "L’Haÿ-les-Roses"
    assert toponymie.typographier("Paris 1er Arrondissement") == "Paris 1er arrondissement"
    assert toponymie.typographier('CC Verdon "Sources de lumière"') == (
        "CC Verdon «\u00a0Sources de lumière\u00a0»"
    )


def test_un_sigle_d_intercommunalite_s_ouvre() -> None:
    assert toponymie.nature_ouverte("CA", "CA Arlysère") == "communauté d’agglomération Arlysère"
    assert toponymie.nature_ouverte("METRO", "Brest Métropole") == "Brest Métropole"


@given(st.sampled_from(Echelle.values), st.text(max_size=60), st.integers(0, 8))
def test_tout_nom_se_dit_sans_erreur(echelle: str, nom: str, liaison: int) -> None:
    for dire in (toponymie.de, toponymie.a, toponymie.dans):
        assert dire(echelle, nom, liaison)
