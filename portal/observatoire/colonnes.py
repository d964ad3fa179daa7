"""The columns of /observatoire.csv and of the gaps: stable, in French, one fact a column."""

from collections.abc import Callable
from dataclasses import dataclass

from dispositifs.comptes.recensement import Etendue, LigneRecensee, Recensement
from dispositifs.models import Etape
from socle.listes.exports import Colonne, Valeur

NOMS = {
    Etendue.ENTIERE: "en_entier",
    Etendue.NON_PRECISEE: "etendue_non_precisee",
    Etendue.EN_PARTIE: "en_partie",
    Etendue.NON_RENSEIGNEE: "non_renseigne",
}


@dataclass(frozen=True)
class LigneExportee:
    """A line of the census with its date and the year of its population."""

    ligne: LigneRecensee
    au: str
    annees: str


def lignes_exportees(recensement: Recensement, jour: str) -> list[LigneExportee]:
    """The territory then each one compared, one line a type."""
    annees = " | ".join(str(a) for a in sorted(recensement.annees))
    lignes = recensement.lignes + [x for groupe in recensement.comparaison for x in groupe]
    return [LigneExportee(x, recensement.au or jour, annees) for x in lignes]


def _situation(code: str) -> Callable[[LigneExportee], Valeur]:
    return lambda x: x.ligne.situations[code]


def _etendue(etendue: Etendue, champ: str) -> Callable[[LigneExportee], Valeur]:
    return lambda x: getattr(x.ligne.etendues[etendue], champ)


def _total(champ: str) -> Callable[[LigneExportee], Valeur]:
    return lambda x: getattr(x.ligne.couvert + x.ligne.non_renseigne, champ)


COLONNES = [
    Colonne("territoire_code", "Le territoire compté.", lambda x: x.ligne.territoire.reference),
    Colonne("territoire_nom", "Son nom.", lambda x: x.ligne.territoire.nom),
    Colonne("au", "La date des comptes.", lambda x: x.au),
    Colonne("type", "Type : asv, cls, clsm…", lambda x: x.ligne.type.code),
    Colonne("fiches", "Fiches du registre, toutes situations.", lambda x: x.ligne.fiches),
    Colonne("en_cours", "Dispositifs actifs ou en renouvellement.", lambda x: x.ligne.en_vie),
    *(
        Colonne(
            f"statut_{code.replace('-', '_')}",
            f"Dispositifs « {nom} » à la date.",
            _situation(code),
        )
        for code, nom in Etape.Statut.choices
    ),
    Colonne("statut_inconnu", "Fiches sans étape connue à la date.", _situation("")),
    Colonne("communes", "Communes du territoire, aujourd’hui.", _total("communes")),
    *(
        Colonne(f"communes_{nom}", f"Communes : {e.en_mots}.", _etendue(e, "communes"))
        for e, nom in NOMS.items()
    ),
    Colonne("habitants", "Habitants du territoire.", _total("habitants")),
    *(
        Colonne(f"habitants_{nom}", f"Habitants : {e.en_mots}.", _etendue(e, "habitants"))
        for e, nom in NOMS.items()
    ),
    Colonne(
        "communes_sans_population", "Communes de population inconnue.", _total("sans_population")
    ),
    Colonne("population_annees", "Années de la population municipale.", lambda x: x.annees),
    Colonne(
        "communes_absence_constatee",
        "Parmi les non renseignées, celles où une source constate l’absence.",
        lambda x: x.ligne.absences_constatees,
    ),
    Colonne(
        "statut_a_terme",
        "Dispositifs dont la génération nommée est finie à la date.",
        _situation(Etape.A_TERME),
    ),
]

COLONNES_ZONES = [
    Colonne("code", "Code Insee de la commune.", lambda c: c.code),
    Colonne("nom", "Son nom.", lambda c: c.nom),
    Colonne("departement_code", "Code du département.", lambda c: c.departement_code),
    Colonne("departement_nom", "Son nom.", lambda c: c.departement_nom),
    Colonne("epci_code", "SIREN de l’intercommunalité.", lambda c: c.epci_code),
    Colonne("epci_nom", "Son nom.", lambda c: c.epci_nom),
    Colonne("population", "Population municipale, vide si inconnue.", lambda c: c.population),
    Colonne("population_annee", "Année de la population.", lambda c: c.population_annee),
    Colonne("types", "Types qui n’y sont pas renseignés ; vide : aucun.", lambda c: c.types),
    Colonne("au", "Date demandée ; vide : le jour de l’extraction.", lambda c: c.au),
    Colonne(
        "absence_constatee", "Date où une source constate l’absence.", lambda c: c.absence_date
    ),
    Colonne("absence_source", "Cette source.", lambda c: c.absence_source),
]
