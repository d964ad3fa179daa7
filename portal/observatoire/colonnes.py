"""The columns of /observatoire.csv and of the gaps: stable, in French, one fact a column."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dispositifs.comptes.decompte import Etendue, LigneRecensee
from dispositifs.comptes.recensement import Recensement
from dispositifs.models import AbsenceConstatee, Etape
from dispositifs.registre.certitude import Savoir
from socle.listes.colonnes import Colonne, Valeur

NOMS = {
    Etendue.ENTIERE: "en_entier",
    Etendue.NON_PRECISEE: "etendue_non_precisee",
    Etendue.EN_PARTIE: "en_partie",
    Etendue.NON_RENSEIGNEE: "non_renseigne",
    Etendue.QUELQUE_PART: "quelque_part",
}
# The extents that the files had first; the last one comes after them, so that none moves.
ANCIENNES = {e: nom for e, nom in NOMS.items() if e != Etendue.QUELQUE_PART}
SAVOIRS = {
    Savoir.A_JOUR: ("a_jour", "un dispositif connu et à jour"),
    Savoir.A_CONFIRMER: ("a_confirmer", "un dispositif connu, à confirmer"),
    Savoir.ABSENCE: ("absence", "absence constatée par une source"),
    Savoir.INCONNU: ("inconnu", "rien de renseigné"),
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


def _fiches(lire: Callable[[LigneRecensee], int]) -> Callable[[LigneExportee], Valeur]:
    """A number of records: empty, and not 0, where the register knows nothing of the type."""
    return lambda x: lire(x.ligne) if x.ligne.est_comptable else None


def _situation(code: str) -> Callable[[LigneExportee], Valeur]:
    return _fiches(lambda ligne: ligne.situations[code])


def _savoir(savoir: Savoir, champ: str) -> Callable[[LigneExportee], Valeur]:
    return lambda x: getattr(x.ligne.savoirs[savoir], champ)


def _etendue(etendue: Etendue, champ: str) -> Callable[[LigneExportee], Valeur]:
    return lambda x: getattr(x.ligne.etendues[etendue], champ)


def _total(champ: str) -> Callable[[LigneExportee], Valeur]:
    return lambda x: getattr(x.ligne.total, champ)


COLONNES = [
    Colonne("territoire_code", "Le territoire compté.", lambda x: x.ligne.territoire.reference),
    Colonne("territoire_nom", "Son nom.", lambda x: x.ligne.territoire.nom),
    Colonne("au", "La date des comptes.", lambda x: x.au),
    Colonne("type", "Type : asv, cls, clsm…", lambda x: x.ligne.type.code),
    Colonne(
        "fiches",
        "Fiches du registre, toutes situations ; vide : type non renseigné.",
        _fiches(lambda ligne: ligne.fiches),
    ),
    Colonne(
        "en_cours",
        "Dispositifs actifs ou en renouvellement à leur dernière étape connue, à jour ou non.",
        _fiches(lambda ligne: ligne.en_vie),
    ),
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
        for e, nom in ANCIENNES.items()
    ),
    Colonne("habitants", "Habitants du territoire.", _total("habitants")),
    *(
        Colonne(f"habitants_{nom}", f"Habitants : {e.en_mots}.", _etendue(e, "habitants"))
        for e, nom in ANCIENNES.items()
    ),
    Colonne(
        "communes_sans_population", "Communes de population inconnue.", _total("sans_population")
    ),
    Colonne("population_annees", "Années de la population municipale.", lambda x: x.annees),
    Colonne(
        "communes_absence_constatee",
        "Celles où une source constate l’absence, et où rien n’est connu (`communes_absence`).",
        _savoir(Savoir.ABSENCE, "communes"),
    ),
    Colonne(
        "statut_a_terme",
        "Dispositifs dont le terme annoncé est passé à la date, sans suite connue.",
        _situation(Etape.A_TERME),
    ),
    Colonne(
        "fiches_a_jour",
        "Fiches ni finies ni à terme, dont la dernière nouvelle est dans son délai.",
        _fiches(lambda ligne: ligne.a_jour),
    ),
    Colonne(
        "fiches_a_confirmer",
        "Fiches ni finies ni à terme, dont la dernière nouvelle a passé son délai.",
        _fiches(lambda ligne: ligne.a_confirmer),
    ),
    *(
        Colonne(f"communes_{nom}", f"Communes : {sens}.", _savoir(s, "communes"))
        for s, (nom, sens) in SAVOIRS.items()
    ),
    *(
        Colonne(f"habitants_{nom}", f"Habitants : {sens}.", _savoir(s, "habitants"))
        for s, (nom, sens) in SAVOIRS.items()
    ),
    *(
        Colonne(
            f"{quoi}_quelque_part",
            f"{quoi.capitalize()} : {Etendue.QUELQUE_PART.en_mots}.",
            _etendue(Etendue.QUELQUE_PART, quoi),
        )
        for quoi in ("communes", "habitants")
    ),
]


def _absences(lire: Callable[[AbsenceConstatee], str]) -> Callable[[Any], Valeur]:
    """One value for each type said absent, in the order of the types."""
    return lambda c: " | ".join(lire(a) for a in c.absences_dites)


def _derniere(lire: Callable[[AbsenceConstatee], str]) -> Callable[[Any], Valeur]:
    """What the latest of the absences gives."""
    return lambda c: lire(max(c.absences_dites, key=lambda a: a.date)) if c.absences_dites else None


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
        "absence_constatee",
        "Dernière date où une source constate une absence.",
        _derniere(lambda a: a.date),
    ),
    Colonne("absence_source", "Cette source.", _derniere(lambda a: a.source.reference)),
    Colonne(
        "absence_types", "Types dont une source constate l’absence.", _absences(lambda a: a.type_id)
    ),
    Colonne("absence_dates", "La date de chacun, dans le même ordre.", _absences(lambda a: a.date)),
    Colonne(
        "absence_sources",
        "La source de chacun, dans le même ordre.",
        _absences(lambda a: a.source.reference),
    ),
]
