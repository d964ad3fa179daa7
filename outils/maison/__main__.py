"""Draw the house; with --verifier, only say whether the drawing is what the files are."""

import sys
from pathlib import Path

from outils.maison.dessin import dessiner
from outils.maison.lecture import lire

RACINE = Path(__file__).resolve().parent.parent.parent
DESSIN = Path("docs") / "images" / "architecture.svg"


def main(arguments: list[str]) -> int:
    """0 when the drawing is written, or is already right."""
    fait = dessiner(lire(RACINE), RACINE)
    if arguments == ["--verifier"]:
        if (RACINE / DESSIN).is_file() and (RACINE / DESSIN).read_text(encoding="utf-8") == fait:
            return 0
        sys.stdout.write(f"{DESSIN} n’est plus ce que disent les fichiers : make architecture\n")
        return 1
    (RACINE / DESSIN).write_text(fait, encoding="utf-8")
    sys.stdout.write(f"✓ {DESSIN}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
