"""One picture of the guide: framed, hushed of what changes at each run, small."""

import io
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

DOSSIER = Path(__file__).resolve().parent.parent.parent / "docs" / "guide" / "images"
LARGEUR = 1000
HAUTEUR_MAX = 760
OCTETS_MAX = 120_000
COULEURS = 64
SABLE = "#DCD3C2"
# Hours change at each run and say nothing: they become ten o’clock.
FIGER = """() => {
  const textes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (textes.nextNode())
    textes.currentNode.data = textes.currentNode.data.replace(/\\b\\d{1,2}:\\d{2}\\b/g, "10:00");
}"""


def cliche(
    page: Page,
    nom: str,
    *,
    de: Locator | None = None,
    jusqu_a: Locator | None = None,
    hauteur: int = HAUTEUR_MAX,
    cacher: list[Locator] | None = None,
) -> None:
    """Write docs/guide/images/<nom>.png: the page from the top of `de` to the foot of `jusqu_a`,
    `hauteur` pixels at most; what is in `cacher` (secrets, random drawings) is covered."""
    page.wait_for_load_state("load")
    (de or page.locator("body")).first.wait_for()
    page.evaluate(FIGER)
    page.mouse.move(0, 0)
    haut = max(_bord(de, "y") - 16, 0) if de else 0.0
    bas = _bord(jusqu_a, "fin") + 16 if jusqu_a else haut + hauteur
    largeur = page.viewport_size["width"] if page.viewport_size else LARGEUR
    brut = page.screenshot(
        full_page=True,
        animations="disabled",
        mask=cacher or [],
        mask_color=SABLE,
        clip={"x": 0, "y": haut, "width": largeur, "height": min(bas - haut, hauteur)},
    )
    poids = _ecrire(brut, DOSSIER / f"{nom}.png")
    if poids > OCTETS_MAX:
        raise SystemExit(f"{nom}.png pèse {poids} octets : {OCTETS_MAX} au plus.")
    sys.stdout.write(f"✓ docs/guide/images/{nom}.png, {poids // 1000} ko\n")


def _bord(cible: Locator, lequel: str) -> float:
    """Top or foot of an element, from the top of the page."""
    boite = cible.first.evaluate(
        "e => { const r = e.getBoundingClientRect();"
        " return {y: r.top + scrollY, fin: r.bottom + scrollY}; }"
    )
    return float(boite[lequel])


def _ecrire(png: bytes, chemin: Path) -> int:
    """Write it at the width of the guide, with few colours: pages have few. Return its size."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.resize((LARGEUR, round(image.height * LARGEUR / image.width)))
    image = image.quantize(COULEURS, dither=Image.Dither.NONE)
    image.save(chemin, optimize=True)
    return chemin.stat().st_size
