"""Where Chromium is on this machine, and how to start it quiet."""

import functools
import os
import shutil
from typing import Any

NOMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = [
    # Without these, Chromium looks up its maker's servers at every start.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Axe makes and drops objects by the million: room for them, and a tenth less time.
    "--js-flags=--min-semi-space-size=64",
]


@functools.cache
def chercher_chromium() -> str | None:
    """Path of the system's Chromium: Playwright's own download is never used."""
    return next((chemin for nom in NOMS if (chemin := shutil.which(nom))), None)


def options_de_lancement() -> dict[str, Any]:
    """Arguments of playwright's `launch`; Chromium refuses its sandbox to root."""
    bac_a_sable = [] if os.geteuid() else ["--no-sandbox"]
    return {"executable_path": chercher_chromium(), "args": [*OPTIONS, *bac_a_sable]}
