"""The columns of /dispositifs.csv, .xlsx and .json: stable, in French, one fact a column."""

from dispositifs.models import Dispositif
from socle.listes.exports import Colonne


def _liens_contrat(d: Dispositif) -> str:
    return " | ".join(
        a.contrat.nom for a in d.articulations.all() if a.contrat and a.contrat.est_publie
    )


def _deductions(d: Dispositif) -> str:
    """Which facts of the row no source states as such."""
    deduits = {
        "statut": d.statut_deduit,
        "porteur": d.porteur_deduit,
        "perimetre": any(c.deduit for c in d.couvertures.all()),
        "coordination": d.coordination_deduite,
    }
    return " | ".join(fait for fait, raison in deduits.items() if raison)


COLONNES = [
    Colonne("identifiant", "Identifiant stable, aussi l’adresse de la fiche.", lambda d: d.slug),
    Colonne("type", "Type : asv, cls, clsm…", lambda d: d.type_id),
    Colonne("nom", "Nom du dispositif.", lambda d: d.nom),
    Colonne("statut", "Dernière étape connue, vide si non renseigné.", lambda d: d.statut),
    Colonne("statut_date", "Date de cette étape.", lambda d: d.statut_date),
    Colonne("generation", "Numéro de génération, si la source le dit.", lambda d: d.generation),
    Colonne("porteur", "Organisme porteur.", lambda d: d.porteur.nom if d.porteur else ""),
    Colonne(
        "perimetre_codes",
        "Territoires couverts, « echelle-code », séparés par « | ».",
        lambda d: " | ".join(c.territoire.reference for c in d.couvertures.all()),
    ),
    Colonne(
        "perimetre_noms",
        "Leurs noms, dans le même ordre.",
        lambda d: " | ".join(c.territoire.nom for c in d.couvertures.all()),
    ),
    Colonne(
        "perimetre_parts",
        "entiere, partielle ou non-precisee, dans le même ordre.",
        lambda d: " | ".join(c.part for c in d.couvertures.all()),
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
]
