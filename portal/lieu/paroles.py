"""« Une source en parle »: what another page names at a place, and the register does not have."""

from dataclasses import dataclass
from itertools import groupby

from django.utils.functional import cached_property

from dispositifs.models import Discordance, TypeDispositif
from portal.lieu.page import Lieu
from territoires.models import Territoire

MONTREES = 12


@dataclass(frozen=True)
class Nomme:
    """One type of scheme that pages name at one place."""

    type: TypeDispositif
    territoire: Territoire
    discordances: list[Discordance]


class Paroles:
    """What the queue of the team holds about a place, or what lies in it when it is not large.

    Told today only: a source that speaks says nothing of a past date. One query.
    """

    def __init__(self, lieu: Lieu) -> None:
        self._lieu = lieu

    @cached_property
    def toutes(self) -> list[Nomme]:
        """Place by place, this one first, then type by type."""
        lieu = self._lieu
        if lieu.instant:
            return []
        trouvees = Discordance.objects.ouvertes().sur(lieu.territoire, interieur=not lieu.large)
        attendues = [d for d in trouvees if not self._est_connue(d)]
        attendues.sort(key=lambda d: d.territoire_id != lieu.territoire.pk)
        paires = groupby(attendues, lambda d: (d.territoire, d.type))
        return [Nomme(type_, territoire, list(dites)) for (territoire, type_), dites in paires]

    @property
    def montrees(self) -> list[Nomme]:
        """As many as a section holds."""
        return self.toutes[:MONTREES]

    @property
    def reste(self) -> int:
        """How many are not shown."""
        return max(0, len(self.toutes) - MONTREES)

    def _est_connue(self, discordance: Discordance) -> bool:
        """Whether the register has it since the last night: the page does not deny itself."""
        ici = discordance.territoire_id == self._lieu.territoire.pk
        return ici and discordance.type_id in self._types_connus

    @cached_property
    def _types_connus(self) -> set[str]:
        fiche = self._lieu.fiche
        connus = {x.dispositif.type_id for x in [*fiche.lignes, *fiche.contrats]}
        return connus | {t.code for t, _ in self._lieu.repartition}
