"""The closure: what lies in what, whole or in part, from the communes of each territoire."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from territoires.importation.fiches import Cle
from territoires.models import Echelle

Fermeture = dict[tuple[Cle, Cle], bool]
RANG: Final = {e.value: e.rang for e in Echelle}
COMMUNE: Final = str(Echelle.COMMUNE)


def fermer(
    communes: Mapping[Cle, frozenset[str]], successeurs: Mapping[Cle, Iterable[Cle]]
) -> Fermeture:
    """(contenant, contenu) → whole?, for the territoires in force and the obsolete ones.

    `communes`: those of every territoire in force. Whole: all of the contenu's communes are
    the contenant's. Only a wider échelle contains, and nothing smaller than a commune does.
    `successeurs`: those of every obsolete territoire, which lies in them and in what contains
    them; whole when each of its successors does.
    """
    contenants = _contenants_des_communes(communes)
    fermeture: Fermeture = {}
    vers_le_haut: dict[Cle, dict[Cle, bool]] = defaultdict(dict)
    for cle, codes in communes.items():
        compte = Counter(c for code in codes for c in contenants[code] if _au_dessus(c, cle))
        vers_le_haut[cle] = {c: n == len(codes) for c, n in compte.items()}
    for cle in successeurs:
        vers_le_haut[cle] = _heriter(cle, successeurs, vers_le_haut)
    for cle in (*communes, *successeurs):
        fermeture[cle, cle] = True
        for contenant, entiere in vers_le_haut[cle].items():
            fermeture[contenant, cle] = entiere
    return fermeture


def _contenants_des_communes(communes: Mapping[Cle, frozenset[str]]) -> dict[str, list[Cle]]:
    """Commune → all the territoires, itself first of all, that hold it whole."""
    contenants: dict[str, list[Cle]] = defaultdict(list)
    for cle, codes in communes.items():
        if RANG[cle[0]] >= RANG[COMMUNE]:
            for code in codes:
                contenants[code].append(cle)
    return contenants


def _au_dessus(contenant: Cle, contenu: Cle) -> bool:
    return RANG[contenant[0]] > RANG[contenu[0]]


def _heriter(
    cle: Cle,
    successeurs: Mapping[Cle, Iterable[Cle]],
    vers_le_haut: Mapping[Cle, dict[Cle, bool]],
) -> dict[Cle, bool]:
    """What an obsolete territoire lies in, by its last successors (which may be several)."""
    lignes = [{**vers_le_haut.get(s, {}), s: True} for s in derniers(cle, successeurs)]
    tous = {c for ligne in lignes for c in ligne}
    return {c: all(ligne.get(c, False) for ligne in lignes) for c in tous}


def derniers(cle: Cle, successeurs: Mapping[Cle, Iterable[Cle]]) -> set[Cle]:
    """Itself when in force, else what became of it, through successors of successors.

    A loop in the data ends nowhere.
    """
    if cle not in successeurs:
        return {cle}
    vus: set[Cle] = {cle}
    file = list(successeurs[cle])
    trouves: set[Cle] = set()
    while file:
        suivant = file.pop()
        if suivant in vus:
            continue
        vus.add(suivant)
        if suivant in successeurs:
            file.extend(successeurs[suivant])
        else:
            trouves.add(suivant)
    return trouves
