"""The filter of a list by territory: references or names as typed, and their labels."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import cached_property

from socle.listes.filtres import FiltreStrict, refuser
from socle.textes import enumerer
from territoires.lieux.trouver import Lieux, trouver
from territoires.models import Territoire

# Each territory asked for is a query: more than this is no reader's question.
TERRITOIRES_MAX = 20
# A name that several bear is refused with so many of them.
HOMONYMES = 3


class TerritoiresFormField(forms.Field):
    """Several « echelle-code » references, or names as typed, read as territories; an old code
    means its heirs."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[Territoire]:
        """The territories named, each once. Refuse what names none, saying what would."""
        references = list(dict.fromkeys(value or []))
        if len(references) > TERRITOIRES_MAX:
            raise refuser(f"Au plus {TERRITOIRES_MAX} territoires à la fois.")
        territoires: dict[int, Territoire] = {}
        for reference in references:
            territoire = self._territoire(reference)
            ancien = territoire.est_obsolete and not territoire.a_ses_communes_d_alors
            heritiers = list(territoire.successeurs.all()) if ancien else []
            # Without heirs it stands for itself: no territory at all would be the whole list.
            territoires |= {t.pk: t for t in heritiers or [territoire]}
        return list(territoires.values())

    def _territoire(self, reference: str) -> Territoire:
        """The one territory of a reference, or of a name that can be no other's."""
        try:
            return Territoire.objects.par_reference(reference)
        except Territoire.DoesNotExist:
            # A code alone does not say which échelle is meant: 93 is two places.
            est_un_nom = not any(c.isdigit() for c in reference)
            lieux = trouver(reference, HOMONYMES) if est_un_nom else Lieux([])
        if lieux.certain:
            return lieux.certain
        if lieux.territoires:
            noms = enumerer([t.libelle_distinct for t in lieux.territoires[:HOMONYMES]], "ou")
            raise refuser(f"« {reference[:40]} »\u00a0: écrivez le code de {noms}.")
        raise refuser(
            f"« {reference[:40]} » ne désigne aucun territoire. "
            "Un territoire s’écrit comme « commune-83126 » "
            "ou « departement-83 »."
        )


class TerritoiresFilter(django_filters.Filter):
    """Dispositifs that cover one of the territories, or lie inside it."""

    field_class = TerritoiresFormField

    def filter(self, qs: Any, value: list[Territoire]) -> QuerySet:
        return qs.apparentes_a_un_de(value) if value else qs


class FiltreParTerritoire(FiltreStrict):
    """A filterset whose facet `territoire` counts places instead of the values of a column."""

    @cached_property
    def territoires_proposes(self) -> list[Territoire]:
        """The départements of the portal's region, the other regions of the register, and
        what the reader has chosen."""
        proposes = list(Territoire.objects.proposes_au_filtre(settings.REGION_DU_PORTAIL))
        connus = {t.pk for t in proposes}
        return proposes + [t for t in self.territoires if t.pk not in connus]

    @property
    def territoires(self) -> list[Territoire]:
        """The territories asked for."""
        return self.form.cleaned_data.get("territoire") or [] if self.is_valid() else []

    def choix_de(self, nom: str) -> list[tuple[str, str]]:
        """Closed lists; for territories, those proposed."""
        if nom == "territoire":
            return [(t.reference, t.nom) for t in self.territoires_proposes]
        return super().choix_de(nom)

    def choisis(self, nom: str) -> set[str]:
        """Territories as they were read: the heirs of an old code are the chosen ones."""
        if nom == "territoire":
            return {t.reference for t in self.territoires}
        return super().choisis(nom)

    def libelle_de(self, nom: str, valeur: str) -> str:
        """The name that a chip bears; an old code says so."""
        if nom == "territoire":
            noms = {reference.lower(): nom for reference, nom in self.choix_de(nom)}
            return noms.get(valeur.lower(), f"ancien code {valeur}")
        return super().libelle_de(nom, valeur)

    def mot_du_nom(self, nom: str, valeur: str) -> str:
        """The name of a place, not its code."""
        return (
            self.libelle_de(nom, valeur) if nom == "territoire" else super().mot_du_nom(nom, valeur)
        )
