"""What an observatory page may be asked: a territory, a date, and types for the gaps."""

from collections.abc import Iterable, Iterator
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils.functional import cached_property

from dispositifs.comptes.blancs import absences_par_commune, zones_blanches
from dispositifs.registre.filtres import types_de_dispositif
from dispositifs.registre.filtres_de_lieu import TerritoiresFormField
from portal.observatoire.tri import filtre_de_tri
from socle.listes.filtres import ChoixMultiple, DatePartielleFilter, FiltreStrict, refuser
from territoires.models import Appartenance, Echelle, Territoire

PLUS_PETITS_QU_UNE_COMMUNE = (Echelle.QPV, Echelle.ARRONDISSEMENT)


class TerritoireFormField(TerritoiresFormField):
    """One territory made of communes."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[Territoire]:
        """At most one territory. Refuse several, and those smaller than a commune."""
        territoires = super().clean(value)
        if len(set(value or [])) > 1:
            raise refuser("Un seul territoire à la fois.")
        if len(territoires) > 1:
            noms = ", ".join(t.libelle_distinct for t in territoires)
            raise refuser(f"Ce code ancien désigne plusieurs territoires : {noms}.")
        if any(t.echelle in PLUS_PETITS_QU_UNE_COMMUNE for t in territoires):
            raise refuser(
                "L’observatoire compte des communes : demandez la commune, l’intercommunalité, "
                "le département, la région ou la France."
            )
        return territoires


class TerritoireFilter(django_filters.Filter):
    """A territory that the page reads by itself."""

    field_class = TerritoireFormField

    def filter(self, qs: QuerySet, value: list[Territoire]) -> QuerySet:
        return qs


class ObservatoireFiltre(FiltreStrict):
    """A territory, the portal's region unless said, and a date, today unless said."""

    territoire = TerritoireFilter(label="Territoire")
    au = DatePartielleFilter(label="À la date", method="garder")

    class Meta:
        model = Territoire
        fields: list[str] = []

    def garder(self, qs: QuerySet, nom: str, valeur: str) -> QuerySet:
        """A word that the page reads; it filters nothing by itself."""
        return qs

    @cached_property
    def lieu(self) -> Territoire | None:
        """The territory asked for; None when a filter is invalid, or before any import."""
        if not self.is_valid():
            return None
        demandes = self.form.cleaned_data["territoire"]
        if demandes:
            return demandes[0]
        regions = Territoire.objects.filter(echelle=Echelle.REGION)
        return regions.filter(code=settings.REGION_DU_PORTAIL).first()

    @property
    def date_demandee(self) -> str:
        """The date asked for; « » is today."""
        return self.form.cleaned_data.get("au") or "" if self.is_valid() else ""

    def mots_du_nom(self) -> list[str]:
        """The territory, asked for or not, then the types."""
        types = self.form.cleaned_data.get("type") or []
        return [*([self.lieu.nom] if self.lieu else []), *types]

    @property
    def fin_du_nom(self) -> str:
        """The date asked for, else today."""
        return f"au-{self.date_demandee}" if self.date_demandee else super().fin_du_nom

    def filtres_en_mots(self) -> list[tuple[str, str]]:
        """The territory by its name, and the date."""
        territoire = [("Territoire", self.lieu.nom)] if self.lieu else []
        return territoire + [f for f in super().filtres_en_mots() if f[0] != "Territoire"]

    @cached_property
    def territoires_proposes(self) -> list[Territoire]:
        """What the form offers: France, the region, its départements, what the reader chose."""
        proposes = list(Territoire.objects.proposes_au_filtre(settings.REGION_DU_PORTAIL))
        larges = Territoire.objects.filter(echelle=Echelle.PAYS) | Territoire.objects.filter(
            echelle=Echelle.REGION, code=settings.REGION_DU_PORTAIL
        )
        proposes = list(larges.order_by("-rang")) + proposes
        choisi = self.lieu
        return proposes if choisi is None or choisi in proposes else [choisi, *proposes]


class ObservatoireTrie(ObservatoireFiltre):
    """The page itself: its comparison is sorted by a column."""

    colonne = filtre_de_tri("Tri de la comparaison")

    @property
    def colonne_demandee(self) -> str:
        """How the comparison is sorted; "" is by code."""
        return self.form.cleaned_data.get("colonne") or "" if self.is_valid() else ""


class ZonesBlanchesFiltre(ObservatoireFiltre):
    """The communes of a territory that no running scheme of these types reaches."""

    type = ChoixMultiple(label="Dispositif", choices=types_de_dispositif, method="garder")

    @property
    def fil(self) -> list[tuple[str, str]]:
        """The way back."""
        return [("Observatoire", reverse("observatoire"))]

    @property
    def types_proposes(self) -> list[tuple[str, str]]:
        """Every type, as (code, label)."""
        return self.choix_de("type")

    @property
    def types(self) -> list[str]:
        """The types asked for; none means any."""
        return self.form.cleaned_data.get("type") or [] if self.is_valid() else []

    def filtrer(self, sauf: str = "") -> QuerySet:
        """The communes, with their département and EPCI; `avec_absences` says what is absent."""
        if self.lieu is None:
            return Territoire.objects.none()
        communes = zones_blanches(self.lieu, self.types, self.date_demandee)
        return communes.annotate(
            departement_code=_contenant(Echelle.DEPARTEMENT, "code"),
            departement_nom=_contenant(Echelle.DEPARTEMENT, "nom"),
            epci_code=_contenant(Echelle.EPCI, "code"),
            epci_nom=_contenant(Echelle.EPCI, "nom"),
            types=Value(" | ".join(self.types)),
            au=Value(self.date_demandee),
        )

    def avec_absences(self, communes: Iterable[Any]) -> Iterator[Any]:
        """Each of these communes with `absences_dites`: those that sources state of the types
        asked for, of every type when none is. Two queries more, whatever their number."""
        trouvees = {}
        if self.lieu is not None:
            trouvees = absences_par_commune(self.lieu, self.types, self.date_demandee)
        for commune in communes:
            commune.absences_dites = trouvees.get(commune.pk, [])
            yield commune


def _contenant(echelle: Echelle, champ: str) -> Subquery:
    liens = Appartenance.objects.filter(contenu=OuterRef("pk"), contenant__echelle=echelle)
    return Subquery(liens.order_by("contenant__code").values(f"contenant__{champ}")[:1])
