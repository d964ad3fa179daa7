"""Small rooms: past these sizes a file has started to do a second thing."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.maison.arbre import gabarits, lire, par_suffixe, python, rien

FONCTION_MAX = 40


@pytest.mark.parametrize(
    ("fichiers", "lignes_max"),
    [
        (lambda: python(tests=False), 400),
        (lambda: [f for f in python() if f.parts[0] == "tests"], 600),
        (gabarits, 120),
        (lambda: par_suffixe(".css"), 700),
        (lambda: par_suffixe(".js"), 300),
    ],
    ids=["python", "tests", "gabarits", "css", "js"],
)
def test_aucun_fichier_ne_depasse_sa_taille(
    fichiers: Callable[[], list[Path]], lignes_max: int
) -> None:
    tailles = {str(fichier): len(lire(fichier).splitlines()) for fichier in fichiers()}
    rien((nom, taille) for nom, taille in tailles.items() if taille > lignes_max)


def test_aucune_fonction_ne_depasse_quarante_lignes() -> None:
    longues = {}
    for fichier in python(tests=False):
        for noeud in ast.walk(ast.parse(lire(fichier))):
            if isinstance(noeud, ast.FunctionDef):
                lignes = (noeud.end_lineno or 0) - noeud.lineno + 1
                if lignes > FONCTION_MAX:
                    longues[f"{fichier}:{noeud.name}"] = lignes
    rien(longues.items())


def test_les_feuilles_de_style_restent_sous_20_ko_par_page() -> None:
    """visual.md's bound, for the sheet that every page loads."""
    base = [fichier for fichier in par_suffixe(".css") if fichier.name == "base.css"]
    assert len(base) == 1
    assert len(lire(base[0]).encode()) <= 20_000
