"""The published figures about a type of scheme, by place; those that disagree stand together."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from dispositifs.models import Chiffre, TypeDispositif
from territoires.models import Territoire


@dataclass(frozen=True)
class Releve:
    """One figure, and whether another source says otherwise of the same thing and time."""

    chiffre: Chiffre
    est_conteste: bool


def releves(type_: TypeDispositif) -> list[tuple[Territoire, list[Releve]]]:
    """Every figure about a type, the country first; one query."""
    chiffres = Chiffre.objects.recents_de(type_)
    par_lieu = groupby(chiffres, key=lambda c: c.territoire)
    return [(lieu, _ranger(list(groupe))) for lieu, groupe in par_lieu]


def _ranger(chiffres: list[Chiffre]) -> list[Releve]:
    """What counts the same thing together, the subject last counted first."""
    par_sujet: dict[tuple[str, str], list[Chiffre]] = {}
    for chiffre in chiffres:
        par_sujet.setdefault((chiffre.sujet, chiffre.modalite), []).append(chiffre)
    return [
        Releve(chiffre, _est_conteste(chiffre, groupe))
        for groupe in par_sujet.values()
        for chiffre in groupe
    ]


def _est_conteste(chiffre: Chiffre, groupe: Iterable[Chiffre]) -> bool:
    """« 305 in September 2017 » and « près de 400 in 2017 »: dates that overlap, other values."""
    return any(
        autre.valeur != chiffre.valeur
        and bool(autre.date and chiffre.date)
        and (autre.date.startswith(chiffre.date) or chiffre.date.startswith(autre.date))
        for autre in groupe
    )
