"""The contrats de ville that cover today the communes of one that is over: from perimeters alone,
no source says that they succeed it."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from dispositifs.models import Couverture, Dispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre.certitude import Certitude
from territoires.models import Appartenance, Echelle, Territoire


@dataclass(frozen=True)
class Suite:
    """One contrat of today, and how many of the communes it covers."""

    contrat: Any  # a Dispositif annotated by `avec_certitude`
    communes: int
    total: int

    @property
    def en_partie(self) -> bool:
        """Whether it leaves some of the communes out."""
        return self.communes < self.total

    @property
    def certitude(self) -> Certitude:
        """What is known of it, and how surely."""
        return Certitude.de(self.contrat)


class Suites(list[Suite]):
    """Those of one territory, the widest first. Three queries."""

    @classmethod
    def de(cls, territoire: Territoire) -> "Suites":
        """Running contrats whose perimeter holds, whole, communes that this territory held."""
        communes = Appartenance.objects.order_by().filter(
            contenant=territoire,
            contenu__echelle=Echelle.COMMUNE,
            contenu__obsolete_depuis=None,
        )
        couvertures = Couverture.objects.order_by().filter(
            dispositif__etat="publie",
            dispositif__type=CONTRAT_DE_VILLE,
            part=Couverture.Part.ENTIERE,
            visee=False,
            territoire__contenus__contenu__in=communes.values("contenu"),
        )
        paires = set(couvertures.values_list("dispositif", "territoire__contenus__contenu"))
        comptes = Counter(contrat for contrat, _ in paires)
        contrats: Any = Dispositif.objects.filter(pk__in=comptes).en_vie_au("").avec_certitude("")
        total = communes.count()
        suites = [Suite(contrat, comptes[contrat.pk], total) for contrat in contrats]
        return cls(sorted(suites, key=lambda s: (-s.communes, s.contrat.nom)))

    @property
    def a_confirmer(self) -> bool:
        """Whether one of them is too old for the present tense."""
        return any(suite.certitude.a_confirmer for suite in self)
