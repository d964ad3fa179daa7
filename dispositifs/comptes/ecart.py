"""One way of counting: what the register knows beside a published count, and why they differ."""

from collections.abc import Mapping
from dataclasses import dataclass

from dispositifs.comptes.vies import Vies
from dispositifs.models import Dispositif
from socle.textes import accorder, nombre
from territoires.models import Territoire


@dataclass(frozen=True)
class CompteAuRegistre:
    """How many records ran at a date, and how many are only known later."""

    en_vie: int
    plus_tard: int = 0

    @property
    def en_mots(self) -> str:
        """« au registre, 15 fiches en vie à cette date »."""
        fiches = "aucune fiche"
        if self.en_vie:
            fiches = f"{nombre(self.en_vie)} {accorder(self.en_vie, 'fiche')}"
        return f"au registre, {fiches} en vie à cette date"

    def expliquer(self, publie_le_moins: int, publie_le_plus: int) -> str:
        """Why the register's count is not the published one, in one sentence."""
        if self.en_vie > publie_le_plus:
            de_plus = nombre(self.en_vie - publie_le_plus)
            return f"Le registre en connaît {de_plus} de plus, par d’autres sources."
        n = publie_le_moins - self.en_vie
        if n <= 0:
            return "Le registre en connaît autant."
        if not self.plus_tard:
            return f"La source en compte {nombre(n)} de plus, sans fiche en vie à cette date."
        plus_tard = self._connues_plus_tard
        reste = n - self.plus_tard
        return (
            f"{plus_tard} ; reste un écart d’au moins {nombre(reste)}."
            if reste > 0
            else (f"{plus_tard}.")
        )

    @property
    def _connues_plus_tard(self) -> str:
        p = self.plus_tard
        if p == 1:
            return "Une autre fiche n’est connue du registre que plus tard"
        return f"{nombre(p)} autres fiches ne sont connues du registre que plus tard"


def fiches_de(territoire: Territoire) -> dict[int, str]:
    """The published records that concern a territory, each with its type."""
    fiches = Dispositif.objects.publies().apparentes(territoire).order_by()
    return dict(fiches.values_list("pk", "type"))


def compter_au_registre(
    fiches: Mapping[int, str], vies: Vies, type_: str, date: str
) -> CompteAuRegistre:
    """What the register knows of a type at a date, among records whose lives were read."""
    du_type = {pk for pk, code in fiches.items() if code == type_}
    return CompteAuRegistre(
        len(du_type & vies.vivants(date)), len(du_type & vies.connus_plus_tard(date))
    )
