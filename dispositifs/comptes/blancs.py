"""The gaps of the register: the communes where no scheme is known, and what sources say of them."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import F, QuerySet

from dispositifs.models import AbsenceConstatee, Couverture, Dispositif
from territoires.models import Appartenance, Echelle, Territoire


def communes_de(territoire: Territoire) -> QuerySet[Territoire]:
    """The present communes of a territory; itself when it is one."""
    communes = Territoire.objects.en_vigueur().filter(echelle=Echelle.COMMUNE)
    return communes.filter(contenants__contenant=territoire)


def couvertures_connues(au: str, types: Collection[str] = ()) -> QuerySet[Couverture]:
    """Rows of perimeter of the published schemes that let a place say something of their type at
    a date (« » is today)."""
    publies: Any = Dispositif.objects.publies().order_by()
    connus = publies.connus_d_un_lieu(au)
    if types:
        connus = connus.filter(type__in=types)
    return Couverture.objects.order_by().filter(dispositif__in=connus.values("pk"))


def zones_blanches(territoire: Territoire, types: Collection[str], au: str) -> QuerySet[Territoire]:
    """The communes where no scheme of these types is known, the most peopled first.

    Neither up to date nor to be confirmed: what is left is an absence that a source states, or
    unknown. No type asked for means any type at all. Communes without a known population come
    last.
    """
    couvertures = couvertures_connues(au, types)
    atteintes = couvertures.filter(territoire__contenus__contenu__echelle=Echelle.COMMUNE)
    touchees = couvertures.filter(territoire__contenants__contenant__echelle=Echelle.COMMUNE)
    return (
        communes_de(territoire)
        .exclude(pk__in=atteintes.values("territoire__contenus__contenu"))
        .exclude(pk__in=touchees.values("territoire__contenants__contenant"))
        .order_by(F("population").desc(nulls_last=True), "nom_plie", "code")
    )


def absences_par_commune(
    territoire: Territoire, types: Collection[str], au: str
) -> dict[int, list[AbsenceConstatee]]:
    """For each commune of a territory, the absences stated of it or of what contains it whole:
    one a type, the latest; at one date, that of the closest place. Two queries."""
    dites = AbsenceConstatee.objects.connues_au(au).select_related("type", "source", "territoire")
    if types:
        dites = dites.filter(type__in=types)
    par_lieu: dict[int, list[AbsenceConstatee]] = defaultdict(list)
    for absence in dites.order_by("-date", "territoire__rang", "pk"):
        par_lieu[absence.territoire_id].append(absence)
    if not par_lieu:
        return {}
    liens = Appartenance.objects.order_by().filter(
        contenant__in=list(par_lieu), entiere=True, contenu__in=communes_de(territoire).values("pk")
    )
    trouvees: dict[int, list[AbsenceConstatee]] = defaultdict(list)
    for contenant, commune in liens.values_list("contenant", "contenu"):
        trouvees[commune] += par_lieu[contenant]
    return {commune: _une_par_type(absences) for commune, absences in trouvees.items()}


def _une_par_type(absences: list[AbsenceConstatee]) -> list[AbsenceConstatee]:
    proches = sorted(absences, key=lambda a: (a.territoire.rang, a.pk))
    dernieres: dict[str, AbsenceConstatee] = {}
    for absence in sorted(proches, key=lambda a: a.date, reverse=True):
        dernieres.setdefault(absence.type_id, absence)
    return sorted(dernieres.values(), key=lambda a: a.type.rang)
