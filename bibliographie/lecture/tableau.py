"""CSV and XLSX: rows under a header, read as References. Columns are those of our own export."""

from collections.abc import Iterable

from bibliographie.formats.colonnes import COLONNES
from bibliographie.lecture.champs import Brut, Lu
from bibliographie.lecture.composition import composer
from socle.tableur.lecture import Cellules, TableurError
from socle.textes import plier

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
# What a column speaks of, where its role bears another name.
ROLES = {
    "identifiant": "cle",
    "types_dispositif": "types",
    "auteurs": "auteur",
    "editeurs": "editeur",
}
# Told by our export, decided elsewhere: read and left aside without a word.
IGNOREES = {"numero_catalogue", "adresse", "selections", "fiche"} | {
    colonne.nom for colonne in COLONNES if colonne.mots_de
}


def lire(lignes: Iterable[Cellules]) -> tuple[list[Lu], list[str]]:
    """The records of a table, and what the editor should know of its columns."""
    iterateur = iter(lignes)
    entete = next((ligne for ligne in iterateur if any(ligne)), [])
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
    avertissements = [f"Colonnes non reprises\u00a0: {', '.join(inconnues)}."] if inconnues else []
    lus: list[Lu] = [
        composer(numero, _bruts(entete, colonnes, ligne))
        for numero, ligne in enumerate(iterateur, 2)
        if any(ligne)
    ]
    return lus, avertissements


def _colonne(nom: str) -> str:
    """Our name for a column, by that name or by its header in a workbook; blank when we have
    none."""
    plie = plier(nom)
    connues = {plier(c.titre): c.nom for c in COLONNES}
    connues |= {plier(c.nom): c.nom for c in COLONNES} | {"mots cles": "mots_cles"}
    return connues.get(plie) or SYNONYMES.get(plie, "")


def _bruts(entete: list[str], colonnes: list[str], ligne: Cellules) -> list[Brut]:
    lus = []
    for nom, colonne, texte in zip(entete, colonnes, ligne, strict=False):
        if colonne in IGNOREES or not nom:
            continue
        role = ROLES.get(colonne, colonne)
        lus.append(Brut(nom, texte, role))
    return lus
