"""The readability figure: words a sentence."""

from io import StringIO

import pytest
from django.core.management import call_command

from dispositifs.comprendre.lisibilite import Mesure, longueurs
from tests.dispositifs.comprendre.ecrits import un_texte, une_explication, une_reponse
from tests.fabriques import Registre


@pytest.mark.parametrize(
    ("texte", "mots"),
    [
        ("Un but. Deux moyens simples !", [2, 3]),
        ("L’ASV existe depuis [[chiffre:annee]] [[type:cls]].", [5]),
        ("- **Un but** : agir.\n- Un moyen\n\n1. Puis finir.", [3, 2, 2]),
        ("La loi n° 2009-879, dite HPST, dit-elle.", [7]),
        ("", []),
        ("… !", []),
    ],
)
def test_une_phrase_se_compte_en_mots(texte: str, mots: list[int]) -> None:
    assert longueurs(texte) == mots


def test_rien_d_ecrit_mesure_zero() -> None:
    assert Mesure.de([]) == Mesure(0, 0.0, 0)


def test_la_commande_mesure_chaque_fiche_chaque_colonne_et_la_chronologie(
    registre: Registre,
) -> None:
    une_explication("asv", {"en-bref": "Un but. Deux moyens simples."}, chapo="Trois mots ici.")
    une_explication("cls", chapo=f"{'mot ' * 40}.")
    une_reponse("dac", "Qui paie ?", "La région.")
    un_texte("Loi", "2016", ["asv"], resume="Elle change tout.")
    sortie = StringIO()
    call_command("lisibilite", stdout=sortie, no_color=True)
    lignes = sortie.getvalue().replace("\u00a0", " ").splitlines()
    assert lignes == [
        "Fiche ASV : 2,7 mots par phrase, 3 au plus, 3 phrases",
        "Fiche CLS : 40 mots par phrase, 40 au plus, 1 phrase : à alléger",
        "Réponses DAC : 2 mots par phrase, 2 au plus, 1 phrase",
        "Chronologie : 3 mots par phrase, 3 au plus, 1 phrase",
    ]
