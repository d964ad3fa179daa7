"""The GeoJSON files as GDAL (QGIS, PostGIS, R…) opens them, and writes them in other formats."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pyogrio
import pytest
import shapely
from django.test import Client
from shapely.geometry import shape

from dispositifs.registre.colonnes import COLONNES
from tests.fabriques import Registre
from tests.lecture import octets
from tests.portal.cartes.conftest import _scene, demo_dessinee, importer
from tests.territoires.contours.conftest import Importer
from tests.territoires.contours.formes import CASES, carre, objet

__all__ = ["_scene", "demo_dessinee", "importer"]

TOUS = "/dispositifs.geojson?hors_region=oui"
MOTS = {c.nom for c in COLONNES} | {"signe", "longitude", "latitude", "sans_contour"}


class Couche(NamedTuple):
    """What GDAL says of a layer: its shapes, and the values of each field by its name."""

    genre: str
    formes: list[Any]
    champs: dict[str, list[Any]]


@pytest.fixture(name="fichier")
def _fichier(client: Client, demo_dessinee: Registre, importer: Importer, tmp_path: Path) -> Path:
    """The whole register, with each awkward perimeter: two neighbours, a point only, none."""
    importer(objet("QN01341I", {"type": "Point", "coordinates": [5.35, 43.25]}), echelle="qpv")
    demo_dessinee.un_dispositif("asv", "qpv-QN01341I", slug="par-un-point")
    demo_dessinee.un_dispositif("cls", "", slug="sans-perimetre")
    chemin = tmp_path / "dispositifs.geojson"
    chemin.write_bytes(octets(client.get(TOUS)))
    return chemin


def _lire(chemin: Path) -> Couche:
    meta, _, formes, valeurs = pyogrio.raw.read(chemin)
    assert meta["crs"] == "EPSG:4326"
    champs = {str(nom): list(v) for nom, v in zip(meta["fields"], valeurs, strict=True)}
    return Couche(meta["geometry_type"], list(formes), champs)


def _convertir(chemin: Path, suffixe: str) -> Couche:
    """As « Enregistrer sous » of QGIS does: all the fields, all the shapes."""
    meta, _, formes, valeurs = pyogrio.raw.read(chemin)
    autre = chemin.with_suffix(suffixe)
    genre, crs = meta["geometry_type"], meta["crs"]
    pyogrio.raw.write(autre, formes, valeurs, meta["fields"], geometry_type=genre, crs=crs)
    return _lire(autre)


def test_gdal_lit_chaque_dispositif_et_chaque_champ(fichier: Path) -> None:
    objets = json.loads(fichier.read_text())["features"]
    couche = _lire(fichier)
    assert couche.genre == "MultiPolygon"
    assert len(couche.formes) == len(objets) > 10
    assert couche.champs.pop("id") == [o["id"] for o in objets]
    assert set(couche.champs) == MOTS
    for nom, valeurs in couche.champs.items():
        ecrites = [o["properties"][nom] for o in objets]
        assert list(map(_texte, valeurs)) == list(map(_texte, ecrites)), nom
    for forme, objet_ in zip(couche.formes, objets, strict=True):
        assert (forme is None) == (objet_["geometry"] is None)
        assert forme is None or shapely.from_wkb(forme).equals(shape(objet_["geometry"]))


def _texte(valeur: Any) -> str:
    """A number, a day or a text, in the same words; what is not said is empty."""
    if valeur is None or valeur != valeur or str(valeur) == "NaT":
        return ""
    return str(float(valeur)) if isinstance(valeur, int | float) else str(valeur)[:600]


@pytest.mark.filterwarnings("ignore:Normalized/laundered field name")
@pytest.mark.filterwarnings("ignore:Value .* has been truncated")
@pytest.mark.parametrize("suffixe", [".shp", ".gpkg"])
def test_tout_s_ecrit_en_shapefile_et_en_geopackage(fichier: Path, suffixe: str) -> None:
    couche, autre = _lire(fichier), _convertir(fichier, suffixe)
    assert autre.genre in ("Polygon", "MultiPolygon")
    assert len(autre.formes) == len(couche.formes)
    assert [f is None for f in autre.formes] == [f is None for f in couche.formes]
    assert len(autre.champs) == len(couche.champs)
    if suffixe == ".gpkg":
        assert list(autre.champs) == list(couche.champs)
        for nom, valeurs in couche.champs.items():
            assert list(map(_texte, autre.champs[nom])) == list(map(_texte, valeurs)), nom
    else:
        # Ten letters a name: no field is lost, and that is what docs/donnees.md says.
        assert all(len(nom) <= 10 for nom in autre.champs)
        assert list(autre.champs["id"]) == list(couche.champs["id"])


@pytest.mark.parametrize("adresse", [TOUS, "/carte.geojson", "/carte.geojson?territoire=pays-FR"])
def test_le_geojson_suit_la_rfc_7946(client: Client, fichier: Path, adresse: str) -> None:
    document = json.loads(octets(client.get(adresse)))
    assert "crs" not in document
    identifiants = [o["id"] for o in document["features"]]
    assert len(set(identifiants)) == len(identifiants)
    for objet_ in document["features"]:
        geometrie = objet_["geometry"]
        if geometrie is None or geometrie["type"] == "Point":
            continue
        assert geometrie["type"] == "MultiPolygon"
        for exterieur, *trous in geometrie["coordinates"]:
            for anneau in (exterieur, *trous):
                assert anneau[0] == anneau[-1]
                assert len(anneau) > 3
            assert shapely.LinearRing(exterieur).is_ccw
            assert not any(shapely.LinearRing(trou).is_ccw for trou in trous)


def test_le_cadre_du_fichier_est_celui_de_ses_formes(fichier: Path) -> None:
    document = json.loads(fichier.read_text())
    formes = [shape(o["geometry"]) for o in document["features"] if o["geometry"]]
    points = [
        (o["properties"]["longitude"], o["properties"]["latitude"])
        for o in document["features"]
        if o["properties"]["longitude"] is not None
    ]
    tout = shapely.union_all([*formes, shapely.multipoints(points)])
    assert document["bbox"] == list(tout.bounds)


def test_un_perimetre_de_voisins_est_un_contour_sans_frontiere_interieure(
    client: Client, demo_dessinee: Registre
) -> None:
    couple = ("commune-83126", "commune-83137")
    demo_dessinee.un_dispositif("cls", slug="voisins", perimetre=couple)
    objets = json.loads(octets(client.get(TOUS)))["features"]
    par_id = {o["id"]: o for o in objets}
    voisins = shape(par_id["voisins"]["geometry"])
    assert voisins.is_valid
    assert len(voisins.geoms) == 1
    communes = [shape(carre(*CASES[code])) for code in ("83126", "83137")]
    assert voisins.symmetric_difference(shapely.union_all(communes)).area < 1e-9


def test_ce_qui_n_est_qu_un_point_reste_dans_les_champs(fichier: Path) -> None:
    objets = {o["id"]: o for o in json.loads(fichier.read_text())["features"]}
    point, sans = objets["par-un-point"], objets["sans-perimetre"]
    assert point["geometry"] is None
    champs = point["properties"]
    assert (champs["longitude"], champs["latitude"]) == (5.35, 43.25)
    assert champs["sans_contour"] == "qpv-QN01341I"
    assert sans["geometry"] is None
    assert (sans["properties"]["longitude"], sans["properties"]["sans_contour"]) == (None, "")
