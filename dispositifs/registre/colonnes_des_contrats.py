"""The columns of /contrats-de-ville as files: their own first, then those of the dispositifs."""

from dispositifs.models import Couverture, Dispositif, Etape
from dispositifs.registre.colonnes import COLONNES, un_de
from socle.listes.colonnes import Colonne, en_mots

# The source names the place as a landmark, or names none.
SANS_ECHELLE = ("", Couverture.Part.NON_PRECISEE)


def _principale(d: Dispositif, champ: str) -> str:
    """A field of the row that holds the contract; "" when its place is unknown."""
    rangee = d.couverture_principale
    return str(getattr(rangee, champ)) if rangee else ""


def _situation(d: Dispositif) -> str:
    """As the file of contrats de ville has always said it."""
    if d.situation in Etape.PASSES:
        return "a-terme" if d.situation == Etape.A_TERME else d.situation
    if d.situation in Etape.EN_VIE:
        return "en-cours"
    return "a-venir" if d.situation else ""


_DU_REGISTRE = {colonne.nom: colonne for colonne in COLONNES}
# Columns that the file of contrats de ville had when they were records of their own.
PROPRES = [
    _DU_REGISTRE["identifiant"],
    Colonne("nom", "Nom du contrat de ville.", lambda d: d.nom, titre="Nom", largeur=44),
    Colonne(
        "generation",
        "2015-2023, 2024-2030 ou vide.",
        lambda d: d.generation_nommee_id,
        titre="Génération",
        largeur=14,
    ),
    Colonne(
        "territoire_code",
        "Territoire que la source nomme.",
        lambda d: d.territoire.reference if d.territoire else "",
        titre="Code du territoire",
        code=True,
        largeur=24,
    ),
    Colonne(
        "territoire_nom",
        "Son nom.",
        lambda d: d.territoire.nom if d.territoire else "",
        titre="Territoire",
        largeur=36,
    ),
    Colonne(
        "echelle_precisee",
        "« oui » si la source dit à quelle échelle il est tenu.",
        lambda d: "non" if _principale(d, "part") in SANS_ECHELLE else "oui",
        titre="Échelle dite par la source",
        largeur=14,
    ),
    Colonne(
        "quartiers",
        "Codes des quartiers prioritaires, séparés par « | ».",
        lambda d: " | ".join(c.territoire.code for c in d.visees),
        titre="Codes des quartiers visés",
        code=True,
        largeur=30,
    ),
    Colonne(
        "dispositifs",
        "Identifiants des dispositifs liés, séparés par « | ».",
        lambda d: " | ".join(lie.slug for lie in d.lies),
        titre="Identifiants des dispositifs liés",
        code=True,
        largeur=30,
    ),
    _DU_REGISTRE["verifie_le"],
    _DU_REGISTRE["source"],
    Colonne(
        "situation",
        "en-cours, a-terme, a-venir, ou comment il a pris fin, à la date demandée ; "
        "vide si non renseignée.",
        _situation,
        titre="Code de la situation",
        code=True,
        largeur=16,
    ),
    Colonne(
        "precision",
        "Ce que la source dit du territoire.",
        lambda d: _principale(d, "precision"),
        titre="Ce que la source dit du territoire",
        largeur=40,
    ),
    Colonne(
        "deduit",
        "Pourquoi on le déduit, si la source ne le nomme pas.",
        lambda d: d.statut_deduit,
        titre="Pourquoi on le déduit",
        largeur=36,
    ),
]
_situation_en_mots = un_de([*Etape.SITUATIONS, ("en-cours", "en cours"), ("a-venir", "à venir")])
_NOMS = {colonne.nom for colonne in PROPRES} | {"generation_nommee", "quartiers_vises"}
COLONNES_DES_CONTRATS = [
    *PROPRES,
    *(c for c in COLONNES if c.nom not in _NOMS),
    en_mots("situation", "Situation", lambda d: _situation_en_mots(_situation(d)), 20),
]
