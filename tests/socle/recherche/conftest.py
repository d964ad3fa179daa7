"""A small library to search, the same for every test."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from socle.recherche import TexteCherche, chercher
from socle.recherche.indexation import ecrire, ecrire_mots, entree, vocabulaire


@dataclass(frozen=True)
class Fiche:
    """Whatever has a key and a text: the engine asks no more of an object."""

    cle_de_recherche: str
    texte: TexteCherche
    categorie_de_recherche: str = "notice"


def indexer(*fiches: Fiche) -> None:
    """Write entries as the mixin does, without a model behind."""
    ecrire([entree(fiche, fiche.texte) for fiche in fiches])
    ecrire_mots(vocabulaire([fiche.texte for fiche in fiches], {}), remplacer=False)


Ajouter = Callable[..., Fiche]


@pytest.fixture
def ajouter(db: None) -> Ajouter:
    """Index one record: ajouter("cle", "Titre", mots=(…), corps="…", date="2019")."""

    def _ajouter(cle: str, titre: str, categorie: str = "notice", **autres: object) -> Fiche:
        texte = replace(TexteCherche(titre, url=f"/{cle}/"), **autres)
        fiche = Fiche(cle, texte, categorie)
        indexer(fiche)
        return fiche

    return _ajouter


@pytest.fixture
def bibliotheque(ajouter: Ajouter) -> None:
    """Twelve records whose answers are worked out by hand in the tests."""
    ajouter("sante-mentale", "La santé mentale des élus", date="2021")
    ajouter("clsm", "Les conseils locaux", mots=("santé mentale", "Élisabeth Durand"), date="2020")
    ajouter("quartiers", "Vivre dans les quartiers", corps="La santé y est surtout mentale.")
    ajouter("deux-mots", "Une mentalité nouvelle : la santé", date="2022")
    ajouter("oeuvre", "Mise en œuvre d’un contrat local de santé", date="2019-03")
    ajouter("communes", "Ce que peuvent les communes", mots=("contrat", "local de santé"))
    ajouter("communication", "La communication en santé publique", date="2018")
    ajouter("coordonnateurs", "Guide des coordonnateurs et coordonnatrices", date="2018-10-02")
    ajouter("covid", "La santé mentale pendant la Covid-19", date="2021-04")
    ajouter("brouillon", "La santé mentale, à relire", publie=False)
    ajouter("marseille", "Marseille", "territoire")
    ajouter("asv", "Ateliers santé ville de Marseille", "dispositif", date="2015")


def cles(texte: str, *categories: str) -> list[str]:
    """The keys of the answers, in order."""
    return list(chercher(texte, categories or None).values_list("cle", flat=True))
