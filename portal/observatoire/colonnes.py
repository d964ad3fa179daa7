"""The columns of /observatoire.csv and of the gaps: stable, in French, one fact a column."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dispositifs.comptes.decompte import Etendue, LigneRecensee
from dispositifs.comptes.recensement import Recensement
from dispositifs.models import AbsenceConstatee, Etape
from dispositifs.registre.certitude import Savoir
from socle.listes.colonnes import Colonne, Valeur, en_mots, fiche
from socle.textes import majuscule
from territoires.models import Echelle

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
    Colonne(
        "territoire_code",
        "Le territoire compté.",
        lambda x: x.ligne.territoire.reference,
        titre="Code du territoire",
        code=True,
        largeur=24,
    ),
    Colonne(
        "territoire_nom",
        "Son nom.",
        lambda x: x.ligne.territoire.nom,
        titre="Territoire",
        largeur=36,
    ),
    Colonne("au", "La date des comptes.", lambda x: x.au, titre="À la date du", largeur=14),
    Colonne(
        "type",
        "Type : asv, cls, clsm…",
        lambda x: x.ligne.type.code,
        titre="Code du dispositif",
        code=True,
        largeur=16,
    ),
    Colonne(
        "fiches",
        "Fiches du registre, toutes situations ; vide : type non renseigné.",
        _fiches(lambda ligne: ligne.fiches),
        titre="Fiches au registre",
        largeur=12,
    ),
    Colonne(
        "en_cours",
        "Dispositifs actifs ou en renouvellement à leur dernière étape connue, à jour ou non.",
        _fiches(lambda ligne: ligne.en_vie),
        titre="Actifs ou en renouvellement",
        largeur=16,
    ),
    *(
        Colonne(
            f"statut_{code.replace('-', '_')}",
            f"Dispositifs « {nom} » à la date.",
            _situation(code),
            titre=f"Statut : {nom}",
            largeur=16,
        )
        for code, nom in Etape.Statut.choices
    ),
    Colonne(
        "statut_inconnu",
        "Fiches sans étape connue à la date.",
        _situation(""),
        titre="Statut inconnu",
        largeur=14,
    ),
    Colonne(
        "communes",
        "Communes du territoire, aujourd’hui.",
        _total("communes"),
        titre="Communes",
        largeur=12,
    ),
    *(
        Colonne(f"communes_{nom}", f"Communes : {e.en_mots}.", _etendue(e, "communes"))
        for e, nom in ANCIENNES.items()
    ),
    Colonne(
        "habitants", "Habitants du territoire.", _total("habitants"), titre="Habitants", largeur=12
    ),
    *(
        Colonne(f"habitants_{nom}", f"Habitants : {e.en_mots}.", _etendue(e, "habitants"))
        for e, nom in ANCIENNES.items()
    ),
    Colonne(
        "communes_sans_population",
        "Communes de population inconnue.",
        _total("sans_population"),
        titre="Communes de population inconnue",
        largeur=18,
    ),
    Colonne(
        "population_annees",
        "Années de la population municipale.",
        lambda x: x.annees,
        titre="Années de la population",
        largeur=14,
    ),
    Colonne(
        "communes_absence_constatee",
        "Celles où une source constate l’absence, et où rien n’est connu (`communes_absence`).",
        _savoir(Savoir.ABSENCE, "communes"),
        titre="Communes où une source constate l’absence (rappel)",
        largeur=22,
    ),
    Colonne(
        "statut_a_terme",
        "Dispositifs dont le terme annoncé est passé à la date, sans suite connue.",
        _situation(Etape.A_TERME),
        titre="Arrivés à leur terme",
        largeur=14,
    ),
    Colonne(
        "fiches_a_jour",
        "Fiches ni finies ni à terme, dont la dernière nouvelle est dans son délai.",
        _fiches(lambda ligne: ligne.a_jour),
        titre="Fiches à jour",
        largeur=12,
    ),
    Colonne(
        "fiches_a_confirmer",
        "Fiches ni finies ni à terme, dont la dernière nouvelle a passé son délai.",
        _fiches(lambda ligne: ligne.a_confirmer),
        titre="Fiches à confirmer",
        largeur=14,
    ),
    *(
        Colonne(
            f"communes_{nom}",
            f"Communes : {sens}.",
            _savoir(s, "communes"),
            titre=f"Communes : {sens}",
        )
        for s, (nom, sens) in SAVOIRS.items()
    ),
    *(
        Colonne(
            f"habitants_{nom}",
            f"Habitants : {sens}.",
            _savoir(s, "habitants"),
            titre=f"Habitants : {sens}",
        )
        for s, (nom, sens) in SAVOIRS.items()
    ),
    *(
        Colonne(
            f"{quoi}_quelque_part",
            f"{quoi.capitalize()} : {Etendue.QUELQUE_PART.en_mots}.",
            _etendue(Etendue.QUELQUE_PART, quoi),
            titre=f"{quoi.capitalize()} : {Etendue.QUELQUE_PART.en_mots}",
        )
        for quoi in ("communes", "habitants")
    ),
    en_mots("type", "Dispositif", lambda x: majuscule(x.ligne.type.nom), 30),
]


def _absences(lire: Callable[[AbsenceConstatee], str]) -> Callable[[Any], Valeur]:
    """One value for each type said absent, in the order of the types."""
    return lambda c: " | ".join(lire(a) for a in c.absences_dites)


def _derniere(lire: Callable[[AbsenceConstatee], str]) -> Callable[[Any], Valeur]:
    """What the latest of the absences gives."""
    return lambda c: lire(max(c.absences_dites, key=lambda a: a.date)) if c.absences_dites else None


COLONNES_ZONES = [
    Colonne(
        "code",
        "Code Insee de la commune.",
        lambda c: c.code,
        titre="Code Insee",
        code=True,
        largeur=14,
    ),
    Colonne("nom", "Son nom.", lambda c: c.nom, titre="Commune", largeur=30),
    Colonne(
        "departement_code",
        "Code du département.",
        lambda c: c.departement_code,
        titre="Code du département",
        code=True,
        largeur=14,
    ),
    Colonne(
        "departement_nom", "Son nom.", lambda c: c.departement_nom, titre="Département", largeur=24
    ),
    Colonne(
        "epci_code",
        "SIREN de l’intercommunalité.",
        lambda c: c.epci_code,
        titre="Siren de l’intercommunalité",
        code=True,
        largeur=16,
    ),
    Colonne("epci_nom", "Son nom.", lambda c: c.epci_nom, titre="Intercommunalité", largeur=36),
    Colonne(
        "population",
        "Population municipale, vide si inconnue.",
        lambda c: c.population,
        titre="Population",
        largeur=12,
    ),
    Colonne(
        "population_annee",
        "Année de la population.",
        lambda c: c.population_annee,
        titre="Année de la population",
        largeur=12,
    ),
    Colonne(
        "types",
        "Types qui n’y sont pas renseignés ; vide : aucun.",
        lambda c: c.types,
        titre="Codes des dispositifs non renseignés",
        code=True,
        largeur=24,
    ),
    Colonne(
        "au",
        "Date demandée ; vide : le jour de l’extraction.",
        lambda c: c.au,
        titre="À la date du",
        largeur=14,
    ),
    Colonne(
        "absence_constatee",
        "Dernière date où une source constate une absence.",
        _derniere(lambda a: a.date),
        titre="Dernière absence constatée",
        largeur=14,
    ),
    Colonne(
        "absence_source",
        "Cette source.",
        _derniere(lambda a: a.source.reference),
        titre="Source de l’absence",
        largeur=36,
    ),
    Colonne(
        "absence_types",
        "Types dont une source constate l’absence.",
        _absences(lambda a: a.type_id),
        titre="Codes des dispositifs absents",
        code=True,
        largeur=20,
    ),
    Colonne(
        "absence_dates",
        "La date de chacun, dans le même ordre.",
        _absences(lambda a: a.date),
        titre="Dates des absences",
        largeur=20,
    ),
    Colonne(
        "absence_sources",
        "La source de chacun, dans le même ordre.",
        _absences(lambda a: a.source.reference),
        titre="Sources des absences",
        largeur=36,
    ),
    Colonne(
        "reference",
        "« commune-04112 » : le code Insee, qu’un tableur ne prend pas pour un nombre.",
        lambda c: c.reference,
        titre="Référence de la commune",
        code=True,
        largeur=22,
    ),
    Colonne(
        "departement_reference",
        "« departement-04 », de même.",
        lambda c: f"{Echelle.DEPARTEMENT}-{c.departement_code}" if c.departement_code else "",
        titre="Référence du département",
        code=True,
        largeur=20,
    ),
    Colonne(
        "epci_reference",
        "« epci-200068625 », de même.",
        lambda c: f"{Echelle.EPCI}-{c.epci_code}" if c.epci_code else "",
        titre="Référence de l’intercommunalité",
        code=True,
        largeur=20,
    ),
    fiche("la fiche de la commune"),
]
