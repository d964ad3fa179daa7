"""An import from end to end: read the register, compare, and write when asked to."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from django.db import transaction

from territoires.importation import registre as base
from territoires.importation.differences import Differences, comparer, disparus
from territoires.importation.fermeture import Fermeture, derniers, fermer
from territoires.importation.fiches import Cle, Fiche, Referentiel, Registre
from territoires.models import Echelle

COMMUNE: Final = str(Echelle.COMMUNE)
EPCI: Final = str(Echelle.EPCI)
QPV: Final = str(Echelle.QPV)
TOUTES: Final = frozenset(e.value for e in Echelle)
# A truncated file must not make France obsolete: beyond both, the import asks to be told twice.
DISPARITIONS_PERMISES: Final = 20
PART_PERMISE: Final = 0.1


class TropDeDisparitionsError(Exception):
    """The reference no longer names a large part of the territoires in force."""


@dataclass(frozen=True, slots=True)
class Resultat:
    """What an import changes, or would change, and the vanished that have no known heir."""

    differences: Differences
    sans_successeur: list[Cle]


def importer(
    referentiel: Referentiel,
    *,
    ecrire: bool,
    accepter_disparitions: bool = False,
    commencer: Callable[[Differences], object] = lambda differences: None,
    progres: base.Progres = lambda n: None,
) -> Resultat:
    """Compare the reference with the register; write when `ecrire`, all or nothing.

    The closure is set anew. `commencer` is told what will be written, then `progres` how
    many rows were. Raise TropDeDisparitionsError unless `accepter_disparitions`.
    """
    with transaction.atomic():
        registre = base.lire_registre()
        referentiel = _sans_perimes(referentiel, registre)
        resultat = _comparer(registre, referentiel, accepter_disparitions=accepter_disparitions)
        if ecrire and resultat.differences:
            commencer(resultat.differences)
            base.ecrire(resultat.differences, referentiel.millesimes, progres)
    return resultat


def _sans_perimes(referentiel: Referentiel, registre: Registre) -> Referentiel:
    """The reference without what the register knows from a newer list of a whole échelle.

    The quartiers of fixtures/territoires are a part of ANCT's list: they do not undo a later one.
    """
    perimes = {
        cle
        for cle, fiche in referentiel.fiches.items()
        if cle[0] not in referentiel.millesimes
        and cle in registre.fiches
        and _derniere_nouvelle(registre.fiches[cle]) > fiche.millesime
    }
    return replace(
        referentiel,
        fiches={c: f for c, f in referentiel.fiches.items() if c not in perimes},
        communes={c: s for c, s in referentiel.communes.items() if c not in perimes},
    )


def _derniere_nouvelle(fiche: Fiche) -> int:
    """The year of the last list that said something of it, be it by its absence."""
    return max(fiche.millesime, fiche.obsolete_depuis or 0)


def _comparer(
    registre: Registre, referentiel: Referentiel, *, accepter_disparitions: bool
) -> Resultat:
    partis = disparus(registre, referentiel)
    en_vigueur = sum(
        not f.obsolete and f.echelle in referentiel.millesimes for f in registre.fiches.values()
    )
    trop = len(partis) > max(DISPARITIONS_PERMISES, PART_PERMISE * en_vigueur)
    if trop and not accepter_disparitions:
        raise TropDeDisparitionsError(
            f"{len(partis)} territoires sur {en_vigueur} ne sont plus dans les fichiers."
        )
    echelles = TOUTES if COMMUNE in referentiel.millesimes else frozenset(referentiel.millesimes)
    liens_existants = base.lire_fermeture()
    heritiers = _heritiers(partis, registre, referentiel, liens_existants)
    liens = _fermeture(registre, referentiel, heritiers, liens_existants)
    differences = comparer(
        registre,
        referentiel,
        heritiers,
        {c: e for c, e in liens_existants.items() if c[1][0] in echelles},
        {c: e for c, e in liens.items() if c[1][0] in echelles},
    )
    return Resultat(differences, sorted(c for c in partis if not heritiers.get(c)))


def _heritiers(
    partis: list[Cle], registre: Registre, referentiel: Referentiel, liens: Fermeture
) -> dict[Cle, frozenset[Cle]]:
    """The EPCI that now hold the communes of each EPCI that vanished.

    Communes and QPV say their own successors, in the list of old codes and in ANCT's
    correspondence; for the rest nothing tells.
    """
    epci_de = {
        code: cle for cle, codes in referentiel.communes.items() if cle[0] == EPCI for code in codes
    }
    successeurs = _successeurs(registre, referentiel, {})
    heritiers: dict[Cle, set[Cle]] = defaultdict(set)
    attendus = {cle for cle in partis if cle[0] == EPCI}
    for contenant, contenu in liens:
        if contenant in attendus and contenu[0] == COMMUNE:
            for commune in derniers(contenu, successeurs):
                if commune[1] in epci_de:
                    heritiers[contenant].add(epci_de[commune[1]])
    return {cle: frozenset(s) for cle, s in heritiers.items()}


def _fermeture(
    registre: Registre,
    referentiel: Referentiel,
    heritiers: dict[Cle, frozenset[Cle]],
    liens_existants: Fermeture,
) -> Fermeture:
    """The closure of the reference and of what the register holds besides."""
    successeurs = _successeurs(registre, referentiel, heritiers)
    communes, d_alors = dict(referentiel.communes), referentiel.communes_d_alors
    if COMMUNE not in referentiel.millesimes:
        communes |= _communes_du_registre(registre, liens_existants)
        d_alors = _communes_d_alors(registre, liens_existants)
    communes |= _communes_des_quartiers(referentiel, successeurs, liens_existants, communes)
    # What has heirs lies where they lie; what has none stays where its communes are.
    communes = {c: codes for c, codes in communes.items() if not successeurs.get(c)}
    return fermer(communes, {c: s for c, s in successeurs.items() if c not in communes}, d_alors)


def _successeurs(
    registre: Registre, referentiel: Referentiel, heritiers: dict[Cle, frozenset[Cle]]
) -> dict[Cle, frozenset[Cle]]:
    """Every obsolete territoire, once the reference is applied, with its successors."""
    fiches: dict[Cle, Fiche] = dict(registre.fiches)
    for cle in disparus(registre, referentiel):
        fiches[cle] = replace(
            fiches[cle], obsolete=True, successeurs=heritiers.get(cle, frozenset())
        )
    fiches |= referentiel.fiches
    return {cle: f.successeurs for cle, f in fiches.items() if f.obsolete}


def _communes_du_registre(registre: Registre, liens: Fermeture) -> dict[Cle, frozenset[str]]:
    """The communes in force of each territoire in force, read from the closure."""
    communes: dict[Cle, set[str]] = defaultdict(set)
    for (contenant, contenu), entiere in liens.items():
        if contenu[0] == COMMUNE and entiere and not registre.fiches[contenu].obsolete:
            communes[contenant].add(contenu[1])
    return {
        cle: frozenset(codes)
        for cle, codes in communes.items()
        if not registre.fiches[cle].obsolete
    }


def _communes_d_alors(registre: Registre, liens: Fermeture) -> dict[Cle, frozenset[str]]:
    """The communes that each EPCI that ended still holds whole, read from the closure."""
    communes: dict[Cle, set[str]] = defaultdict(set)
    for (contenant, contenu), entiere in liens.items():
        d_un_ancien = contenant[0] == EPCI and registre.fiches[contenant].obsolete
        if d_un_ancien and contenu[0] == COMMUNE and entiere:
            communes[contenant].add(contenu[1])
    return {cle: frozenset(codes) for cle, codes in communes.items()}


def _communes_des_quartiers(
    referentiel: Referentiel,
    successeurs: dict[Cle, frozenset[Cle]],
    liens: Fermeture,
    communes: dict[Cle, frozenset[str]],
) -> dict[Cle, frozenset[str]]:
    """The communes, today's, of each QPV: the reference's, else those of the register."""
    quartiers: dict[Cle, set[str]] = defaultdict(set)
    for (contenant, contenu), _ in liens.items():
        if contenu[0] == QPV and contenant[0] == COMMUNE and contenu not in referentiel.communes:
            quartiers[contenu].add(contenant[1])
    for cle, codes in referentiel.communes.items():
        if cle[0] == QPV:
            quartiers[cle] = set(codes)
    return {
        cle: frozenset(
            actuelle[1]
            for code in codes
            for actuelle in derniers((COMMUNE, code), successeurs)
            if actuelle in communes
        )
        for cle, codes in quartiers.items()
    }
