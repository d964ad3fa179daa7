"""A room is its address: nothing loose at an app's door, a first line that says what a file is,
and tests that stand where the code does."""

import ast
from pathlib import Path

import pytest

from tests.maison.arbre import APPS, fichiers, lire, python, rien

# Django looks for these at the door of an app…
DE_DJANGO = {"__init__.py", "apps.py", "urls.py", "admin.py"}
# …and these are what the whole app uses, which is no room's own.
DE_TOUS = {
    "socle": {"models.py", "publication.py", "dates.py", "textes.py"},
    "territoires": {"querysets.py"},
    "dispositifs": {"querysets.py"},
    "bibliographie": {"querysets.py"},
    "portal": {"settings.py", "wsgi.py", "checks.py"},
}
# Folders that say nothing by themselves: what is in them does.
MUETS = {"management", "migrations"}


def pieces(app: str, tous: tuple[Path, ...]) -> set[str]:
    """The folders of an app that hold Python."""
    return {
        f.parts[1] for f in tous if f.parts[0] == app and len(f.parts) > 2 and f.suffix == ".py"
    }


def egares(tous: tuple[Path, ...]) -> list[str]:
    """The modules that lie at an app's door without being expected there, and where they go."""
    fautes = []
    for chemin in tous:
        if chemin.suffix != ".py" or len(chemin.parts) != 2 or chemin.parts[0] not in APPS:
            continue
        app, nom = chemin.parts
        if nom not in DE_DJANGO | DE_TOUS[app]:
            connues = ", ".join(f"{piece}/" for piece in sorted(pieces(app, tous) - MUETS))
            fautes.append(
                f"{chemin} : à ranger dans la pièce dont c’est l’affaire ({connues}), ou dans une "
                f"nouvelle pièce du nom de son adresse (docs/architecture.md)."
            )
    return fautes


def est_dit(source: str) -> bool:
    """Whether a module begins by saying what it is, on its first line, in three words at least."""
    dit = ast.get_docstring(ast.parse(source), clean=False) or ""
    return len(dit.partition("\n")[0].split()) >= 3


def peut_se_taire(chemin: Path, source: str) -> bool:
    """An empty __init__.py of the tests, or of Django's folder of commands."""
    vide = chemin.name == "__init__.py" and not source.strip()
    return vide and (chemin.parts[0] == "tests" or "management" in chemin.parts)


def sans_piece(tous: tuple[Path, ...]) -> list[str]:
    """The folders of tests that mirror no room, and loose tests of what is a room."""
    fautes = []
    for chemin in tous:
        if chemin.suffix != ".py" or chemin.parts[0] != "tests" or len(chemin.parts) < 3:
            continue
        app, suite = chemin.parts[1], chemin.parts[2]
        if app not in APPS:
            continue
        connues = pieces(app, tous) | {"models", "admin"}
        if len(chemin.parts) > 3 and suite not in connues:
            fautes.append(f"{chemin} : {app}/{suite}/ n’existe pas")
        nom = suite.removeprefix("test_").removesuffix(".py")
        if len(chemin.parts) == 3 and nom in connues - {"models", "admin"}:
            fautes.append(f"{chemin} : à ranger dans tests/{app}/{nom}/")
    return sorted(set(fautes))


def test_rien_ne_traine_a_la_porte_d_une_app() -> None:
    rien(egares(fichiers()))


def test_chaque_module_dit_ce_qu_il_est() -> None:
    lus = [(chemin, lire(chemin)) for chemin in python()]
    rien(c for c, source in lus if not est_dit(source) and not peut_se_taire(c, source))


def test_les_tests_sont_ranges_comme_les_pieces() -> None:
    rien(sans_piece(fichiers()))


def test_un_module_egare_est_vu_et_le_message_dit_ou_le_mettre() -> None:
    (faute,) = egares((Path("portal/portrait.py"), Path("portal/lieu/vues.py")))
    assert faute.startswith("portal/portrait.py : à ranger")
    assert "lieu/" in faute


@pytest.mark.parametrize(
    "chemin",
    ["socle/dates.py", "portal/settings.py", "territoires/admin.py", "dispositifs/registre/a.py"],
)
def test_ce_qui_est_a_sa_place_ne_l_est_pas(chemin: str) -> None:
    assert egares((Path(chemin),)) == []


@pytest.mark.parametrize("source", ["import json\n", '"""Vues."""\n', '"""\nThe views.\n"""\n', ""])
def test_un_module_qui_ne_dit_rien_est_vu(source: str) -> None:
    assert not est_dit(source)


def test_seul_un_init_vide_des_tests_ou_des_commandes_peut_se_taire() -> None:
    assert peut_se_taire(Path("tests/socle/__init__.py"), "")
    assert peut_se_taire(Path("socle/management/commands/__init__.py"), "")
    assert not peut_se_taire(Path("socle/web/__init__.py"), "")
    assert not peut_se_taire(Path("tests/socle/test_dates.py"), "")
    assert not peut_se_taire(Path("tests/socle/__init__.py"), "import json\n")


@pytest.mark.parametrize(
    ("chemin", "mot"),
    [
        ("tests/portal/portrait/test_page.py", "n’existe pas"),
        ("tests/portal/test_lieu.py", "tests/portal/lieu/"),
    ],
)
def test_un_test_loin_de_sa_piece_est_vu(chemin: str, mot: str) -> None:
    (faute,) = sans_piece((Path("portal/lieu/vues.py"), Path(chemin)))
    assert mot in faute


def test_un_test_de_ce_qui_est_a_la_porte_y_reste() -> None:
    assert sans_piece((Path("socle/dates.py"), Path("tests/socle/test_dates.py"))) == []
