"""What the settings need of maps: where Leaflet lies, where background tiles come from."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit


def fichiers_de_leaflet() -> list[tuple[str, Path]]:
    """Leaflet's static files, in django-leaflet's package, under the prefix « leaflet ».

    The package is not an installed app: its template tags need GDAL, and write inline scripts.
    """
    paquet = find_spec("leaflet")
    dossiers = paquet.submodule_search_locations if paquet else None
    return [("leaflet", Path(d) / "static" / "leaflet") for d in dossiers or ()]


def origine_des_tuiles(url: str) -> list[str]:
    """What the CSP must allow for this address of tiles: one origin, or nothing.

    « https://{s}.exemple.fr/{z}/{x}/{y}.png » gives « https://*.exemple.fr ».
    """
    morceaux = urlsplit(url.replace("{s}.", "*."))
    if morceaux.scheme not in ("http", "https") or not morceaux.netloc:
        return []
    return [f"{morceaux.scheme}://{morceaux.netloc}"]
