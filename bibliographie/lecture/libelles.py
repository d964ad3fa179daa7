"""What a field of a file is, in French: « ISBN ou ISSN (SN) »."""

from bibliographie.lecture.roles import EXACT, REMARQUE
from socle.textes import plier

LIBELLES = {
    "type": "Type",
    "type_precis": "Type",
    "titre": "Titre",
    "titre_court": "Titre court",
    "sous_titre": "Sous-titre",
    "cle": "Identifiant",
    "auteur": "Auteur",
    "responsable": "Direction de l’ouvrage",
    "et_al": "Autres auteurs",
    "et_al_responsable": "Autres responsables",
    "editeur": "Éditeur",
    "lieu": "Lieu d’édition",
    "revue": "Revue",
    "revue_abregee": "Revue, titre abrégé",
    "volume": "Volume",
    "numero": "Numéro de la revue",
    "dans_titre": "Dans l’ouvrage",
    "dans_responsables": "Responsables de l’ouvrage",
    "dans_editeur": "Éditeur de l’ouvrage",
    "date": "Date",
    "annee": "Année",
    "mois": "Mois",
    "jour": "Jour",
    "debut": "Première page",
    "fin": "Dernière page",
    "pages": "Pages",
    "total": "Nombre de pages",
    "duree": "Durée",
    "edition": "Édition",
    "doi": "DOI",
    "isbn": "ISBN",
    "issn": "ISSN",
    "numero_normalise": "ISBN ou ISSN",
    "langue": "Langue",
    "url": "Adresse",
    "resume": "Résumé",
    "resume_origine": "Origine du résumé",
    "note": "Remarque",
    "mots_cles": "Mots-clés",
    "themes": "Thèmes",
    "types": "Types de dispositif",
    "dispositifs": "Dispositifs",
    "territoires": "Territoires",
    "publics": "Publics",
    "modifie_le": "Modifiée le",
}


def libelle(role: str, nom: str) -> str:
    """What the field named `nom` in its file speaks of, then that name."""
    if role.startswith(REMARQUE):
        mot = role.removeprefix(REMARQUE)
    else:
        mot = LIBELLES.get(role.removeprefix(EXACT), "")
    return f"{mot} ({nom})" if mot and plier(mot) != plier(nom) else mot or nom
