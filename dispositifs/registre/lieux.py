"""In which départements and intercommunalités the records of a file are: one query a file."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from dispositifs.models import Couverture, Dispositif
from territoires.models import Appartenance, Echelle

ECHELLES = (Echelle.DEPARTEMENT, Echelle.EPCI)
# For each place of a perimeter: (échelle, reference, name) of what holds it.
Contenants = dict[int, list[tuple[str, str, str]]]
# Reference and name, for each échelle.
Lieux = dict[str, dict[str, str]]


def situes(dispositifs: Iterable[Dispositif]) -> Iterator[Dispositif]:
    """These records, each with `lieux`: what the places of its perimeter lie in.

    The places are read once, whatever the number of records: a register covers few of them.
    """
    contenants = _contenants()
    for dispositif in dispositifs:
        dispositif.lieux = _lieux(dispositif, contenants)
        yield dispositif


def _contenants() -> Contenants:
    liens = (
        Appartenance.objects.filter(
            contenu__in=Couverture.objects.order_by().values("territoire"),
            contenant__echelle__in=ECHELLES,
            contenant__obsolete_depuis__isnull=True,
        )
        .order_by("contenant__code")
        .values_list("contenu", "contenant__echelle", "contenant__code", "contenant__nom")
    )
    contenants: Contenants = defaultdict(list)
    for contenu, echelle, code, nom in liens:
        contenants[contenu].append((echelle, f"{echelle}-{code}", nom))
    return contenants


def _lieux(dispositif: Dispositif, contenants: Contenants) -> Lieux:
    lieux: Lieux = {echelle: {} for echelle in ECHELLES}
    for couverture in dispositif.perimetre:
        for echelle, reference, nom in contenants.get(couverture.territoire_id, ()):
            lieux[echelle][reference] = nom
    return lieux


def noms_de(dispositif: Any, echelle: str) -> str:
    """« Var | Vaucluse »; "" where nothing of the échelle holds it, or nobody has placed it."""
    return " | ".join(_de(dispositif, echelle).values())


def references_de(dispositif: Any, echelle: str) -> str:
    """« departement-83 | departement-84 », in the order of the names."""
    return " | ".join(_de(dispositif, echelle))


def _de(dispositif: Any, echelle: str) -> dict[str, str]:
    lieux: Lieux = getattr(dispositif, "lieux", {})
    return lieux.get(echelle, {})
