"""Completing what is being typed, and mending what finds nothing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from socle.recherche import suggerer, vouliez_vous_dire
from socle.recherche.modeles import MotConnu
from tests.socle.recherche.conftest import Ajouter


def _titres(prefixe: str, **autres: object) -> list[str]:
    return [entree.titre for entree in suggerer(prefixe, **autres)]


@pytest.mark.usefixtures("bibliotheque")
def test_on_complete_un_mot_commence() -> None:
    assert _titres("mars") == ["Marseille", "Ateliers santé ville de Marseille"]
    assert _titres("OEUV") == ["Mise en œuvre d’un contrat local de santé"]
    assert _titres("œuv") == ["Mise en œuvre d’un contrat local de santé"]


@pytest.mark.usefixtures("bibliotheque")
def test_chaque_mot_tape_peut_etre_un_debut_dans_n_importe_quel_ordre() -> None:
    assert _titres("vill ateli") == ["Ateliers santé ville de Marseille"]
    assert _titres("la santé mentale p") == ["La santé mentale pendant la Covid-19"]
    assert _titres("mise en o") == ["Mise en œuvre d’un contrat local de santé"]


@pytest.mark.usefixtures("bibliotheque")
def test_les_mots_ne_sont_pas_racines() -> None:
    """« communi » is on the way to communication, not to communes."""
    assert _titres("communi") == ["La communication en santé publique"]
    assert _titres("coordonnatrice") == ["Guide des coordonnateurs et coordonnatrices"]
    assert _titres("coordonnés") == []


@pytest.mark.usefixtures("bibliotheque")
def test_les_titres_qui_commencent_ainsi_passent_devant_puis_les_plus_courts() -> None:
    assert _titres("la santé") == [
        "La santé mentale des élus",
        "La santé mentale pendant la Covid-19",
        "Une mentalité nouvelle : la santé",
        "La communication en santé publique",
    ]


@pytest.mark.usefixtures("bibliotheque")
def test_ni_brouillon_ni_lettre_seule_ni_plus_que_la_limite() -> None:
    assert _titres("relire") == []
    assert _titres("s") == []
    assert _titres("") == []
    assert len(_titres("sa", limite=2)) == 2
    assert _titres("mars", categories=["dispositif"]) == ["Ateliers santé ville de Marseille"]


@pytest.mark.parametrize(
    ("texte", "propose"),
    [
        ("sante mantale", "sante mentale"),
        ("marsielle", "Marseille"),
        ("Marseile atelliers", "Marseille Ateliers"),
        ("coordonnateur -santé commmunication", ""),
        ('"santé mentalle"', '"santé mentale"'),
        ("loacl", "local"),
        ("santé mentale", ""),
        ("élus marseille", ""),
        ("xyzzyq", ""),
        ("relirre", ""),
        ("12345678", ""),
        ("", ""),
        ("-- «", ""),
    ],
)
@pytest.mark.usefixtures("bibliotheque")
def test_on_propose_le_mot_connu_le_plus_proche_s_il_trouve(texte: str, propose: str) -> None:
    assert vouliez_vous_dire(texte) == propose


@pytest.mark.usefixtures("bibliotheque")
def test_on_ne_propose_que_ce_qui_trouve_dans_la_categorie() -> None:
    assert vouliez_vous_dire("marsielle", ["dispositif"]) == "Marseille"
    assert vouliez_vous_dire("marsielle", ["notice"]) == ""


def test_entre_deux_mots_aussi_proches_le_plus_courant(ajouter: Ajouter) -> None:
    ajouter("un", "Un port")
    for numero in range(3):
        ajouter(f"mort-{numero}", f"Mort {numero}")
    assert vouliez_vous_dire("yort") == "Mort"


def test_un_mot_s_affiche_en_minuscules_des_qu_on_l_a_lu_ainsi(ajouter: Ajouter) -> None:
    ajouter("un", "Santé et santé à Marseille, par des habitant·e·s")
    assert dict(MotConnu.objects.values_list("mot", "affiche")) == {
        "sante": "santé",
        "marseille": "Marseille",
    }


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_aucun_texte_ne_casse_l_aide_a_la_saisie(bibliotheque: None, texte: str) -> None:
    suggerer(texte)
    vouliez_vous_dire(texte)
