"""The strict filterset: one way to filter every list, in every format.

django-filter's own FilterSet silently drops an invalid field and returns the wider list.
Here an invalid word shows its error and the list is empty: never a silently full list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, F, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify

from socle import dates
from socle.listes.comptage import RETENUES, Branche, compter_ensemble, est_multiple
from socle.textes import majuscule

# Filters that say how a list is shown, not what it holds.
PRESENTATION = ("tri", "vue", "par", "colonne")
# In the name of a file: values that say nothing alone, filters whose value does not say what it is.
MOTS_SANS_SENS = ("oui", "non", "inconnu", "jamais")
MOTS_A_NOMMER = ("annee_min", "annee_max")
NOM_MAX = 80


@dataclass(frozen=True)
class Choix:
    """One value of a facet: how many records it would give beside the other filters.

    No count when a filter is invalid: nothing was asked that can be counted.
    """

    valeur: str
    libelle: str
    compte: int | None
    choisi: bool
    type: str = ""


@dataclass(frozen=True)
class Facette:
    """A filter shown as a list of counted choices."""

    nom: str
    legende: str
    choix: list[Choix]

    @property
    def est_choisie(self) -> bool:
        """Whether the reader has chosen in it."""
        return any(choix.choisi for choix in self.choix)


@dataclass(frozen=True)
class Puce:
    """An active filter, and the address of the same list without it."""

    libelle: str
    retirer_url: str


class DatePartielleFormField(forms.CharField):
    """A date as people write it, read as the register keeps it: « mars 2018 » → « 2018-03 »."""

    def to_python(self, value: Any) -> str:
        """The canonical date, "" for none; refuse what cannot be read."""
        try:
            return dates.lire(super().to_python(value) or "")
        except ValueError:
            raise refuser(f"Écrivez une date comme {dates.EXEMPLE}.") from None


class DatePartielleFilter(django_filters.CharFilter):
    """A partial date that the filterset reads by itself."""

    field_class = DatePartielleFormField


class ChoixMultiple(django_filters.MultipleChoiceFilter):
    """Several values of a closed list, case not mattering; any of them is enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("distinct", False)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        refus = {"invalid_choice": "« %(value)s » ne fait pas partie des choix."}
        kwargs.setdefault("error_messages", refus)
        super().__init__(*args, **kwargs)


class FiltreStrict(django_filters.FilterSet):
    """A filterset whose errors are shown and give nothing, and whose facets are counted.

    A subclass lists in `facettes_de` the field counted for each facet:
    {filter name: queryset field or annotation}; those of `facettes_ouvertes` are always in
    sight, the others wait behind « Autres filtres ».
    """

    facettes_de: dict[str, str] = {}
    facettes_ouvertes: tuple[str, ...] = ()
    # The filters that `preparer` reads: without one of them it must prepare anew.
    lus_par_preparer: tuple[str, ...] = ()

    def __init__(self, data: QueryDict, queryset: QuerySet) -> None:
        data = data.copy()
        for nom, filtre in self.base_filters.items():
            valeurs = [v.strip() for v in data.getlist(nom)]
            if isinstance(filtre, ChoixMultiple):
                valeurs = [v.lower() for v in valeurs]
            # An empty field of a submitted form is no filter.
            data.setlist(nom, [v for v in valeurs if v])
        super().__init__(data=data, queryset=queryset)
        self._choix: dict[str, list[tuple[str, str]]] = {}
        self._prets: dict[str, QuerySet] = {}

    def preparer(self, queryset: QuerySet, valeurs: dict[str, Any]) -> QuerySet:
        """Annotate what the filters and the sort need. Overridden where there is any."""
        return queryset

    @property
    def qs(self) -> QuerySet:
        """The filtered queryset; nothing at all when a filter is invalid."""
        if not hasattr(self, "_qs"):
            # Prepared all the same: what reads the queryset finds its annotations.
            self._qs = (
                self.filtrer() if self.is_valid() else self.preparer(self.queryset, {}).none()
            )
        return self._qs

    def filtrer(self, sauf: str = "") -> QuerySet:
        """Apply every filter, except the one named `sauf`."""
        valeurs = {nom: v for nom, v in self.form.cleaned_data.items() if nom != sauf}
        queryset = self._pret(sauf if sauf in self.lus_par_preparer else "", valeurs)
        for nom, valeur in valeurs.items():
            queryset = self.filters[nom].filter(queryset, valeur)
        return queryset

    def _pret(self, sauf: str, valeurs: dict[str, Any]) -> QuerySet:
        """The annotated queryset, prepared once for all the facets."""
        if sauf not in self._prets:
            self._prets[sauf] = self.preparer(self.queryset.all(), valeurs)
        return self._prets[sauf]

    @property
    def erreurs(self) -> list[str]:
        """One French sentence for each invalid filter."""
        return [
            f"{self.filters[nom].label or nom} : {message}"
            for nom, messages in self.errors.items()
            for message in messages
        ]

    def compter(self, nom: str) -> dict[str, int]:
        """How many records each value of a facet would give beside the other filters."""
        if nom not in self._comptes:
            noms = self._comptees_ensemble(nom)
            retenues = self.filtrer(sauf=nom)
            branches = {n: b for n in noms if (b := self.branche_de(n)) is not None}
            colonnes = {n: self.facettes_de[n] for n in noms if n not in branches}
            self._comptes |= compter_ensemble(retenues, colonnes, branches)
        return dict(self._comptes[nom])

    @cached_property
    def _comptes(self) -> dict[str, dict[str, int]]:
        return {}

    def _comptees_ensemble(self, nom: str) -> list[str]:
        """A facet in use is counted without its own filter; all the others, of the same list."""
        valeurs = self.form.cleaned_data
        if valeurs.get(nom):
            return [nom]
        return [autre for autre, champ in self.facettes_de.items() if champ and not valeurs[autre]]

    def branche_de(self, nom: str) -> Branche | None:
        """The rows on which a facet is counted; None when it is a column of the record."""
        champ = self.facettes_de[nom]
        modele = self.queryset.model
        if not est_multiple(modele, champ):
            return None
        lignes = modele._base_manager.filter(pk__in=RETENUES).values(valeur=F(champ))
        return Branche(lignes.annotate(n=Count("pk", distinct=True)))

    def choix_de(self, nom: str) -> list[tuple[str, str]]:
        """The closed list of a facet, as (value, label), read once."""
        if nom not in self._choix:
            choix = self.filters[nom].extra["choices"]
            self._choix[nom] = [
                (str(v), str(n)) for v, n in (choix() if callable(choix) else choix)
            ]
        return self._choix[nom]

    def choisis(self, nom: str) -> set[str]:
        """The values of a facet that the reader has chosen."""
        return set(self.data.getlist(nom))

    def est_propose(self, nom: str, choix: Choix) -> bool:
        """Whether a facet offers this choice: one that would give nothing is left out."""
        return choix.compte != 0 or choix.choisi

    def facette(self, nom: str) -> Facette:
        """The facet of one filter."""
        comptes = self.compter(nom) if self.is_valid() else None
        choisis = self.choisis(nom)
        tous = [
            Choix(
                valeur=v,
                libelle=majuscule(libelle),
                compte=None if comptes is None else comptes.get(v, 0),
                choisi=v in choisis,
                type=v if nom == "type" else "",
            )
            for v, libelle in self.choix_de(nom)
        ]
        choix = [c for c in tous if self.est_propose(nom, c)]
        return Facette(nom, str(self.filters[nom].label), choix)

    @cached_property
    def facettes(self) -> list[Facette]:
        """Every facet that has something to offer, in the order of `facettes_de`."""
        facettes = [self.facette(nom) for nom in self.facettes_de]
        return [f for f in facettes if f.choix]

    @property
    def facettes_en_vue(self) -> list[Facette]:
        """The main facets."""
        return [f for f in self.facettes if f.nom in self.facettes_ouvertes]

    @property
    def facettes_repliees(self) -> list[Facette]:
        """The facets that wait behind « Autres filtres »."""
        return [f for f in self.facettes if f.nom not in self.facettes_ouvertes]

    @property
    def repli_ouvert(self) -> bool:
        """Whether « Autres filtres » opens by itself: the reader has chosen there."""
        return any(f.est_choisie for f in self.facettes_repliees)

    def libelle_de(self, nom: str, valeur: str) -> str:
        """How a chip names one active value."""
        if nom in self.facettes_de:
            inconnu = f"{self.filters[nom].label} : {valeur}"
            return dict(self.choix_de(nom)).get(valeur, inconnu)
        return valeur

    def _actifs(self) -> Iterator[tuple[str, str]]:
        for nom in self.filters:
            if nom not in PRESENTATION:
                for valeur in self.data.getlist(nom):
                    yield nom, valeur

    @property
    def noms_actifs(self) -> list[str]:
        """The filters in use, each once."""
        return list(dict.fromkeys(nom for nom, _ in self._actifs()))

    def mots_du_nom(self) -> list[str]:
        """What the name of a file says of its filters: « cpts », « var »."""
        return [self.mot_du_nom(nom, valeur) for nom, valeur in self._actifs()]

    def mot_du_nom(self, nom: str, valeur: str) -> str:
        """One active value in the name of a file; « oui » says less than its filter."""
        return f"{nom}-{valeur}" if valeur in MOTS_SANS_SENS or nom in MOTS_A_NOMMER else valeur

    def nom_de_fichier(self, racine: str) -> str:
        """« dispositifs-cpts-var-2026-11-30 »: the filters and the day, without its suffix."""
        mots = [racine]
        for mot in filter(None, map(slugify, self.mots_du_nom())):
            if len("-".join([*mots, mot])) > NOM_MAX:
                mots.append("etc")
                break
            mots.append(mot)
        return "-".join([*mots, self.fin_du_nom])

    @property
    def fin_du_nom(self) -> str:
        """The day that the file tells of: today."""
        return timezone.localdate().isoformat()

    def filtres_en_mots(self) -> list[tuple[str, str]]:
        """(filter, its values), as a sentence of a file says them."""
        dits: dict[str, list[str]] = {}
        for nom, valeur in self._actifs():
            legende = str(self.filters[nom].label)
            libelle = majuscule(self.libelle_de(nom, valeur).removeprefix(f"{legende} : "))
            dits.setdefault(legende, []).append(libelle)
        return [(legende, ", ".join(valeurs)) for legende, valeurs in dits.items()]

    def url_sans(self, *noms: str) -> str:
        """The address of the same list without these filters, at its first page."""
        requete = self.data.copy()
        for nom in ("page", *noms):
            requete.pop(nom, None)
        return f"?{requete.urlencode()}"

    @property
    def mots_de_presentation(self) -> list[tuple[str, str]]:
        """The words of the address that say how the list is shown, to keep with its filters."""
        noms = [nom for nom in PRESENTATION if nom in self.filters]
        return [(nom, valeur) for nom in noms for valeur in self.data.getlist(nom)]

    @cached_property
    def puces(self) -> list[Puce]:
        """The active filters as removable chips."""
        actifs = list(self._actifs())
        presentation = self.mots_de_presentation
        return [
            Puce(
                libelle=majuscule(self.libelle_de(nom, valeur)[:80]),
                retirer_url="?"
                + urlencode([p for p in actifs if p != (nom, valeur)] + presentation),
            )
            for nom, valeur in actifs
        ]


def refuser(message: str) -> ValidationError:
    """A French refusal for a custom filter field."""
    return ValidationError(message, code="invalide")
