"""Load the data, serve them as production does, photograph, stop."""

import os
import sys
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, sync_playwright

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

from outils.captures.guide import NOMS, photographier_le_guide
from tests.navigateur.chromium import chercher_chromium, options_de_lancement
from tests.navigateur.site import base_chargee, demarrer

DOSSIER = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
CAPTURES = [
    # file, address, width, height: the top of the page, not its whole length
    ("accueil.png", "/", 1280, 860),
    ("territoire.png", "/territoires/commune/83126/", 1280, 1100),
    ("territoire-telephone.png", "/territoires/commune/83126/", 360, 780),
]


def photographier(navigateur: Browser, adresse: str) -> None:
    """Write every screenshot of the list."""
    for fichier, chemin, largeur, hauteur in CAPTURES:
        page = navigateur.new_page(viewport={"width": largeur, "height": hauteur})
        reponse = page.goto(adresse + chemin, wait_until="networkidle")
        if reponse is None or not reponse.ok:
            raise SystemExit(f"{chemin} ne répond pas : aucune capture n’est prise.")
        page.screenshot(path=DOSSIER / fichier)
        page.close()
        sys.stdout.write(f"✓ docs/images/{fichier}\n")


def main(demandes: list[str]) -> None:
    """Those of the README, then those of the guide; or only what is named: readme, guide, or a
    scene of the guide."""
    if chercher_chromium() is None:
        raise SystemExit("Chromium est absent : apt install chromium")
    django.setup()
    DOSSIER.mkdir(parents=True, exist_ok=True)
    sys.stdout.write("→ Chargement des territoires et du registre dans une base à part\n")
    with (
        tempfile.TemporaryDirectory() as dossier,
        base_chargee(Path(dossier), "captures") as base,
        demarrer(base, Path(dossier) / "site.log") as site,
        sync_playwright() as playwright,
    ):
        # The browser's own words (« Choisir un fichier ») are in the language of its machine.
        navigateur = playwright.chromium.launch(
            **options_de_lancement(), env={**os.environ, "LANGUAGE": "fr"}
        )
        if "readme" in demandes or not demandes:
            photographier(navigateur, site.adresse)
        scenes = NOMS if "guide" in demandes or not demandes else demandes
        photographier_le_guide(navigateur, site, scenes)


if __name__ == "__main__":
    main(sys.argv[1:])
