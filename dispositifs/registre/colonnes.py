"""The columns of /dispositifs and /contrats-de-ville as files: stable, in French, one fact each."""

from dispositifs.models import Couverture, Dispositif, Etape
from dispositifs.registre.certitude import certitude
from socle.listes.exports import Colonne


def _liens_contrat(d: Dispositif) -> str:
    return " | ".join(
        a.vers.nom
        for a in d.articulations.all()
        if a.vers.est_un_contrat_de_ville and a.vers.est_publie
    )


def _deductions(d: Dispositif) -> str:
    """Which facts of the row no source states as such."""
    deduits = {
        "statut": certitude(d).deduit,
        "porteur": d.porteur_deduit,
        "perimetre": any(c.deduit for c in d.perimetre),
        "coordination": d.coordination_deduite,
    }
    return " | ".join(fait for fait, raison in deduits.items() if raison)


# The source names the place as a landmark, or names none.
SANS_ECHELLE = ("", Couverture.Part.NON_PRECISEE)

COLONNES = [
    Colonne("identifiant", "Identifiant stable, aussi l’adresse de la fiche.", lambda d: d.slug),
    Colonne("type", "Type : asv, cls, clsm…", lambda d: d.type_id),
    Colonne("nom", "Nom du dispositif.", lambda d: d.nom),
    Colonne("statut", "Dernière étape connue, vide si non renseigné.", lambda d: d.statut),
    Colonne("statut_date", "Date de cette étape.", lambda d: d.statut_date),
    Colonne("generation", "Numéro de génération, si la source le dit.", lambda d: d.generation),
    Colonne("porteur", "Organisme porteur.", lambda d: d.porteur.nom if d.porteur else ""),
    Colonne(
        "perimetre_codes",
        "Territoires couverts, « echelle-code », séparés par « | ».",
        lambda d: " | ".join(c.territoire.reference for c in d.perimetre),
    ),
    Colonne(
        "perimetre_noms",
        "Leurs noms, dans le même ordre.",
        lambda d: " | ".join(c.territoire.nom for c in d.perimetre),
    ),
    Colonne(
        "perimetre_parts",
        "entiere, partielle ou non-precisee, dans le même ordre.",
        lambda d: " | ".join(c.part for c in d.perimetre),
    ),
    Colonne(
        "echelle",
        "Échelle du territoire de classement.",
        lambda d: d.territoire.echelle if d.territoire else "",
    ),
    Colonne(
        "coordination", "Coordination actuelle, vide si non renseignée.", lambda d: d.coordination
    ),
    Colonne("contrat_de_ville", "Contrats de ville liés.", _liens_contrat),
    Colonne("debut", "Début, tel que la source le dit.", lambda d: d.debut),
    Colonne("fin", "Fin, telle que la source la dit.", lambda d: d.fin),
    Colonne("verifie_le", "Date de la dernière vérification.", lambda d: d.verifie_le),
    Colonne("source", "D’où vient la fiche.", lambda d: d.source.reference if d.source else ""),
    Colonne(
        "deduit",
        "Ce qui est déduit et non écrit par la source : statut, porteur, perimetre, "
        "coordination, séparés par « | ».",
        _deductions,
    ),
    Colonne("desaccord", "En quoi les sources ne s’accordent pas.", lambda d: d.desaccord),
    Colonne(
        "generation_nommee",
        "Génération que son type nomme par ses années : 2015-2023, 2024-2030 ou vide.",
        lambda d: d.generation_nommee_id,
    ),
    Colonne(
        "terme",
        "Fin annoncée : la sienne, sinon celle de sa génération nommée.",
        lambda d: d.terme,
    ),
    Colonne(
        "quartiers_vises",
        "Codes des quartiers prioritaires visés, séparés par « | ».",
        lambda d: " | ".join(c.territoire.code for c in d.visees),
    ),
    Colonne("site", "Adresse du site du dispositif, si une source la donne.", lambda d: d.site),
    Colonne(
        "constat",
        "« oui » si la source observe ce statut à cette date : le changement est plus ancien.",
        lambda d: "oui" if d.statut_constat else "non" if d.statut else "",
    ),
    Colonne(
        "connu_jusque",
        "Dernière date à laquelle une source ou une personne l’a dit.",
        lambda d: certitude(d).connu_jusque,
    ),
    Colonne(
        "certitude",
        "a-jour, a-confirmer (plus ancien que le délai de son type), a-terme, remplace ou "
        "fini, "
        "à la date demandée ; vide si aucun statut n’est connu.",
        lambda d: certitude(d).code,
    ),
    Colonne(
        "en_mots", "Ce que le site en dit, à la date demandée.", lambda d: certitude(d).en_mots
    ),
]


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


# Columns that the file of contrats de ville had when they were records of their own.
PROPRES = [
    Colonne("identifiant", "Identifiant stable, aussi l’adresse de la fiche.", lambda d: d.slug),
    Colonne("nom", "Nom du contrat de ville.", lambda d: d.nom),
    Colonne("generation", "2015-2023, 2024-2030 ou vide.", lambda d: d.generation_nommee_id),
    Colonne(
        "territoire_code",
        "Territoire que la source nomme.",
        lambda d: d.territoire.reference if d.territoire else "",
    ),
    Colonne("territoire_nom", "Son nom.", lambda d: d.territoire.nom if d.territoire else ""),
    Colonne(
        "echelle_precisee",
        "« oui » si la source dit à quelle échelle il est tenu.",
        lambda d: "non" if _principale(d, "part") in SANS_ECHELLE else "oui",
    ),
    Colonne(
        "quartiers",
        "Codes des quartiers prioritaires, séparés par « | ».",
        lambda d: " | ".join(c.territoire.code for c in d.visees),
    ),
    Colonne(
        "dispositifs",
        "Identifiants des dispositifs liés, séparés par « | ».",
        lambda d: " | ".join(lie.slug for lie in d.lies),
    ),
    Colonne("verifie_le", "Date de la dernière vérification.", lambda d: d.verifie_le),
    Colonne("source", "D’où vient la fiche.", lambda d: d.source.reference if d.source else ""),
    Colonne(
        "situation",
        "en-cours, a-terme, a-venir, ou comment il a pris fin, à la date demandée ; "
        "vide si non renseignée.",
        _situation,
    ),
    Colonne(
        "precision",
        "Ce que la source dit du territoire.",
        lambda d: _principale(d, "precision"),
    ),
    Colonne(
        "deduit",
        "Pourquoi on le déduit, si la source ne le nomme pas.",
        lambda d: d.statut_deduit,
    ),
]
_NOMS = {colonne.nom for colonne in PROPRES} | {"generation_nommee", "quartiers_vises"}
COLONNES_DES_CONTRATS = [*PROPRES, *(c for c in COLONNES if c.nom not in _NOMS)]
