"""Side filters of the admin list of dispositifs: they speak the register's vocabulary."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from dispositifs.models import Etape
from dispositifs.registre.filtres import FRAICHEURS, INCONNU
from territoires.models import Territoire

A_VERIFIER = "a-verifier"
# Fresh as a whole, one field past its own delay.
CHAMP = "champ"


class StatutFilter(admin.SimpleListFilter):
    """By the last étape."""

    title = "statut"
    parameter_name = "statut"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Etape.SITUATIONS, (INCONNU, "non renseigné")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        return queryset.filter(situation="" if self.value() == INCONNU else self.value())


class TerritoireFilter(admin.SimpleListFilter):
    """By département of the region, or by other region."""

    title = "territoire"
    parameter_name = "lieu"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        proposes = Territoire.objects.proposes_au_filtre(settings.REGION_DU_PORTAIL)
        return [(t.reference, t.nom) for t in proposes]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.value():
            return queryset
        try:
            territoire = Territoire.objects.par_reference(str(self.value()))
        except Territoire.DoesNotExist:
            return queryset.none()
        return queryset.filter(pk__in=type(self)._apparentes(queryset, territoire))

    @staticmethod
    def _apparentes(queryset: QuerySet, territoire: Territoire) -> QuerySet:
        return queryset.model.objects.apparentes(territoire).values("pk")


class FraicheurFilter(admin.SimpleListFilter):
    """By freshness: what is past its delay, as a whole or by one field, is to be verified."""

    title = "fraîcheur"
    parameter_name = "fraicheur"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        urgents = (A_VERIFIER, "à vérifier ou jamais vérifié, le plus urgent d’abord")
        return [urgents, *FRAICHEURS, (CHAMP, "à jour, sauf un champ à vérifier")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == A_VERIFIER:
            # Their order is kept by ListeParUrgence.
            return self._par_urgence(queryset.filter(etat_fraicheur__in=["ancien", "jamais"]))
        if self.value() == CHAMP:
            depasses = queryset.model.objects.champs_depasses(timezone.localdate())
            return queryset.filter(etat_fraicheur="a-jour", pk__in=depasses.values("pk"))
        return queryset.filter(etat_fraicheur=self.value()) if self.value() else queryset

    @staticmethod
    def _par_urgence(queryset: Any) -> QuerySet:
        ranges: QuerySet = queryset.par_urgence(timezone.localdate())
        return ranges


class ListeParUrgence(ChangeList):
    """A list that keeps the order of `par_urgence`, unless a column is clicked."""

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        if "urgence" in queryset.query.annotations and ORDER_VAR not in self.params:
            return ["-urgence", "slug"]
        return list(super().get_ordering(request, queryset))
