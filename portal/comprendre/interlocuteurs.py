"""« À qui parler »: the bodies that answer for a place, by their function and public address.

Only what the register holds: the ARS of the region, a delegation or a CoDES once the team has filed
it as an organisme of its département. What is not filed is said to be missing, never guessed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q

from bibliographie.models import Notice
from dispositifs.models import Coordination, Organisme
from territoires.models import Echelle, Territoire

CODES: Final = "CoDES"
# Where the network of the CRES and the CoDES is told of.
NOTICE_DU_RESEAU: Final = "le-reseau-du-cres-et-des-codes-de-la-region"


@dataclass(frozen=True)
class Contact:
    """Whom to talk to about one scheme: who carries it, the mailbox of its coordination."""

    nom: str
    porteur: str
    courriel: str


@dataclass(frozen=True)
class Interlocuteurs:
    """Who answers for a place; `departement` is the one that holds it, or the first of several."""

    departement: Territoire | None
    delegation: Organisme | None
    ars: Organisme | None
    codes: Organisme | None
    reseau: Notice | None

    @classmethod
    def de(cls, lieu: Territoire, contenants: Collection[Territoire]) -> "Interlocuteurs":
        """Those of a place, from what holds it. Two queries."""
        lieux = [lieu, *contenants]
        departement = next((t for t in lieux if t.echelle == Echelle.DEPARTEMENT), None)
        trouves = Organisme.objects.filter(territoire__in=lieux).select_related("territoire")
        cherches = trouves.filter(Q(nature=Organisme.Nature.ARS) | Q(sigle__startswith=CODES))
        par = {(o.nature, o.territoire.echelle if o.territoire else ""): o for o in cherches}
        ars = par.get((Organisme.Nature.ARS, Echelle.REGION))
        return cls(
            departement,
            par.get((Organisme.Nature.ARS, Echelle.DEPARTEMENT)),
            ars,
            next((o for o in cherches if o.sigle.startswith(CODES)), None),
            Notice.objects.publies().filter(cle=NOTICE_DU_RESEAU).first() if ars else None,
        )


def contacts(dispositifs: list[Any]) -> list[Contact]:
    """Those of these schemes whose porteur or mailbox the register knows."""
    boites = dict(
        Coordination.objects.filter(dispositif__in=[d.pk for d in dispositifs], fin="")
        .exclude(courriel="")
        .values_list("dispositif", "courriel")
    )
    trouves = [
        Contact(d.nom, d.porteur.nom if d.porteur else "", boites.get(d.pk, ""))
        for d in dispositifs
    ]
    return [contact for contact in trouves if contact.porteur or contact.courriel]
