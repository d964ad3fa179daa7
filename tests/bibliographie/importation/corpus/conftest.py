"""The test files of rispy, which its package leaves out: read where they are at hand."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def fichiers_de_rispy() -> list[Path]:
    """Those installed with the package, or those of the folder that RISPY_ESSAIS names."""
    paquet = find_spec("rispy")
    dossiers = [Path(dossier) for dossier in (paquet and paquet.submodule_search_locations) or ()]
    if nomme := os.environ.get("RISPY_ESSAIS"):
        dossiers.append(Path(nomme))
    return sorted(fichier for dossier in dossiers for fichier in dossier.rglob("*.ris"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say in capitals that they were not read."""
    if not fichiers_de_rispy():
        terminalreporter.write_line(
            "NON TESTÉ : les fichiers d’essai de rispy, absents de son paquet. Pour les lire : "
            "RISPY_ESSAIS=DOSSIER make test",
            yellow=True,
            bold=True,
        )
