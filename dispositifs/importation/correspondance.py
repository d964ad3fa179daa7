"""A mapping file: which header of a published table says which fact.

CSV (`entete;champ`) or YAML (`champ: entete`), so that each publisher's columns are declared once
and read for ever. `=valeur` gives the same value to every row.
"""

from dataclasses import dataclass
from typing import Any, Final

import yaml

from socle.tableur.lecture import Cellules, TableurError, decoder, lire_feuille
from socle.textes import plier
from territoires.importation.lecture import ErreurDeLigne, FichierIllisibleError

CHAMPS: Final = {
    "slug": "identifiant de l’adresse ; sinon, fait du nom et de la génération",
    "nom": "nom du contrat ; sinon, fait du territoire",
    "territoire": "« commune-83126 », ou un code INSEE, un SIREN, un code de département",
    "generation": "2015-2023 ou 2024-2030",
    "quartiers": "codes des QPV, séparés par « ; », « , », « | » ou une espace",
    "debut": "année, mois ou jour",
    "fin": "année, mois ou jour",
    "presentation": "texte",
    "precision": "texte",
    "passage": "page ou partie de la source",
}


@dataclass(frozen=True, slots=True)
class Correspondance:
    """Header of each field, and the values given to every row."""

    entetes: dict[str, str]
    constantes: dict[str, str]

    def absents(self, entete: Cellules) -> list[str]:
        """The headers that are named here and not there."""
        plies = {plier(mot) for mot in entete}
        return [mot for mot in self.entetes.values() if plier(mot) not in plies]

    def est_entete(self, cellules: Cellules) -> bool:
        """Whether all the headers that are named here are there."""
        return not self.absents(cellules)


def lire_correspondance(contenu: bytes, fichier: str) -> Correspondance:
    """The mapping. Raise FichierIllisibleError, which names each wrong line."""
    yaml_ = fichier.lower().endswith((".yaml", ".yml"))
    try:
        paires = _de_yaml(decoder(contenu), fichier) if yaml_ else _du_tableau(contenu, fichier)
    except TableurError as erreur:
        raise FichierIllisibleError([ErreurDeLigne(fichier, 0, "", str(erreur))]) from erreur
    erreurs, entetes, constantes = [], {}, {}
    for ligne, champ, entete in paires:
        if champ not in CHAMPS:
            raison = f"« {champ[:40]} » n’est pas un champ : {', '.join(CHAMPS)}"
            erreurs.append(ErreurDeLigne(fichier, ligne, "", raison))
        elif champ in entetes or champ in constantes:
            erreurs.append(ErreurDeLigne(fichier, ligne, "", f"« {champ} » est donné deux fois"))
        elif entete.startswith("="):
            constantes[champ] = entete[1:].strip()
        else:
            entetes[champ] = entete
    if "territoire" not in entetes and not erreurs:
        erreurs.append(ErreurDeLigne(fichier, 0, "", "il manque le champ « territoire »"))
    if erreurs:
        raise FichierIllisibleError(erreurs)
    return Correspondance(entetes, constantes)


def _de_yaml(texte: str, fichier: str) -> list[tuple[int, str, str]]:
    try:
        lu: Any = yaml.safe_load(texte)
    except yaml.YAMLError as erreur:
        marque = getattr(erreur, "problem_mark", None)
        ligne = marque.line + 1 if marque else 0
        raise FichierIllisibleError(
            [ErreurDeLigne(fichier, ligne, "", "ce n’est pas du YAML lisible")]
        ) from erreur
    if not isinstance(lu, dict):
        raison = "on attend « champ: en-tête », une ligne par champ"
        raise FichierIllisibleError([ErreurDeLigne(fichier, 1, "", raison)])
    return [(rang, str(champ), str(entete)) for rang, (champ, entete) in enumerate(lu.items(), 1)]


def _est_entete(cellules: Cellules) -> bool:
    return [plier(c) for c in cellules[:2]] == ["entete", "champ"]


def _du_tableau(contenu: bytes, fichier: str) -> list[tuple[int, str, str]]:
    feuille = lire_feuille(fichier, contenu, _est_entete)
    if not _est_entete(feuille.entete):
        raison = "la première ligne est « entete;champ »"
        raise FichierIllisibleError([ErreurDeLigne(fichier, 1, "", raison)])
    erreurs = [ErreurDeLigne(fichier, r.numero, "", r.raison) for r in feuille.rejets] + [
        ErreurDeLigne(fichier, n, "", "il manque l’en-tête ou le champ")
        for n, ligne in feuille.lignes
        if len(ligne) < 2
    ]
    if erreurs:
        raise FichierIllisibleError(erreurs)
    return [(n, ligne[1], ligne[0]) for n, ligne in feuille.lignes]
