"""The programs of Debian that read our files: where they are, how to run them.

A library of PyPI is in the environment, always. A program may be absent: its tests are then
skipped, and the end of the run says so; in CI they fail.
"""

import shutil
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

# The command, and what installs it.
PROGRAMMES = {
    "pandoc": "pandoc",
    "soffice": "libreoffice-calc-nogui",
}
# What Calc's own window proposes for a CSV in France, and takes when one presses Enter:
# « ; », « " », UTF-8, from the first line, French; neither quoted fields as text, nor
# « special » numbers. From a command line it would take commas.
OUVRIR_UN_CSV = "CSV:59,34,76,1,,1036,false,false"
ENREGISTRER_EN_CSV = "csv:Text - txt - csv (StarCalc):59,34,76,1,,1036,false,true"
FRANCE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>
</oor:items>
"""
SECONDES = 300


@cache
def chercher(programme: str) -> str | None:
    """Path of the program; None where it is not installed."""
    return shutil.which(programme)


def absents() -> dict[str, str]:
    """The programs that this machine lacks, and the Debian package of each."""
    return {nom: paquet for nom, paquet in PROGRAMMES.items() if chercher(nom) is None}


def lancer(programme: str, *arguments: str, entree: str = "") -> str:
    """What the program prints. It must be there, and succeed."""
    chemin = chercher(programme)
    assert chemin, f"{programme} est absent : apt install {PROGRAMMES[programme]}"
    fini = subprocess.run(
        [chemin, *arguments], input=entree, capture_output=True, text=True, timeout=SECONDES
    )
    assert fini.returncode == 0, fini.stderr
    return fini.stdout


def calc(dossier: Path, vers: str, fichiers: Iterable[Path]) -> dict[str, Path]:
    """Open these files in Calc, set for France, and save each as `vers`; the results by name."""
    profil = dossier / "profil"
    (profil / "user").mkdir(parents=True, exist_ok=True)
    (profil / "user" / "registrymodifications.xcu").write_text(FRANCE)
    fichiers = list(fichiers)
    ouvrir = [f"--infilter={OUVRIR_UN_CSV}"] if fichiers[0].suffix == ".csv" else []
    lancer(
        "soffice",
        f"-env:UserInstallation={profil.as_uri()}",
        "--headless",
        *ouvrir,
        "--convert-to",
        vers,
        "--outdir",
        str(dossier / "sortie"),
        *map(str, fichiers),
    )
    suffixe = vers.partition(":")[0]
    return {f.stem: dossier / "sortie" / f"{f.stem}.{suffixe}" for f in fichiers}
