"""What the places around have: the neighbours of a place, and their schemes by type."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from dispositifs.models import Dispositif, TypeDispositif
from dispositifs.registre.instant import Instant
from territoires.models import Appartenance, Echelle, Territoire
from territoires.querysets import PAR_NOM

# Where no outline says what touches what: the other places of the closest that holds them all.
A_DEFAUT = {Echelle.COMMUNE: Echelle.EPCI, Echelle.ARRONDISSEMENT: Echelle.COMMUNE}
AVEC_VOISINS = (Echelle.ARRONDISSEMENT, Echelle.COMMUNE, Echelle.EPCI, Echelle.DEPARTEMENT)


@dataclass(frozen=True)
class Voisin:
    """A place nearby, and how many running schemes it has, type by type."""

    territoire: Territoire
    comptes: list[tuple[TypeDispositif, int]]

    @property
    def a_quelque_chose(self) -> bool:
        """Whether the register knows anything there."""
        return any(n for _, n in self.comptes)


class Voisins:
    """The places that touch one, with what they have. Three queries, whatever their number.

    A scheme counts for a neighbour when it covers it, whole or in part, or lies inside it.
    """

    def __init__(
        self,
        territoire: Territoire,
        appartenances: list[Appartenance],
        types: list[TypeDispositif],
        instant: Instant,
    ) -> None:
        self.territoire = territoire
        self.instant = instant
        self._types = types
        a_defaut = A_DEFAUT.get(Echelle(territoire.echelle))
        self._contenant = next(
            (a.contenant for a in appartenances if a.contenant.echelle == a_defaut), None
        )

    @cached_property
    def _touchants(self) -> list[Territoire]:
        if self.territoire.echelle not in AVEC_VOISINS:
            return []
        return list(Territoire.objects.voisins_de(self.territoire))

    @property
    def contenant(self) -> Territoire | None:
        """The place whose other parts stand for neighbours, where no outline is loaded."""
        return None if self._touchants else self._contenant

    @cached_property
    def territoires(self) -> list[Territoire]:
        """What touches the place; without outlines, the other parts of what contains it."""
        if self._touchants or self._contenant is None:
            return self._touchants
        autres = Territoire.objects.contenus_dans(self._contenant)
        memes = autres.filter(echelle=self.territoire.echelle).exclude(pk=self.territoire.pk)
        return list(memes.order_by(*PAR_NOM))

    @cached_property
    def types(self) -> list[TypeDispositif]:
        """The columns: the types that have their sign, and any other that a neighbour has."""
        connus = {type_ for comptes in self._comptes.values() for type_, n in comptes.items() if n}
        return [t for t in self._types if t.a_son_signe or t.code in connus]

    @cached_property
    def _comptes(self) -> dict[int, dict[str, int]]:
        if not self.territoires:
            return {}
        en_cours = Dispositif.objects.publies().en_cours(self.instant.au)
        return en_cours.compter_par_territoire_et_type(self.territoires)

    @cached_property
    def liste(self) -> list[Voisin]:
        """Every neighbour, by name."""
        return [
            Voisin(t, [(type_, self._comptes[t.pk].get(type_.code, 0)) for type_ in self.types])
            for t in self.territoires
        ]

    @property
    def avec(self) -> list[Voisin]:
        """Those of which the register knows something."""
        return [v for v in self.liste if v.a_quelque_chose]

    @property
    def sans(self) -> list[Territoire]:
        """Those of which it knows nothing."""
        return [v.territoire for v in self.liste if not v.a_quelque_chose]
