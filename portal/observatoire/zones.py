"""What the page of the gaps says around its rows."""

from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.comptes.blancs import communes_de
from dispositifs.models import TypeDispositif
from dispositifs.registre import phrases
from dispositifs.registre.resultats import exports
from portal.observatoire.dessin import pour_cent
from portal.observatoire.filtres import ZonesBlanchesFiltre
from socle.textes import enumerer, nombre
from territoires.models import Territoire


class Zones:
    """The communes where the register knows no scheme of some types. Five queries."""

    def __init__(self, filtre: ZonesBlanchesFiltre, page: Page, territoire: Territoire) -> None:
        self.filtre = filtre
        self.page = page
        self.territoire = territoire

    @property
    def quand(self) -> str:
        """« en mars 2018 », « au 22 novembre 2026 »."""
        return phrases.quand(self.filtre.date_demandee or timezone.localdate().isoformat())

    @cached_property
    def types(self) -> list[TypeDispositif]:
        """The types asked for, in their order."""
        return list(TypeDispositif.objects.avec_explication().filter(code__in=self.filtre.types))

    @property
    def quoi(self) -> str:
        """« contrat local de santé », « dispositif » when no type is asked for."""
        return enumerer([t.nom for t in self.types], "ni") if self.types else "dispositif"

    @property
    def aucun(self) -> str:
        """« pas de contrat local de santé », « aucun dispositif »: what agrees with no gender."""
        if not self.types:
            return "aucun dispositif"
        elide = self.quoi[0] in "aeiouyéèh"
        return f"pas d’{self.quoi}" if elide else f"pas de {self.quoi}"

    @cached_property
    def phrase(self) -> phrases.Phrase:
        """« 941 communes sur 946 sans contrat local de santé… : 4 031 631 habitants, 77,3 %. »"""
        n = self.page.paginator.count
        tout = communes_de(self.territoire).aggregate(n=Count("pk"), habitants=Sum("population"))
        habitants = self.filtre.qs.order_by().aggregate(n=Sum("population"))["n"] or 0
        debut = f"{phrases.compter(n, 'commune')} sur {nombre(tout['n'])}"
        part = pour_cent(habitants, tout["habitants"] or 0)
        suite = (
            f" sans {self.quoi}, pour ce que le registre connaît {self.territoire.dans}, "
            f"{self.quand} : {phrases.compter(habitants, 'habitant')}, {part}."
        )
        return phrases.Phrase(debut, suite)

    @cached_property
    def communes(self) -> list[Any]:
        """The rows of the page, each with the absences that sources state of it."""
        return list(self.filtre.avec_absences(self.page.object_list))

    @property
    def exports(self) -> list[dict[str, str]]:
        """The files of exactly this list."""
        return exports(self.filtre, "zones_blanches_fichier")
