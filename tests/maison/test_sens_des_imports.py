"""socle ← territoires ← dispositifs ← bibliographie ← portal: never the other way round."""

import ast
from pathlib import Path

from tests.maison.arbre import APPS, lire, python, rien


def _paquets_importes(arbre: ast.AST) -> set[str]:
    """First name of every import, also inside functions and under TYPE_CHECKING."""
    noms = set()
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.Import):
            noms |= {alias.name.split(".")[0] for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom) and noeud.level == 0 and noeud.module:
            noms.add(noeud.module.split(".")[0])
    return noms


def montees(chemin: Path, source: str) -> set[str]:
    """The rooms above its own that a file imports."""
    app = chemin.parts[0]
    au_dessus = set(APPS[APPS.index(app) + 1 :]) | {"tests", "outils"}
    return _paquets_importes(ast.parse(source)) & au_dessus


def test_aucune_piece_n_importe_celles_du_dessus() -> None:
    fautes = {
        str(chemin): sorted(noms)
        for chemin in python()
        if chemin.parts[0] in APPS and (noms := montees(chemin, lire(chemin)))
    }
    rien(fautes.items())


def test_une_montee_cachee_dans_une_fonction_est_vue() -> None:
    source = "def f():\n    from dispositifs.models import Dispositif\n"
    assert montees(Path("territoires/querysets.py"), source) == {"dispositifs"}


def test_descendre_est_permis() -> None:
    assert montees(Path("portal/site/vues.py"), "import socle.dates\nimport dispositifs") == set()
