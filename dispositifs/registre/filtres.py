"""The filters of the list of dispositifs: one filterset for the page and for every format."""

from typing import Any, Self

import django_filters
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.models import (
    Coordination,
    Dispositif,
    Etape,
    Organisme,
    TypeDispositif,
)
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre import phrases
from dispositifs.registre.certitude import certitudes, faire_le_bilan
from dispositifs.registre.filtres_de_lieu import FiltreParTerritoire, TerritoiresFilter
from dispositifs.registre.instant import Instant
from dispositifs.registre.tris import TRIS, TRIS_PERMIS, Entete, entetes
from socle import recherche
from socle.listes.filtres import Choix, ChoixMultiple, DatePartielleFilter
from socle.models import Theme
from territoires.models import Echelle, Territoire

INCONNU = "inconnu"
FRAICHEURS = [
    ("a-jour", "À jour"),
    ("ancien", "À vérifier"),
    ("jamais", "Jamais vérifié"),
]
VUES = [("liste", "Liste"), ("tableau", "Tableau")]
TYPES_TOUJOURS_EN_VUE = ("asv", "cls", "clsm", "cpts", "dac", CONTRAT_DE_VILLE)
AUSSI_HORS_REGION = "voir aussi hors de la région"
OU_COMPTER_AILLEURS = ("territoire", "hors_region")
LEGENDE_SUR_LA_PUCE = ("coordination", "echelle", "porteur", "theme", "fraicheur")


def types_de_dispositif() -> list[tuple[str, str]]:
    """The types of the register, as (code, label)."""
    return [(t.code, t.libelle) for t in TypeDispositif.objects.all()]


class DispositifFiltre(FiltreParTerritoire):
    """What a coordinator may ask of the register."""

    facettes_de = {
        "type": "type",
        "territoire": "",
        "statut": "situation",
        "coordination": "coordination",
        "echelle": "couverture_principale__territoire__echelle",
        "porteur": "porteur__nature",
        "theme": "themes__slug",
        "contrat": "a_contrat",
        "fraicheur": "etat_fraicheur",
    }
    facettes_ouvertes: tuple[str, ...] = ("type", "territoire", "statut", "coordination")
    lus_par_preparer = ("au",)

    q = django_filters.CharFilter(label="Mots", method="filtrer_mots", max_length=200)
    type = ChoixMultiple(label="Dispositif", choices=types_de_dispositif)
    territoire = TerritoiresFilter(label="Territoire")
    statut = ChoixMultiple(
        label="Situation",
        choices=[*Etape.SITUATIONS, (INCONNU, "non renseignée")],
        field_name="situation",
        method="filtrer_annotation",
    )
    coordination = ChoixMultiple(
        label="Coordination",
        # The facet's title already says « coordination ».
        choices=[
            *((v, str(n).removeprefix("coordination ")) for v, n in Coordination.Etat.choices),
            (INCONNU, "non renseignée"),
        ],
        method="filtrer_annotation",
    )
    echelle = ChoixMultiple(
        label="Échelle",
        choices=[*Echelle.choices, (INCONNU, "périmètre inconnu")],
        field_name="couverture_principale__territoire__echelle",
        method="filtrer_champ",
    )
    porteur = ChoixMultiple(
        label="Porteur",
        choices=[*Organisme.Nature.choices, (INCONNU, "non renseigné")],
        field_name="porteur__nature",
        method="filtrer_champ",
    )
    theme = ChoixMultiple(
        label="Thème",
        choices=lambda: list(Theme.objects.filter(dispositifs__isnull=False)
                             .distinct().values_list("slug", "nom")),
        method="filtrer_theme",
    )  # fmt: skip
    contrat = ChoixMultiple(
        label="Contrat de ville",
        choices=[("oui", "lié à un contrat de ville"), ("non", "sans lien connu")],
        method="filtrer_contrat",
    )
    fraicheur = ChoixMultiple(label="Fraîcheur", choices=FRAICHEURS, method="filtrer_fraicheur")
    au = DatePartielleFilter(label="Tels qu’ils étaient en", method="garder")
    hors_region = ChoixMultiple(
        label="Hors de la région", choices=[("oui", AUSSI_HORS_REGION)], method="garder"
    )
    tri = django_filters.ChoiceFilter(
        label="Tri",
        choices=TRIS_PERMIS,
        method="garder",
    )
    vue = django_filters.ChoiceFilter(label="Présentation", choices=VUES, method="garder")

    class Meta:
        model = Dispositif
        fields: list[str] = []

    def __init__(
        self, data: QueryDict, queryset: QuerySet, region: Territoire | None = None
    ) -> None:
        """With a `region`, the list keeps to it unless a territory or `hors_region` is asked."""
        super().__init__(data, queryset)
        self.region_par_defaut = region
        if self.data.getlist("territoire"):
            # Places say where by themselves.
            self.data.pop("hors_region", None)

    @classmethod
    def de_la_region(cls, data: QueryDict, queryset: QuerySet) -> Self:
        """The list that keeps to the portal's region by default. One query."""
        regions = Territoire.objects.filter(echelle=Echelle.REGION)
        return cls(data, queryset, regions.filter(code=settings.REGION_DU_PORTAIL).first())

    @property
    def region_seule(self) -> Territoire | None:
        """The region to which the list keeps though nobody asked; None when it does not."""
        if not self.is_valid() or self.territoires or self.form.cleaned_data["hors_region"]:
            return None
        return self.region_par_defaut

    @property
    def lieux_dits(self) -> list[Territoire]:
        """Where the list is: the territories asked for, else the region by default."""
        return self.territoires or ([self.region_seule] if self.region_seule else [])

    def filtrer(self, sauf: str = "") -> QuerySet:
        """Every filter, and the region by default, which other places are counted without."""
        retenus: Any = super().filtrer(sauf)
        if self.region_seule is None or sauf in OU_COMPTER_AILLEURS:
            return retenus
        return retenus.apparentes(self.region_seule)

    @cached_property
    def nombre_ailleurs(self) -> int:
        """How many more the same filters hold outside the region by default. One query, or none."""
        if self.region_seule is None:
            return 0
        partout = self.filtrer(sauf="hors_region").order_by()
        return partout.values("pk").distinct().count() - self.nombre

    def preparer(self, queryset: Any, valeurs: dict[str, Any]) -> QuerySet:
        """Annotate the statut, coordination and freshness, as of the date asked for."""
        au = valeurs.get("au") or ""
        annote = (
            (queryset.connus_au(au) if au else queryset)
            .avec_certitude(au)
            .avec_coordination(au)
            .avec_deduction_de_coordination(au)
            .avec_contrat()
            .avec_fraicheur(timezone.localdate())
        )
        return annote.trier(valeurs.get("tri") or "territoire", settings.REGION_DU_PORTAIL)

    def filtrer_mots(self, qs: QuerySet, nom: str, valeur: str) -> QuerySet:
        """Every word is found by the engine; no word at all finds nothing."""
        trouves = recherche.chercher(valeur, [Dispositif.categorie_de_recherche])
        return qs.filter(slug__in=trouves.order_by().values("cle"))

    def filtrer_annotation(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """An annotation where « inconnu » is the empty text."""
        return qs.filter(**{f"{nom}__in": ["" if v == INCONNU else v for v in valeurs]})

    def filtrer_champ(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """A field where « inconnu » is NULL."""
        condition = Q(**{f"{nom}__in": valeurs})
        if INCONNU in valeurs:
            condition |= Q(**{f"{nom}__isnull": True})
        return qs.filter(condition)

    def filtrer_theme(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """Bearing one of the themes: no join, so that no row comes twice and counts stay exact."""
        portes = Dispositif.themes.through.objects.filter(
            dispositif=OuterRef("pk"), theme__slug__in=valeurs
        )
        return qs.filter(Exists(portes))

    def filtrer_contrat(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """Tied or not to a contrat de ville; both asked is no filter."""
        return qs.filter(a_contrat__in=[v == "oui" for v in valeurs])

    def filtrer_fraicheur(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """By the freshness computed from the delay of each type."""
        return qs.filter(etat_fraicheur__in=valeurs)

    def garder(self, qs: QuerySet, nom: str, valeur: str) -> QuerySet:
        """A word that `preparer` or the page reads; it filters nothing by itself."""
        return qs

    # Facets

    def compter(self, nom: str) -> dict[str, int]:
        """Counts of a facet; territories are counted through the closure."""
        if nom == "territoire":
            return self._compter_territoires()
        comptes = super().compter(nom)
        if nom == "contrat":
            return {"oui": comptes.get("True", 0), "non": comptes.get("False", 0)}
        inconnus = comptes.pop("", 0) + comptes.pop("None", 0)
        return {**comptes, INCONNU: inconnus}

    def _compter_territoires(self) -> dict[str, int]:
        base: Any = self.filtrer(sauf="territoire").order_by()
        return base.compter_par_territoire(self.territoires_proposes)

    def est_propose(self, nom: str, choix: Choix) -> bool:
        """The main types stay in sight at zero: that nothing is known of them is an answer."""
        return (nom == "type" and choix.valeur in TYPES_TOUJOURS_EN_VUE) or super().est_propose(
            nom, choix
        )

    def libelle_de(self, nom: str, valeur: str) -> str:
        """The name that a chip bears, with its facet's where the name alone says too little."""
        libelle = super().libelle_de(nom, valeur)
        if nom == "au":
            return phrases.quand(valeur) if self.is_valid() else valeur
        if nom == "hors_region":
            return AUSSI_HORS_REGION
        if nom == "q":
            return f"« {valeur} »"
        if nom in LEGENDE_SUR_LA_PUCE or valeur == INCONNU:
            return f"{self.filters[nom].label} : {libelle}"
        return libelle

    def mots_du_nom(self) -> list[str]:
        """The region by default is said too."""
        mots = [self.mot_du_nom(nom, v) for nom, v in self._actifs() if nom != "au"]
        return [*mots, self.region_seule.nom] if self.region_seule else mots

    @property
    def fin_du_nom(self) -> str:
        """The date asked for, else today."""
        return f"au-{self.date_demandee}" if self.date_demandee else super().fin_du_nom

    def filtres_en_mots(self) -> list[tuple[str, str]]:
        """The region by default is said too."""
        region = self.region_seule
        par_defaut = [("Territoire", f"{region.nom} (par défaut)")] if region else []
        return [*super().filtres_en_mots(), *par_defaut]

    # The sentence above the results

    @cached_property
    def repartition(self) -> list[tuple[TypeDispositif, int]]:
        """How many results of each type, in the order of the types."""
        lignes = self.qs.order_by().values_list("type").annotate(n=Count("pk", distinct=True))
        comptes = dict(lignes)
        types = TypeDispositif.objects.avec_explication().filter(code__in=comptes)
        return [(t, comptes[t.code]) for t in types]

    @cached_property
    def nombre(self) -> int:
        """How many dispositifs in all."""
        return sum(n for _, n in self.repartition)

    @cached_property
    def bilan(self) -> phrases.Bilan:
        """How many of them have ended, came to their term, or are to be confirmed. One query."""
        return faire_le_bilan(certitudes(self.qs)) if self.is_valid() else phrases.Bilan()

    @property
    def date_demandee(self) -> str:
        """The date at which the list is asked for; "" for today."""
        return self.form.cleaned_data.get("au") or "" if self.is_valid() else ""

    @property
    def instant(self) -> Instant:
        """That date, or today: what the banner, the links and the files say."""
        return Instant(self.date_demandee)

    @property
    def tri_demande(self) -> str:
        """How the list is sorted."""
        return self.form.cleaned_data.get("tri") or "territoire" if self.is_valid() else ""

    @property
    def entetes(self) -> list[Entete]:
        """The headers of the table, each a sort."""
        return entetes(self.tri_demande)

    @property
    def vue_demandee(self) -> str:
        """How the list is laid out."""
        return self.form.cleaned_data.get("vue") or "liste" if self.is_valid() else "liste"

    @property
    def tris(self) -> list[tuple[str, str]]:
        """The sorts that the page offers."""
        return TRIS

    @property
    def vues(self) -> list[tuple[str, str]]:
        """The layouts that the page offers."""
        return VUES
