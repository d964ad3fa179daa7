"""`make requirements`: pin pyproject.toml into requirements/*.txt, with hashes.

Hashes are for every platform and Python ≥ 3.11; no registry address is written, so that
whoever installs takes them from the index of their own machine.
"""

import subprocess
import sys
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
COMPILER = [
    *("uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-header", "--no-annotate", "pyproject.toml"),
]


def uv() -> str:
    """Path of uv, installed in the virtual environment when it is not there yet."""
    chemin = Path(sys.executable).parent / "uv"
    if not chemin.exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    return str(chemin)


def main() -> None:
    """Production first; the other files are held to the same versions."""
    commande = [uv(), *COMPILER[1:]]
    base = ["--output-file", "requirements/base.txt"]
    dev = ["--extra", "dev", "--constraint", "requirements/base.txt"]
    subprocess.run([*commande, *base], cwd=RACINE, check=True)
    subprocess.run(
        [*commande, *dev, "--output-file", "requirements/dev.txt"], cwd=RACINE, check=True
    )
    contours = ["--extra", "contours", "--constraint", "requirements/base.txt"]
    subprocess.run(
        [*commande, *contours, "--output-file", "requirements/contours.txt"], cwd=RACINE, check=True
    )
    sys.stdout.write("✓ requirements/base.txt, requirements/dev.txt, requirements/contours.txt\n")


if __name__ == "__main__":
    main()
