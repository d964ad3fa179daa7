"""The groups that the engine finds: first what the reader named."""

import pytest
from django.test import Client

from portal.recherche.groupes import nomme
from tests.dispositifs.comprendre.ecrits import un_terme, un_texte, une_explication
from tests.fabriques import Registre
from tests.lecture import texte


@pytest.mark.parametrize(
    ("question", "titre", "attendu"),
    [
        ("CLS", "contrat local de santé CLS", True),
        ("contrat local de sante", "contrat local de santé CLS", True),
        ("Contrat local de santé CLS", "contrat local de santé CLS", True),
        ("santé", "contrat local de santé CLS", False),
        ("cl", "contrat local de santé CLS", False),
        ("contrat local de santé", "Un contrat local de santé ? Vidéo", False),
    ],
)
def test_une_question_nomme_ce_dont_elle_est_le_debut_ou_la_fin(
    question: str, titre: str, attendu: bool
) -> None:
    assert nomme(question, titre) is attendu


def test_un_document_n_est_nomme_que_par_son_titre_entier() -> None:
    assert not nomme("QPV", "La santé dans les quartiers (QPV)", entier=True)
    assert nomme("projet régional de santé", "Projet régional de santé", entier=True)


def _trouves(client: Client, q: str) -> list[tuple[str, list[str]]]:
    """Each group of the page, with the titles that it shows."""
    page = client.get("/recherche/", {"q": q, "partout": "1"})
    assert page.status_code == 200
    return [(g.titre, [r.titre for r in g.resultats]) for g in page.context["groupes"]]


def test_un_contrat_de_ville_se_trouve_par_son_nom(client: Client, registre: Registre) -> None:
    registre.un_contrat("commune-83126", nom="Contrat de ville de La Seyne-sur-Mer")
    registre.un_contrat("commune-13055", nom="Contrat de ville de Marseille", publie=False)
    groupes = _trouves(client, "contrats de ville")
    assert groupes == [("Dispositifs", ["Contrat de ville de La Seyne-sur-Mer"])]
    assert _trouves(client, "contrat ville marseille") == []


def test_un_sigle_du_glossaire_vient_en_tete(client: Client, registre: Registre) -> None:
    un_terme("QPV", "quartier prioritaire de la politique de la ville", "Un périmètre du décret.")
    une_explication("asv", chapo="Il travaille dans les QPV.")
    assert [titre for titre, _ in _trouves(client, "qpv")] == ["Glossaire", "Comprendre"]
    page = client.get("/recherche/", {"q": "quartiers prioritaires"})
    assert b'href="/comprendre/glossaire/#sigle-qpv"' in page.content


def test_la_fiche_passe_avant_le_glossaire(client: Client, registre: Registre) -> None:
    un_terme("CLS", "contrat local de santé")
    une_explication("cls")
    assert [titre for titre, _ in _trouves(client, "CLS")] == ["Comprendre", "Glossaire"]


def test_un_texte_de_la_chronologie_se_trouve(client: Client, registre: Registre) -> None:
    un_texte("Loi de programmation pour la ville", "2014-02-21", ["asv"])
    page = client.get("/recherche/", {"q": "programmation ville"})
    assert b'href="/comprendre/chronologie/#loi-2014-02-21"' in page.content


def test_un_groupe_coupe_mene_au_reste(client: Client, registre: Registre) -> None:
    for rang in range(7):
        un_terme(f"S{rang}", f"santé {'abcdefg'[rang]}")
    assert "5 sur 7. Tout le glossaire" in texte(client.get("/recherche/", {"q": "santé"}))
