"""Quartiers prioritaires (QPV), and which dispositifs reach each of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils.functional import cached_property

from dispositifs.models import Couverture, Dispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre.instant import Instant
from dispositifs.registre.lieu import Ligne, mode_par_le_haut
from territoires.models import Territoire


@dataclass
class Quartier:
    """One quartier, what reaches it beside what reaches all of them, and the contrats that aim at
    it."""

    territoire: Territoire
    lignes: list[Ligne]
    contrats: list[Any] = field(default_factory=list)


class Quartiers:
    """The quartiers of a place or of a contrat de ville, and the running dispositifs whose
    perimeter is, or contains, each of them. Three queries, or none without a quartier.

    What reaches every quartier in the same way is said once, in `communs`.
    """

    def __init__(
        self, territoires: Iterable[Territoire], instant: Instant, contrats: Iterable[Any] = ()
    ) -> None:
        self.territoires = list(territoires)
        self.instant = instant
        self.contrats = list(contrats)

    def __bool__(self) -> bool:
        return bool(self.territoires)

    def __len__(self) -> int:
        return len(self.territoires)

    @cached_property
    def communs(self) -> list[Ligne]:
        """What reaches each of several quartiers, all in the same way."""
        if len(self.territoires) < 2:
            return []
        premier, *autres = (self._lignes[t.pk] for t in self.territoires)
        return [x for x in premier.values() if all(_est_parmi(x, lignes) for lignes in autres)]

    @cached_property
    def liste(self) -> list[Quartier]:
        """Each quartier, in the order given, with what `communs` does not say."""
        dits = {x.dispositif.pk for x in self.communs}
        return [
            Quartier(
                t,
                [x for x in self._lignes[t.pk].values() if x.dispositif.pk not in dits],
                [c for c in self.contrats if t in c.quartiers_vises],
            )
            for t in self.territoires
        ]

    @cached_property
    def _lignes(self) -> dict[int, dict[int, Ligne]]:
        """By quartier, then by dispositif, the fullest way it reaches it."""
        par_quartier: dict[int, dict[int, Ligne]] = {t.pk: {} for t in self.territoires}
        couvertures = self._couvertures()
        dispositifs = self._dispositifs({c.dispositif_id for c in couvertures})
        meilleures: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for c in couvertures:
            meilleures[c.lieu, c.dispositif_id].append(c)
        # In the order of the types, as every list of the register.
        for dispositif in dispositifs:
            for t in self.territoires:
                if par := meilleures.get((t.pk, dispositif.pk)):
                    mode = min(mode_par_le_haut(c) for c in par)
                    par = [c for c in par if mode_par_le_haut(c) == mode]
                    par_quartier[t.pk][dispositif.pk] = Ligne(dispositif, mode, par)
        return par_quartier

    def _couvertures(self) -> list[Any]:
        if not self.territoires:
            return []
        couvertures = Couverture.objects.filter(
            dispositif__etat="publie", territoire__contenus__contenu__in=self.territoires
        ).annotate(
            lieu=F("territoire__contenus__contenu"), entiere=F("territoire__contenus__entiere")
        )
        return list(couvertures.select_related("territoire"))

    def _dispositifs(self, cles: set[int]) -> list[Any]:
        return list(
            Dispositif.objects.filter(pk__in=cles)
            .en_cours(self.instant.au)
            .avec_certitude(self.instant.au)
            .select_related("type")
            .exclude(type=CONTRAT_DE_VILLE)
            .order_by("type__rang", "nom", "slug")
        )


def _est_parmi(ligne: Ligne, autres: dict[int, Ligne]) -> bool:
    """Whether the same dispositif comes in the same way, through the same territories."""
    autre = autres.get(ligne.dispositif.pk)
    return (
        autre is not None
        and autre.mode == ligne.mode
        and [c.pk for c in autre.par] == [c.pk for c in ligne.par]
    )
