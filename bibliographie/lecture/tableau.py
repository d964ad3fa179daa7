"""Tables: rows under a header, read as References. Columns are those of our own export."""

from bibliographie.formats.colonnes import COLONNES
from bibliographie.lecture.champs import Brut, Lu, Rebut
from bibliographie.lecture.composition import composer
from socle.tableur.lecture import Cellules, Feuille, TableurError
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
            lus[numero] = composer(numero, _bruts(entete, colonnes, ligne))
    return [lus[numero] for numero in sorted(lus)], avertissements


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
