"""The closure: what lies in what, whole or in part, from the communes of each territoire."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping
from typing import Final

from territoires.importation.fiches import Cle
from territoires.models import Echelle

Fermeture = dict[tuple[Cle, Cle], bool]
RANG: Final = {e.value: e.rang for e in Echelle}
COMMUNE: Final = str(Echelle.COMMUNE)


def fermer(
    communes: Mapping[Cle, frozenset[str]],
    successeurs: Mapping[Cle, Iterable[Cle]],
    d_alors: Mapping[Cle, frozenset[str]] | None = None,
) -> Fermeture:
    """(contenant, contenu) → whole?, for the territoires in force and the obsolete ones.

    `communes`: those of every territoire in force. Whole: all of the contenu's communes are
    the contenant's. Only a wider échelle contains, and nothing smaller than a commune does.
    `successeurs`: those of every obsolete territoire, which lies in them and in what contains
    them; whole when each of its successors does.
    `d_alors`: the communes, old codes among them, of the obsolete territoires that still hold
    theirs; such a one lies where its communes lie, its successors included.
    """
    d_alors = d_alors or {}
    membres = {cle: _membres(codes, successeurs) for cle, codes in d_alors.items()}
    contenants = _contenants_des_communes(communes, membres)
    vers_le_haut: dict[Cle, dict[Cle, bool]] = defaultdict(dict)
    for cle, codes in communes.items():
        vers_le_haut[cle] = _par_les_communes(cle, codes, contenants)
    for cle in successeurs:
        if cle in membres:
            heritiers = derniers(cle, successeurs)
            vers_le_haut[cle] = _par_les_communes(cle, membres[cle], contenants, heritiers)
        else:
            vers_le_haut[cle] = _heriter(cle, successeurs, vers_le_haut)
    for cle, codes in d_alors.items():
        for code in codes:
            vers_le_haut[COMMUNE, code][cle] = True
    fermeture: Fermeture = {}
    for cle in (*communes, *successeurs):
        fermeture[cle, cle] = True
        for contenant, entiere in vers_le_haut[cle].items():
            fermeture[contenant, cle] = entiere
    return fermeture


def _membres(codes: frozenset[str], successeurs: Mapping[Cle, Iterable[Cle]]) -> dict[str, bool]:
    """Commune of today → held whole? What grew out of an old code is held in part."""
    membres = dict.fromkeys(codes, True)
    for code in codes:
        if (COMMUNE, code) in successeurs:
            del membres[code]
            for actuelle in derniers((COMMUNE, code), successeurs):
                membres.setdefault(actuelle[1], False)
    return membres


def _contenants_des_communes(
    communes: Mapping[Cle, frozenset[str]], membres: Mapping[Cle, Mapping[str, bool]]
) -> dict[str, dict[Cle, bool]]:
    """Commune → all the territoires, itself first of all, that hold it, and whether whole."""
    contenants: dict[str, dict[Cle, bool]] = defaultdict(dict)
    for cle, codes in communes.items():
        if RANG[cle[0]] >= RANG[COMMUNE]:
            for code in codes:
                contenants[code][cle] = True
    for cle, parts in membres.items():
        for code, entiere in parts.items():
            contenants[code][cle] = entiere
    return contenants


def _par_les_communes(
    cle: Cle,
    codes: Collection[str],
    contenants: Mapping[str, Mapping[Cle, bool]],
    heritiers: Container[Cle] = (),
) -> dict[Cle, bool]:
    """What a territoire lies in, by its communes: what is wider, and its heirs."""
    entieres: Counter[Cle] = Counter()
    for code in codes:
        for contenant, entiere in contenants[code].items():
            if _au_dessus(contenant, cle) or contenant in heritiers:
                entieres[contenant] += entiere
    return {contenant: n == len(codes) for contenant, n in entieres.items()}


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
