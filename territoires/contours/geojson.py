"""Read outlines in GeoJSON files, as IGN, the ANCT or etalab publish them."""

import json
import re
from pathlib import Path
from typing import Any, Final

from territoires.contours.fiches import Forme, Releve
from territoires.importation.lecture import ErreurDeLigne, FichierIllisibleError, ouvrir
from territoires.models import MOTIFS_DE_CODE, Echelle

# Where publishers write the code of each échelle, case not mattering; the first found wins.
PROPRIETES: Final = {
    Echelle.QPV: ("code_qp", "code"),
    Echelle.ARRONDISSEMENT: ("insee_arm", "code_insee", "insee", "code"),
    Echelle.COMMUNE: ("insee_com", "code_insee", "insee", "code"),
    Echelle.EPCI: ("code_siren", "siren_epci", "siren", "code"),
    Echelle.DEPARTEMENT: ("insee_dep", "code_insee", "insee", "code"),
    Echelle.REGION: ("insee_reg", "code_insee", "insee", "code"),
}
GENRES: Final = ("Polygon", "MultiPolygon", "Point")


def lire(chemin: Path, echelle: Echelle) -> Releve:
    """Every outline of the file. Raise FichierIllisibleError when it is no GeoJSON at all."""
    texte = ouvrir(chemin)
    if not texte.strip():
        raise _refus(chemin, "le fichier est vide")
    try:
        document = json.loads(texte)
    except (ValueError, RecursionError):
        raise _refus(chemin, "ce n’est ni une roue Python, ni un fichier GeoJSON") from None
    objets = document.get("features") if isinstance(document, dict) else None
    if not isinstance(objets, list):
        raise _refus(chemin, "ce fichier n’est pas une collection GeoJSON (« features »)")
    releve = Releve()
    for rang, objet in enumerate(objets, start=1):
        _ajouter(releve, objet, echelle, chemin.name, rang)
    return releve


def _ajouter(releve: Releve, objet: Any, echelle: Echelle, fichier: str, rang: int) -> None:
    """One feature: kept, or said wrong."""
    objet = objet if isinstance(objet, dict) else {}
    code = _code(objet.get("properties"), echelle)
    forme = Forme((str(echelle), code[:20]), objet.get("geometry") or {}, fichier, rang)
    if not code:
        releve.erreurs.append(forme.erreur("aucune propriété ne donne le code"))
    elif not re.match(MOTIFS_DE_CODE[echelle], code, re.ASCII):
        releve.erreurs.append(forme.erreur("ce code n’a pas la forme attendue"))
    elif not isinstance(forme.geometrie, dict) or forme.geometrie.get("type") not in GENRES:
        releve.erreurs.append(forme.erreur("ni polygone, ni point"))
    else:
        releve.formes.append(forme)


def _code(proprietes: Any, echelle: Echelle) -> str:
    """The code that the properties give; "" for none."""
    if not isinstance(proprietes, dict):
        return ""
    par_nom = {str(nom).lower(): valeur for nom, valeur in proprietes.items()}
    for nom in PROPRIETES[echelle]:
        if valeur := par_nom.get(nom):
            return str(valeur).strip().upper()
    return ""


def _refus(chemin: Path, raison: str) -> FichierIllisibleError:
    return FichierIllisibleError([ErreurDeLigne(chemin.name, 0, "", raison)])
