"""The files of the tree, as git knows them: committed, or new and not ignored."""

import functools
import subprocess
from collections.abc import Iterable
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent.parent
APPS = ("socle", "territoires", "dispositifs", "bibliographie", "portal")


@functools.cache
def fichiers() -> tuple[Path, ...]:
    """Every file that is or would be committed, relative to the root."""
    sortie = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=RACINE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    chemins = sorted({Path(nom) for nom in sortie.split("\0") if nom})
    return tuple(chemin for chemin in chemins if (RACINE / chemin).is_file())


def par_suffixe(*suffixes: str) -> list[Path]:
    """Those whose name ends so."""
    return [chemin for chemin in fichiers() if chemin.suffix in suffixes]


def python(*, tests: bool = True) -> list[Path]:
    """Python files written by hand: migrations are Django's."""
    return [
        chemin
        for chemin in par_suffixe(".py")
        if "migrations" not in chemin.parts and (tests or chemin.parts[0] != "tests")
    ]


def gabarits() -> list[Path]:
    """Templates, the site's and the admin's."""
    return [chemin for chemin in par_suffixe(".html") if "templates" in chemin.parts]


def lire(chemin: Path) -> str:
    """Its text. Some inputs of tests are in other encodings, on purpose."""
    return (RACINE / chemin).read_text(encoding="utf-8", errors="replace")


def rien(trouvees: Iterable[object]) -> None:
    """Fail with every finding, one a line: pytest alone would show the first."""
    lignes = [str(trouvee) for trouvee in trouvees]
    assert not lignes, "\n" + "\n".join(lignes)
