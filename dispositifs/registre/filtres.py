"""The filters of the list of dispositifs: one filterset for the page and for every format."""

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from dispositifs.models import (
    Articulation,
    Coordination,
    Dispositif,
    Etape,
    Generation,
    Organisme,
    TypeDispositif,
)
from dispositifs.models.type import CONTRAT_DE_VILLE
from dispositifs.registre import phrases
from dispositifs.registre.certitude import certitudes, faire_le_bilan
from dispositifs.registre.instant import Instant
from socle import recherche
from socle.listes.filtres import Choix, ChoixMultiple, DatePartielleFilter, FiltreStrict, refuser
from socle.models import Theme
from territoires.models import Echelle, Territoire

INCONNU = "inconnu"
# Each territory asked for is a query: more than this is no reader's question.
TERRITOIRES_MAX = 20
FRAICHEURS = [
    ("a-jour", "À jour"),
    ("ancien", "À vérifier"),
    ("jamais", "Jamais vérifié"),
]
TRIS = [
    ("territoire", "territoire"),
    ("dispositif", "dispositif"),
    ("verification", "vérification"),
]
VUES = [("liste", "Liste"), ("tableau", "Tableau")]
TYPES_TOUJOURS_EN_VUE = ("asv", "cls", "clsm", "cpts", "dac", CONTRAT_DE_VILLE)
# The schemes of which a source may say that they are the health part of a contrat de ville.
VOLETS = ("asv", "cls", "clsm")
LEGENDE_SUR_LA_PUCE = ("coordination", "echelle", "porteur", "theme", "fraicheur")


def types_de_dispositif() -> list[tuple[str, str]]:
    """The types of the register, as (code, label)."""
    return [(t.code, t.libelle) for t in TypeDispositif.objects.all()]


class TerritoiresFormField(forms.Field):
    """Several « echelle-code » references, read as territories; an old code means its heirs."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[Territoire]:
        """The territories named, each once. Refuse what names none, saying what would."""
        references = list(dict.fromkeys(value or []))
        if len(references) > TERRITOIRES_MAX:
            raise refuser(f"Au plus {TERRITOIRES_MAX} territoires à la fois.")
        territoires: dict[int, Territoire] = {}
        for reference in references:
            try:
                territoire = Territoire.objects.par_reference(reference)
            except Territoire.DoesNotExist:
                raise refuser(
                    f"« {reference[:40]} » ne désigne aucun territoire. "
                    "Un territoire s’écrit comme « commune-83126 » "
                    "ou « departement-83 »."
                ) from None
            ancien = territoire.est_obsolete and not territoire.a_ses_communes_d_alors
            heritiers = list(territoire.successeurs.all()) if ancien else []
            # Without heirs it stands for itself: no territory at all would be the whole list.
            territoires |= {t.pk: t for t in heritiers or [territoire]}
        return list(territoires.values())


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
    tri = django_filters.ChoiceFilter(label="Tri", choices=TRIS, method="garder")
    vue = django_filters.ChoiceFilter(label="Présentation", choices=VUES, method="garder")

    class Meta:
        model = Dispositif
        fields: list[str] = []

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
        if nom == "q":
            return f"« {valeur} »"
        if nom in LEGENDE_SUR_LA_PUCE or valeur == INCONNU:
            return f"{self.filters[nom].label} : {libelle}"
        return libelle

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


class ContratFiltre(DispositifFiltre):
    """The same list with the type set: `type` asks there for the schemes tied to a contract."""

    facettes_de = {
        **{nom: champ for nom, champ in DispositifFiltre.facettes_de.items() if nom != "contrat"},
        "type": "",
        "generation": "generation_nommee",
    }
    facettes_ouvertes = ("territoire", "generation", "type")

    type = ChoixMultiple(
        label="Dispositif lié",
        choices=lambda: [
            (t.code, t.libelle) for t in TypeDispositif.objects.filter(code__in=VOLETS)
        ],
        method="filtrer_lie",
    )
    generation = ChoixMultiple(
        label="Génération",
        choices=lambda: [
            *((g.code, str(g)) for g in Generation.objects.filter(type=CONTRAT_DE_VILLE)),
            (INCONNU, "non renseignée"),
        ],
        field_name="generation_nommee",
        method="filtrer_champ",
    )

    def filtrer_lie(self, qs: QuerySet, nom: str, valeurs: list[str]) -> QuerySet:
        """Tied by an articulation to a published dispositif of one of the types."""
        return qs.filter(Exists(self._liens().filter(vers=OuterRef("pk"), de__type__in=valeurs)))

    def _liens(self) -> QuerySet[Articulation]:
        """The links from published dispositifs, known at the date asked for."""
        lies = Dispositif.objects.publies()
        if self.instant:
            lies = lies.connus_au(self.instant.au)
        return Articulation.objects.order_by().filter(de__in=lies.values("pk"))

    def compter(self, nom: str) -> dict[str, int]:
        """Published links need their own way."""
        if nom != "type":
            return super().compter(nom)
        contrats = self.filtrer(sauf="type").order_by().values("pk")
        liens = self._liens().filter(vers__in=contrats)
        return dict(liens.values_list("de__type").annotate(n=Count("vers", distinct=True)))

    def libelle_de(self, nom: str, valeur: str) -> str:
        """The name that a chip bears."""
        libelle = super().libelle_de(nom, valeur)
        if nom in ("type", "generation") and valeur != INCONNU:
            return f"{self.filters[nom].label} : {libelle}"
        return libelle

    @property
    def tris(self) -> list[tuple[str, str]]:
        """All are of one type."""
        return [tri for tri in TRIS if tri[0] != "dispositif"]
