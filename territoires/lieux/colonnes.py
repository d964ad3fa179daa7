"""The columns of /territoires.csv, .xlsx and .json: stable, in French, one fact a column."""

from socle.listes.colonnes import Colonne, en_mots, fiche
from socle.textes import majuscule
from territoires.models import Echelle, Territoire


def _contenants(t: Territoire, *, entiere: bool) -> str:
    liens = [
        a
        for a in t.contenants.all()
        if a.entiere is entiere and a.contenant_id != t.pk and not a.contenant.est_obsolete
    ]
    liens.sort(key=lambda a: (a.contenant.rang, a.contenant.code))
    return " | ".join(a.contenant.reference for a in liens)


def _noms(t: Territoire, echelle: Echelle) -> str:
    """The places of this échelle that hold it, or a part of it; it is not in itself."""
    liens = [
        a.contenant
        for a in t.contenants.all()
        if a.contenant.echelle == echelle
        and a.contenant_id != t.pk
        and not a.contenant.est_obsolete
    ]
    return " | ".join(c.nom for c in sorted(liens, key=lambda c: c.code))


def _successeurs(t: Territoire) -> str:
    return " | ".join(sorted(s.reference for s in t.successeurs.all()))


COLONNES = [
    Colonne(
        "echelle",
        "qpv, arrondissement, commune, epci, departement…",
        lambda t: t.echelle,
        titre="Code de l’échelle",
        code=True,
        largeur=16,
    ),
    Colonne(
        "code",
        "Code INSEE, SIREN d’une intercommunalité, code de QPV.",
        lambda t: t.code,
        titre="Code officiel",
        code=True,
        largeur=16,
    ),
    Colonne(
        "nom", "Nom ; vide pour certains codes anciens.", lambda t: t.nom, titre="Nom", largeur=40
    ),
    Colonne(
        "nature",
        "CC, CA, CU, METRO… pour une intercommunalité.",
        lambda t: t.nature,
        titre="Nature de l’intercommunalité",
        largeur=14,
    ),
    Colonne(
        "population",
        "Population municipale, si connue.",
        lambda t: t.population,
        titre="Population",
        largeur=12,
    ),
    Colonne(
        "population_annee",
        "Son année.",
        lambda t: t.population_annee,
        titre="Année de la population",
        largeur=12,
    ),
    Colonne("siren", "SIREN.", lambda t: t.siren, titre="Siren", code=True, largeur=14),
    Colonne(
        "codes_postaux",
        "Codes postaux, séparés par « | ».",
        lambda t: " | ".join(t.liste_codes_postaux),
        titre="Codes postaux",
        code=True,
        largeur=24,
    ),
    Colonne(
        "dans",
        "Territoires qui le contiennent en entier, « echelle-code », séparés par « | ».",
        lambda t: _contenants(t, entiere=True),
        titre="Codes de ce qui le contient",
        code=True,
        largeur=40,
    ),
    Colonne(
        "en_partie_dans",
        "Ceux qui n’en contiennent qu’une partie.",
        lambda t: _contenants(t, entiere=False),
        titre="Codes de ce qui en contient une partie",
        code=True,
        largeur=30,
    ),
    Colonne(
        "millesime",
        "Année du référentiel d’où vient la ligne.",
        lambda t: t.millesime,
        titre="Année du référentiel",
        largeur=12,
    ),
    Colonne(
        "obsolete_depuis",
        "Première année connue où ce code n’a plus cours ; vide s’il est en vigueur.",
        lambda t: t.obsolete_depuis,
        titre="Sans cours depuis",
        largeur=12,
    ),
    Colonne(
        "successeurs",
        "Ce qui l’a remplacé, « echelle-code ».",
        _successeurs,
        titre="Codes des successeurs",
        code=True,
        largeur=24,
    ),
    en_mots("echelle", "Échelle", lambda t: majuscule(t.get_echelle_display()), 20),
    Colonne(
        "reference",
        "« commune-04112 » : l’échelle et le code, qu’un tableur ne prend pas pour un nombre.",
        lambda t: t.reference,
        titre="Référence",
        code=True,
        largeur=22,
    ),
    Colonne(
        "departement_noms",
        "Départements où il se trouve, séparés par « | ».",
        lambda t: _noms(t, Echelle.DEPARTEMENT),
        titre="Département",
        largeur=24,
        apres="nom",
    ),
    Colonne(
        "epci_noms",
        "Intercommunalités où il se trouve, séparées par « | ».",
        lambda t: _noms(t, Echelle.EPCI),
        titre="Intercommunalité",
        largeur=36,
        apres="departement_noms",
    ),
    fiche(),
]
