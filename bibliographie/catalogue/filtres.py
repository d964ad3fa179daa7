"""The filters of the bibliography: one filterset for the page and for every format."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.functional import cached_property

from bibliographie.catalogue.comptes import branche
from bibliographie.models import Auteur, Editeur, Notice
from dispositifs.models import TypeDispositif
from dispositifs.registre.filtres_de_lieu import FiltreParTerritoire, TerritoiresFilter
from socle import recherche
from socle.listes.comptage import Branche
from socle.listes.filtres import Choix, ChoixMultiple, Facette, refuser
from socle.models import Theme
from socle.textes import INSECABLE, plier
from territoires.models import Appartenance, Territoire

TRIS = [("pertinence", "pertinence"), ("date", "date"), ("titre", "titre")]
ANNEE_MIN, ANNEE_MAX = 1900, 2100
# A facet of names shows the most frequent ones; the others are reached by words.
NOMS_MONTRES = 10
NOMS_MAX = 20
# What a chip says before its value, where the value alone says too little.
DEVANT = {"annee_min": "Depuis", "annee_max": "Jusqu’à", "editeur": "Éditeur", "auteur": "Auteur"}


class TerritoiresDeNoticeFilter(TerritoiresFilter):
    """Notices about one of the territories, or about a place inside it."""

    def filter(self, qs: Any, value: list[Territoire]) -> QuerySet:
        return qs.sur_un_de(value) if value else qs


class NomsFormField(forms.Field):
    """Several folded names; one that nobody bears is no error, and finds nothing."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[str]:
        """The names, in lower case, each once."""
        slugs = list(dict.fromkeys(str(slug).lower() for slug in value or []))
        if len(slugs) > NOMS_MAX:
            raise refuser(f"Au plus {NOMS_MAX} noms à la fois.")
        return slugs


class NomsFilter(django_filters.Filter):
    """Publishers or authors, by the folded name that their address bears."""

    field_class = NomsFormField


class AnneeFilter(django_filters.Filter):
    """A year that a document may bear."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=ANNEE_MIN, max_value=ANNEE_MAX, **kwargs)


@dataclass
class NoeudDeTheme:
    """A theme of the facet, with those below it."""

    choix: Choix
    enfants: list["NoeudDeTheme"] = field(default_factory=list)


class NoticeFiltre(FiltreParTerritoire):
    """What a documentaliste may ask of the catalogue."""

    facettes_de = {
        "type": "type",
        "theme": "themes__ancetres__slug",
        "dispositif": "types__code",
        "territoire": "",
        "en_ligne": "liens",
        "editeur": "editeurs__slug",
        "auteur": "auteurs__slug",
    }

    facettes_ouvertes = ("type", "theme", "dispositif", "en_ligne")
    lus_par_preparer = ("q",)

    q = django_filters.CharFilter(label="Mots", method="garder", max_length=500)
    type = ChoixMultiple(label="Document", choices=Notice.Type.choices)
    theme = ChoixMultiple(
        label="Thème",
        choices=lambda: list(Theme.objects.values_list("slug", "nom")),
        method="filtrer_theme",
    )
    dispositif = ChoixMultiple(
        label="Dispositif",
        choices=lambda: [(t.code, t.libelle) for t in TypeDispositif.objects.all()],
        method="filtrer_dispositif",
    )
    territoire = TerritoiresDeNoticeFilter(label="Territoire")
    annee_min = AnneeFilter(label="Depuis l’année", method="filtrer_annee_min")
    annee_max = AnneeFilter(label="Jusqu’à l’année", method="filtrer_annee_max")
    editeur = NomsFilter(label="Éditeur", method="filtrer_editeur")
    auteur = NomsFilter(label="Auteur", method="filtrer_auteur")
    en_ligne = ChoixMultiple(
        label="Accès", choices=[("oui", "en ligne")], method="filtrer_en_ligne"
    )
    tri = django_filters.ChoiceFilter(label="Tri", choices=TRIS, method="garder")

    class Meta:
        model = Notice
        fields: list[str] = []

    def preparer(self, queryset: Any, valeurs: dict[str, Any]) -> QuerySet:
        """Search the words, then order: by relevance where there are words, else by date."""
        texte = valeurs.get("q") or ""
        tri = valeurs.get("tri") or ("pertinence" if texte else "date")
        if texte:
            queryset = recherche.filtrer(queryset, Notice.categorie_de_recherche, texte)
        if tri == "date" or (tri == "pertinence" and not texte):
            return queryset.order_by("-date", "titre_plie", "numero")
        if tri == "titre":
            return queryset.order_by("titre_plie", "numero")
        return queryset

    def garder(self, qs: QuerySet, nom: str, valeur: str) -> QuerySet:
        """A word that `preparer` reads; it filters nothing by itself."""
        return qs

    def filtrer_theme(self, qs: Any, nom: str, valeurs: list[str]) -> QuerySet:
        """The themes asked for, and all below them."""
        return qs.de_theme(valeurs)

    def filtrer_dispositif(self, qs: Any, nom: str, valeurs: list[str]) -> QuerySet:
        """About one of the types of scheme."""
        return qs.sur_les_types(valeurs)

    def filtrer_annee_min(self, qs: QuerySet, nom: str, valeur: int) -> QuerySet:
        """Dated of that year or later."""
        return qs.filter(date__gte=str(valeur))

    def filtrer_annee_max(self, qs: QuerySet, nom: str, valeur: int) -> QuerySet:
        """Dated of that year or before; undated works are left out."""
        return qs.exclude(date="").filter(date__lt=str(valeur + 1))

    def filtrer_editeur(self, qs: Any, nom: str, slugs: list[str]) -> QuerySet:
        """Published by one of them."""
        return qs.parues_chez(slugs)

    def filtrer_auteur(self, qs: Any, nom: str, slugs: list[str]) -> QuerySet:
        """Signed by one of them."""
        return qs.signees_de(slugs)

    def filtrer_en_ligne(self, qs: Any, nom: str, valeurs: list[str]) -> QuerySet:
        """With an address that a reader may follow."""
        return qs.en_ligne()

    # Facets

    def compter(self, nom: str) -> dict[str, int]:
        """Counts of a facet; places go by closure, in a question of their own."""
        if nom == "territoire" and nom not in self._comptes:
            base: Any = self.filtrer(sauf=nom).order_by()
            self._comptes[nom] = base.compter_par_territoire(self.territoires_proposes)
        return super().compter(nom)

    def branche_de(self, nom: str) -> Branche | None:
        """Counted on the rows that tie a notice, each by its own index."""
        if nom == "type":
            return None
        return branche(nom, self.facettes_de[nom])

    @cached_property
    def territoires_proposes(self) -> list[Territoire]:
        """The portal's region, its départements, the regions that the catalogue speaks of, and
        what the reader has chosen."""
        region = settings.REGION_DU_PORTAIL
        liens = Appartenance.objects
        nos_departements = liens.filter(contenant__echelle="region", contenant__code=region)
        sujets = Notice.territoires.through.objects.values("territoire")
        trouves = Territoire.objects.en_vigueur().filter(
            Q(echelle="departement", pk__in=nos_departements.values("contenu"))
            | Q(echelle="region", pk__in=liens.filter(contenu__in=sujets).values("contenant"))
        )
        proposes = sorted(trouves, key=lambda t: (t.code != region, t.rang, t.code))
        connus = {t.pk for t in proposes}
        return proposes + [t for t in self.territoires if t.pk not in connus]

    def choix_de(self, nom: str) -> list[tuple[str, str]]:
        """Closed lists; for names, the most frequent ones and the one that is asked for."""
        if nom in ("editeur", "auteur"):
            return self._noms(nom)
        return super().choix_de(nom)

    def _noms(self, nom: str) -> list[tuple[str, str]]:
        comptes = self.compter(nom) if self.is_valid() else {}
        connus = [slug for slug in comptes if slug != "None"]
        frequents = sorted(connus, key=lambda slug: (-comptes[slug], slug))[:NOMS_MONTRES]
        voulus = dict.fromkeys([*frequents, *self.choisis(nom)])
        if nom not in self._choix:
            modele: Any = Editeur if nom == "editeur" else Auteur
            noms = {n.slug: str(n) for n in modele.objects.filter(slug__in=voulus)}
            self._choix[nom] = [(slug, noms[slug]) for slug in voulus if slug in noms]
        return self._choix[nom]

    def choisis(self, nom: str) -> set[str]:
        """What the reader has chosen in a facet, as it was read."""
        choisis = super().choisis(nom)
        return {v.lower() for v in choisis} if nom in ("editeur", "auteur") else choisis

    def facette(self, nom: str) -> Facette:
        """The facet of one filter: here the types of scheme bear their sign, not those of
        documents."""
        facette = super().facette(nom)
        signes = self._signes if nom == "dispositif" else {}
        choix = [replace(c, type=signes.get(c.valeur, "")) for c in facette.choix]
        return replace(facette, choix=choix)

    @cached_property
    def _signes(self) -> dict[str, str]:
        return {t.code: t.signe for t in TypeDispositif.objects.all()}

    @cached_property
    def arbre_des_themes(self) -> list[NoeudDeTheme]:
        """The facet of themes as a tree, in alphabetical order; one query."""
        facette = next((f for f in self.facettes if f.nom == "theme"), None)
        noeuds = {c.valeur: NoeudDeTheme(c) for c in facette.choix} if facette else {}
        parents = dict(Theme.objects.values_list("slug", "parent__slug"))
        par_parent: dict[str, list[NoeudDeTheme]] = defaultdict(list)
        for slug in sorted(noeuds, key=lambda slug: plier(noeuds[slug].choix.libelle)):
            parent = parents.get(slug) or ""
            par_parent[parent if parent in noeuds else ""].append(noeuds[slug])
        for slug, noeud in noeuds.items():
            noeud.enfants = par_parent[slug]
        return par_parent[""]

    def libelle_de(self, nom: str, valeur: str) -> str:
        """The name that a chip bears."""
        if nom == "q":
            return f"«{INSECABLE}{valeur}{INSECABLE}»"
        if nom in ("editeur", "auteur"):
            valeur = dict(self.choix_de(nom)).get(valeur.lower(), valeur)
        elif nom not in DEVANT:
            return super().libelle_de(nom, valeur)
        lien = " " if nom.startswith("annee") else f"{INSECABLE}: "
        return f"{DEVANT[nom]}{lien}{valeur}"

    # What the page says

    @property
    def mots(self) -> str:
        """The words searched."""
        return self.form.cleaned_data.get("q") or "" if self.is_valid() else ""

    @property
    def mots_sans_q(self) -> list[tuple[str, str]]:
        """The rest of the address, which the search field keeps."""
        noms = [nom for nom in self.filters if nom != "q"]
        return [(nom, valeur) for nom in noms for valeur in self.data.getlist(nom)]

    @property
    def tris(self) -> list[tuple[str, str]]:
        """The sorts that the page offers: by relevance only where there are words."""
        return [tri for tri in TRIS if self.mots or tri[0] != "pertinence"]

    @property
    def tri_demande(self) -> str:
        """How the list is sorted."""
        tri = self.form.cleaned_data.get("tri") if self.is_valid() else ""
        if tri == "pertinence" and not self.mots:
            tri = ""
        return tri or ("pertinence" if self.mots else "date")

    @cached_property
    def nombre(self) -> int:
        """How many notices in all."""
        return sum(n for _, n in self.repartition)

    @cached_property
    def repartition(self) -> list[tuple[str, int]]:
        """How many of each type of document, the most frequent first."""
        return sorted(self._types().items(), key=lambda ligne: (-ligne[1], ligne[0]))

    def _types(self) -> dict[str, int]:
        """The counts of the facet, where no type is asked for: they are the same."""
        if self.is_valid() and not self.form.cleaned_data["type"]:
            return self.compter("type")
        return dict(self.qs.order_by().values_list("type").annotate(n=Count("pk")))
