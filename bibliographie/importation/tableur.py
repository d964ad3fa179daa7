"""Tables: rows under a header, read as References. Columns are those of our own export."""

import re
from typing import Any

from bibliographie.formats.colonnes import COLONNES
from bibliographie.formats.reference import (
    SEPARATEUR,
    VALEUR_MAX,
    Lecture,
    Lu,
    Rebut,
    Reference,
    lire_nom,
    lire_type,
)
from socle import dates
from socle.tableur.lecture import Cellules, Feuille, TableurError
from socle.textes import plier

OUI = {"oui", "vrai", "true", "1", "x"}
# What others call our columns. « identifiant » and the like are found by their own name.
SYNONYMES = {
    "auteur": "auteurs",
    "editeur": "editeurs",
    "annee": "date",
    "date de publication": "date",
    "theme": "themes",
    "mots cles": "mots_cles",
    "motscles": "mots_cles",
    "lien": "url",
    "liens": "url",
    "urls": "url",
    "resume editeur": "resume",
    "collection": "revue",
    "territoire": "territoires",
    "dispositif": "dispositifs",
    "public": "publics",
}
# Column of the table → field of Reference; the others bear the same name.
CHAMPS = {"identifiant": "cle", "types_dispositif": "types", "url": "urls"}
LISTES = {
    "editeurs",
    "urls",
    "mots_cles",
    "themes",
    "types",
    "dispositifs",
    "territoires",
    "publics",
}
# Told by our export, decided elsewhere: read and left aside without a word.
IGNOREES = {"numero_catalogue", "adresse", "selections", "fiche"} | {
    colonne.nom for colonne in COLONNES if colonne.mots_de
}
_JOUR = re.compile(r"^(?:(?:([0-9]{1,2})/)?([0-9]{1,2})/)?([0-9]{4})$")


def est_entete(cellules: Cellules) -> bool:
    """Whether these cells are the headers of a table of notices."""
    return "titre" in map(_colonne, cellules)


def lire(feuille: Feuille) -> tuple[list[Lu], list[str]]:
    """The records of a table, and what the editor should know of how it was read."""
    entete = feuille.entete
    colonnes = [_colonne(nom) for nom in entete]
    if "titre" not in colonnes:
        raise TableurError(
            "Aucune colonne «\u00a0titre\u00a0»\u00a0: la première ligne doit porter les noms des "
            "colonnes, comme dans /bibliographie.csv."
        )
    doubles = {c for c in colonnes if c and colonnes.count(c) > 1}
    if doubles:
        raise TableurError(f"Colonnes en double\u00a0: {', '.join(sorted(doubles))}.")
    inconnues = [nom for nom, c in zip(entete, colonnes, strict=True) if nom and not c]
    avertissements = list(feuille.avertissements)
    if inconnues:
        avertissements.append(f"Colonnes non reprises\u00a0: {', '.join(inconnues)}.")
    lus: dict[int, Lu] = {
        rejet.numero: Rebut(rejet.numero, f"{rejet.raison[:1].upper()}{rejet.raison[1:]}.")
        for rejet in feuille.rejets
    }
    reprises = [rang for rang, c in enumerate(colonnes) if c and c not in IGNOREES]
    for numero, ligne in feuille.lignes:
        if raison := feuille.sans_valeur(numero, reprises):
            lus[numero] = Rebut(numero, raison)
        else:
            lus[numero] = _lecture(numero, dict(zip(colonnes, ligne, strict=False)))
    return [lus[numero] for numero in sorted(lus)], avertissements


def _colonne(nom: str) -> str:
    """Our name for a column, by that name or by its header in a workbook; blank when we have
    none."""
    plie = plier(nom)
    connues = {plier(c.titre): c.nom for c in COLONNES}
    connues |= {plier(c.nom): c.nom for c in COLONNES} | {"mots cles": "mots_cles"}
    return connues.get(plie) or SYNONYMES.get(plie, "")


def _lecture(numero: int, ligne: dict[str, str]) -> Lu:
    ligne.pop("", None)
    trop_longue = next((c for c, v in ligne.items() if len(v) > VALEUR_MAX), "")
    if trop_longue:
        return Rebut(numero, f"La cellule «\u00a0{trop_longue}\u00a0» est trop longue.")
    remarques: list[str] = []
    champs: dict[str, Any] = {}
    for colonne, valeur in ligne.items():
        champ = CHAMPS.get(colonne, colonne)
        if colonne in IGNOREES or not valeur:
            continue
        champs[champ] = _valeur(champ, valeur, remarques)
    return Lecture(numero, Reference(**champs), tuple(remarques))


def _valeur(champ: str, valeur: str, remarques: list[str]) -> Any:
    if champ in LISTES:
        return tuple(v.strip() for v in valeur.split(SEPARATEUR.strip()) if v.strip())
    if champ == "auteurs":
        noms = (v.strip() for v in valeur.split(SEPARATEUR.strip()))
        return tuple(lire_nom(nom) for nom in noms if nom)
    if champ == "et_al":
        return plier(valeur) in OUI
    if champ == "date":
        return _date(valeur, remarques)
    if champ == "type":
        if not (code := lire_type(valeur)):
            remarques.append(f"Type inconnu\u00a0: «\u00a0{valeur}\u00a0».")
        return code
    return valeur


def _date(valeur: str, remarques: list[str]) -> str:
    """« 2016-04 », « 10/04/2016 », « 04/2016 », « avril 2016 »."""
    candidate = valeur.split(" ")[0] if re.match(r"^[0-9]{4}-[0-9-]* ", valeur) else valeur
    if trouve := _JOUR.match(valeur):
        jour, mois, annee = trouve.groups()
        candidate = "-".join(filter(None, [annee, mois and mois.zfill(2), jour and jour.zfill(2)]))
    mots = plier(valeur).split()
    noms = [plier(nom) for nom in dates.MOIS]
    if len(mots) == 2 and mots[0] in noms:
        candidate = f"{mots[1]}-{noms.index(mots[0]) + 1:02}"
    try:
        dates.bornes(candidate)
    except ValueError:
        remarques.append(f"Date non comprise\u00a0: «\u00a0{valeur}\u00a0».")
        return ""
    return candidate
