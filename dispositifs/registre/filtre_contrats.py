"""The filters and the results of the list of contrats de ville."""

from typing import Any

import django_filters
from django.conf import settings
from django.core.paginator import Page
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.comptes.comparaison import Comparaison
from dispositifs.models import Articulation, Delai, Dispositif, TypeDispositif
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.querysets import FIN_DE_PERIODE, plus_ancienne_verification
from dispositifs.registre import phrases
from dispositifs.registre.filtres import INCONNU, FiltreParTerritoire, TerritoiresFilter
from dispositifs.registre.instant import Instant
from dispositifs.registre.resultats import (
    Fraicheur,
    Groupe,
    Issue,
    comparaison_de_la_liste,
    exports,
    fraicheur,
    issues,
)
from dispositifs.registre.vigueur import A_TERME, A_VENIR, avec_vigueur
from socle.listes.filtres import ChoixMultiple, DatePartielleFilter
from socle.textes import plier
from territoires.models import ContratDeVille, Territoire

VOLETS = ("asv", "cls", "clsm")
NOMS = ("contrat de ville", "contrats de ville")


class TerritoiresDuContratFilter(TerritoiresFilter):
    """Contrats de ville that touch one of the territories."""

    def filter(self, qs: Any, value: list[Territoire]) -> QuerySet:
        return qs.touchant_un_de(value) if value else qs


class ContratFiltre(FiltreParTerritoire):
    """Contrats de ville by name, territory, generation, and by the schemes tied to them."""

    facettes_de = {"territoire": "", "generation": "generation", "type": "articulations__de__type"}
    facettes_ouvertes = ("territoire", "generation", "type")
    lus_par_preparer = ("au",)

    q = django_filters.CharFilter(label="Mots", method="filtrer_mots", max_length=200)
    territoire = TerritoiresDuContratFilter(label="Territoire")
    generation = ChoixMultiple(
        label="Génération",
        choices=[*ContratDeVille.Generation.choices, (INCONNU, "non renseignée")],
        method="filtrer_generation",
    )
    type = ChoixMultiple(
        label="Dispositif lié",
        choices=lambda: [
            (t.code, t.libelle) for t in TypeDispositif.objects.filter(code__in=VOLETS)
        ],
        method="filtrer_type",
    )
    au = DatePartielleFilter(label="En cours en", method="filtrer_au")

    class Meta:
        model = ContratDeVille
        fields: list[str] = []

    def filtrer_mots(self, qs: QuerySet, nom: str, valeur: str) -> QuerySet:
        """Every word is found in the contract's name, or folded in the name of its place."""
        mots = plier(valeur).split()
        for mot in mots:
            qs = qs.filter(Q(territoire__recherche__contains=mot) | Q(nom__icontains=mot))
        return qs if mots else qs.none()

    def filtrer_generation(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """By generation, « inconnu » being the blank one."""
        return qs.filter(generation__in=["" if v == INCONNU else v for v in valeurs])

    def filtrer_type(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """Tied by an articulation to a published dispositif of one of the types."""
        liens = self._liens().filter(contrat=OuterRef("pk"), de__type__in=valeurs)
        return qs.filter(Exists(liens))

    def filtrer_au(self, qs: QuerySet, nom: str, valeur: str) -> QuerySet:
        """Running at a date, or of a generation and dates that no source tells."""
        return qs.exclude(vigueur__in=[A_TERME, A_VENIR]) if valeur else qs

    def _liens(self) -> QuerySet[Articulation]:
        """The links from published dispositifs, known at the date asked for."""
        lies = Dispositif.objects.publies()
        return Articulation.objects.filter(
            de__in=lies.connus_au(self.instant.au) if self.instant else lies
        )

    @property
    def instant(self) -> Instant:
        """The date asked for, or today."""
        return Instant(self.form.cleaned_data.get("au") or "" if self.is_valid() else "")

    def compter(self, nom: str) -> dict[str, int]:
        """Counts of a facet; territories and published links each need their own way."""
        if nom == "territoire":
            return self._compter_territoires()
        if nom == "type":
            contrats = self.filtrer(sauf="type").order_by().values("pk")
            lignes = self._liens().filter(contrat__in=contrats).order_by()
            return dict(lignes.values_list("de__type").annotate(n=Count("contrat", distinct=True)))
        comptes = super().compter(nom)
        return {**comptes, INCONNU: comptes.pop("", 0)}

    def _compter_territoires(self) -> dict[str, int]:
        touches = {
            f"n{t.pk}": Count(
                "pk",
                distinct=True,
                filter=Q(pk__in=ContratDeVille.objects.touchant(t).values("pk")),
            )
            for t in self.territoires_proposes
        }
        comptes = self.filtrer(sauf="territoire").order_by().aggregate(**touches)
        return {t.reference: comptes[f"n{t.pk}"] for t in self.territoires_proposes}

    def libelle_de(self, nom: str, valeur: str) -> str:
        """The name that a chip bears."""
        if nom == "q":
            return f"« {valeur} »"
        if nom == "au":
            return f"en cours {phrases.quand(valeur)}" if self.is_valid() else valeur
        libelle = super().libelle_de(nom, valeur)
        if nom in ("type", "generation"):
            return f"{self.filters[nom].label} : {libelle}"
        return libelle

    def preparer(self, queryset: QuerySet, valeurs: dict[str, Any]) -> QuerySet:
        """The portal's region first, then by region and by place."""
        regions = Territoire.objects.filter(
            echelle="region", contenus__contenu=OuterRef("territoire")
        ).order_by("-contenus__entiere", "code")
        de_la_region = regions.filter(code=settings.REGION_DU_PORTAIL)
        return (
            avec_vigueur(avec_fraicheur(queryset), Instant(valeurs.get("au") or ""))
            .annotate(
                hors_region=~Exists(de_la_region),
                region_code=Coalesce(Subquery(regions.values("code")[:1]), Value("")),
                region_nom=Coalesce(Subquery(regions.values("nom")[:1]), Value("")),
            )
            .order_by("hors_region", "region_code", "territoire__nom_plie", "slug")
        )


def avec_fraicheur(queryset: QuerySet) -> QuerySet:
    """Annotate `etat_fraicheur` by the delay of the contrats de ville. One query: that delay."""
    delai = Delai.objects.grille().fiche(CONTRAT_DE_VILLE)
    limite = plus_ancienne_verification(timezone.localdate(), delai)
    return queryset.annotate(
        verifie_fin=Concat(F("verifie_le"), FIN_DE_PERIODE, output_field=CharField())
    ).annotate(
        etat_fraicheur=Case(
            When(verifie_le="", then=Value("jamais")),
            When(verifie_fin__lte=limite, then=Value("ancien")),
            default=Value("a-jour"),
            output_field=CharField(),
        )
    )


class ResultatsContrats:
    """The results of the list of contrats de ville, ready to be shown."""

    def __init__(self, filtre: ContratFiltre, page: Page) -> None:
        self.filtre = filtre
        self.page = page

    @cached_property
    def nombre(self) -> int:
        """How many in all."""
        return self.page.paginator.count

    @property
    def phrase(self) -> phrases.Phrase:
        """The sentence above the list."""
        if not self.nombre:
            return phrases.Phrase(
                "Aucun contrat de ville", " du registre ne répond à cette demande."
            )
        lieux = self.filtre.territoires
        reperes = [phrases.ou(lieux)] if lieux else []
        if self.filtre.instant:
            reperes.append(f"en cours {self.filtre.instant.quand}")
        suite = "".join(f", {repere}" for repere in reperes) if reperes else " au registre"
        return phrases.Phrase(phrases.compter(self.nombre, *NOMS), f"{suite}.{self._fins}")

    @property
    def _fins(self) -> str:
        """« 2 sont arrivés à leur terme. », « Tous… », after the count that holds them."""
        n = self.filtre.qs.order_by().filter(vigueur=A_TERME).count()
        if not n:
            return ""
        if n == self.nombre:
            return f" {'Il est arrivé à son' if n == 1 else 'Tous sont arrivés à leur'} terme."
        return f" {n} {'est arrivé à son terme' if n == 1 else 'sont arrivés à leur terme'}."

    @cached_property
    def groupes(self) -> list[Groupe]:
        """The rows of the page, région by région."""
        decompte = self.filtre.qs.order_by().values_list("region_code")
        comptes = dict(decompte.annotate(n=Count("pk", distinct=True)))
        groupes: dict[str, Groupe] = {}
        for c in self.page.object_list:
            if c.region_code not in groupes:
                titre = c.region_nom or "Hors de toute région"
                groupes[c.region_code] = Groupe(titre, compte=comptes[c.region_code])
            groupes[c.region_code].elements.append(c)
        return list(groupes.values())

    @cached_property
    def fraicheur(self) -> Fraicheur | None:
        """How fresh the whole list is."""
        return fraicheur(self.filtre.qs)

    @property
    def adresse_du_jour(self) -> str:
        """The same list, whatever the date."""
        return self.filtre.url_sans("au")

    @property
    def exports(self) -> list[dict[str, str]]:
        """The files of exactly this list."""
        return exports(self.filtre, "contrats_de_ville_fichier")

    @property
    def ces_elements(self) -> str:
        """« ces 25 contrats de ville », « ce contrat de ville »."""
        return f"ce {NOMS[0]}" if self.nombre == 1 else f"ces {phrases.compter(self.nombre, *NOMS)}"

    @cached_property
    def issues(self) -> list[Issue]:
        """The ways out of an empty list."""
        return issues(self.filtre) if self.filtre.is_valid() and not self.nombre else []

    @cached_property
    def comparaison(self) -> Comparaison | None:
        """Published counts beside those of the register, where the list is about the region."""
        return comparaison_de_la_liste(self.filtre, {"territoire"})
