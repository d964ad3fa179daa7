"""The columns of /territoires.csv, .xlsx and .json: stable, in French, one fact a column."""

from socle.listes.colonnes import Colonne
from territoires.models import Territoire


def _contenants(t: Territoire, *, entiere: bool) -> str:
    liens = [
        a
        for a in t.contenants.all()
        if a.entiere is entiere and a.contenant_id != t.pk and not a.contenant.est_obsolete
    ]
    liens.sort(key=lambda a: (a.contenant.rang, a.contenant.code))
    return " | ".join(a.contenant.reference for a in liens)


def _successeurs(t: Territoire) -> str:
    return " | ".join(sorted(s.reference for s in t.successeurs.all()))


COLONNES = [
    Colonne("echelle", "qpv, arrondissement, commune, epci, departement…", lambda t: t.echelle),
    Colonne("code", "Code INSEE, SIREN d’une intercommunalité, code de QPV.", lambda t: t.code),
    Colonne("nom", "Nom ; vide pour certains codes anciens.", lambda t: t.nom),
    Colonne("nature", "CC, CA, CU, METRO… pour une intercommunalité.", lambda t: t.nature),
    Colonne("population", "Population municipale, si connue.", lambda t: t.population),
    Colonne("population_annee", "Son année.", lambda t: t.population_annee),
    Colonne("siren", "SIREN.", lambda t: t.siren),
    Colonne(
        "codes_postaux",
        "Codes postaux, séparés par « | ».",
        lambda t: " | ".join(t.liste_codes_postaux),
    ),
    Colonne(
        "dans",
        "Territoires qui le contiennent en entier, « echelle-code », séparés par « | ».",
        lambda t: _contenants(t, entiere=True),
    ),
    Colonne(
        "en_partie_dans",
        "Ceux qui n’en contiennent qu’une partie.",
        lambda t: _contenants(t, entiere=False),
    ),
    Colonne("millesime", "Année du référentiel d’où vient la ligne.", lambda t: t.millesime),
    Colonne(
        "obsolete_depuis",
        "Première année connue où ce code n’a plus cours ; vide s’il est en vigueur.",
        lambda t: t.obsolete_depuis,
    ),
    Colonne("successeurs", "Ce qui l’a remplacé, « echelle-code ».", _successeurs),
]
