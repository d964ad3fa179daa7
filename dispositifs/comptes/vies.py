"""The life of some schemes, read once: which of them ran at any date, which are known later."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Min

from dispositifs.models import Dispositif, Etape
from dispositifs.querysets import debuts_des_suivants, dernier_jour

# What makes a partial date compare, as text, as the last day of its period.
FIN_DE_PERIODE = "-99"


@dataclass(frozen=True)
class Terme:
    """The last day announced, and when the record was last verified."""

    fin: str
    verifie_le: str

    def est_passe(self, jour: str, derniere_etape: str) -> bool:
        """Whether it is past, and nothing shows the scheme running since."""
        if self.fin >= jour or derniere_etape > self.fin:
            return False
        return not self.fin < self.verifie_le <= jour


class Vies:
    """The life of some schemes, read once: which of them ran at any date. Three queries."""

    def __init__(self, dispositifs: Collection[int]) -> None:
        etapes = Etape.objects.filter(dispositif__in=dispositifs).order_by("date", "pk")
        self._etapes: dict[int, list[tuple[str, str, bool]]] = defaultdict(list)
        for pk, date, statut, constat in etapes.values_list(
            "dispositif", "date", "statut", "constat"
        ):
            self._etapes[pk].append((date, statut, constat))
        self._termes: dict[int, Terme] = {}
        self._debuts: dict[int, str] = {}
        fiches: Any = Dispositif.objects.filter(pk__in=dispositifs)
        for pk, terme, verifie_le, debut, generation in (
            fiches.avec_statut()
            .order_by()
            .values_list("pk", "terme", "verifie_le", "debut", "generation_nommee__debut")
        ):
            self._debuts[pk] = debut or generation or ""
            if terme:
                self._termes[pk] = Terme(f"{terme}{FIN_DE_PERIODE}", verifie_le)
        debuts = debuts_des_suivants().filter(dispositif__succede_a__in=dispositifs).order_by()
        suivis = debuts.values("dispositif__succede_a").annotate(debut=Min("date"))
        # When the one that succeeds each of them began.
        self._suivis: dict[int, str] = dict(suivis.values_list("dispositif__succede_a", "debut"))

    def vivants(self, au: str) -> set[int]:
        """Those that ran at a date (« » is today), as `en_vie_au` says."""
        jour = dernier_jour(au)
        vivants = set()
        for dispositif, etapes in self._etapes.items():
            passees = [etape for etape in etapes if etape[0] <= jour]
            if not passees or passees[-1][1] not in Etape.EN_VIE:
                continue
            suivi = self._suivis.get(dispositif)
            if suivi is not None and suivi <= jour:
                continue
            terme = self._termes.get(dispositif)
            if terme is None or not terme.est_passe(jour, passees[-1][0]):
                vivants.add(dispositif)
        return vivants

    def connus_plus_tard(self, au: str) -> set[int]:
        """Those first seen running after a date, of which nothing says that they began after it.

        Their start, or that of their generation, tells; without one, a first step that only
        observes leaves open that they ran already.
        """
        jour = dernier_jour(au)
        plus_tard = set()
        for dispositif, etapes in self._etapes.items():
            date, statut, constat = etapes[0]
            if date <= jour or statut not in (*Etape.EN_VIE, *Etape.FINIS):
                continue
            debut = self._debuts.get(dispositif)
            if debut <= jour if debut else constat:
                plus_tard.add(dispositif)
        return plus_tard
