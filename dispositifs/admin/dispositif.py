"""One dispositif and its whole life on one admin page."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from dispositifs.admin.demande import demander_une_mise_a_jour
from dispositifs.admin.filtres import (
    FraicheurFilter,
    ListeParUrgence,
    StatutFilter,
    TerritoireFilter,
)
from dispositifs.admin.perimetre import PERIMETRE, QUARTIERS
from dispositifs.models import (
    Articulation,
    Coordination,
    Couverture,
    Dispositif,
    Etape,
    Signature,
    Verification,
)
from dispositifs.querysets import DispositifQuerySet
from dispositifs.registre.certitude import certitude
from socle.admin import FicheAdmin
from socle.admin.confirmation import a_confirmer
from socle.dates import en_lettres
from socle.models import Publiable
from socle.publication import PublicationMixin
from socle.tableur.admin import TableurMixin
from socle.textes import accorder, nombre


class CouvertureInline(admin.TabularInline):
    model = Couverture
    extra = 0
    autocomplete_fields = ["territoire"]
    fields = ["territoire", "part", "visee", "precision", "deduit"]


class EtapeInline(admin.StackedInline):
    model = Etape
    extra = 0
    autocomplete_fields = ["source"]
    fields = [("statut", "date", "constat"), ("source", "passage"), ("deduit", "note")]
    ordering = ["date", "pk"]


class CoordinationInline(admin.StackedInline):
    model = Coordination
    extra = 0
    autocomplete_fields = ["source", "organisme"]
    fields = [
        ("etat", "date", "fin"),
        ("fonction", "etp"),
        ("organisme", "courriel"),
        ("source", "passage"),
        ("deduit", "note"),
    ]


class ArticulationInline(admin.StackedInline):
    model = Articulation
    fk_name = "de"
    extra = 0
    autocomplete_fields = ["vers", "source"]
    fields = ["nature", "vers", ("source", "passage"), ("deduit", "note")]


class SignatureInline(admin.TabularInline):
    model = Signature
    extra = 0
    autocomplete_fields = ["organisme"]


class VerificationInline(admin.TabularInline):
    """The journal of verifications: read here, written by the action « confirmer »."""

    model = Verification
    extra = 0
    fields = ["le", "par", "d_apres", "resultat", "remarque"]
    readonly_fields = ["le", "par", "d_apres", "resultat", "remarque"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DispositifForm(forms.ModelForm):
    """Publication waits for the perimeter, whose rows are saved after the dispositif itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.publier_ensuite = False
        if "couverture_principale" in self.fields:
            # Only its own rows: another's perimeter makes no sense here.
            lignes = Couverture.objects.filter(dispositif=self.instance.pk)
            champ = cast(forms.ModelChoiceField, self.fields["couverture_principale"])
            champ.queryset = lignes.select_related("territoire", "dispositif")

    def clean(self) -> dict[str, Any]:
        donnees = super().clean() or self.cleaned_data
        if (
            donnees.get("etat") == Publiable.Etat.PUBLIE
            and not donnees.get("couverture_principale")
            and not donnees.get("perimetre_inconnu")
        ):
            self.publier_ensuite = True
            donnees["etat"] = Publiable.Etat.A_RELIRE
        return donnees


@admin.register(Dispositif)
class DispositifAdmin(TableurMixin, PublicationMixin, FicheAdmin):
    """The editors' page of a dispositif."""

    form = DispositifForm
    list_display = [
        "nom",
        "type_liste",
        "territoire_liste",
        "statut_liste",
        "fraicheur_liste",
        "etat",
    ]
    list_filter = [
        "type",
        "generation_nommee",
        StatutFilter,
        TerritoireFilter,
        FraicheurFilter,
        "etat",
    ]
    list_per_page = 50
    search_fields = ["nom", "slug"]
    prepopulated_fields = {"slug": ["nom"]}
    autocomplete_fields = ["porteur", "succede_a", "source", "verifie_d_apres"]
    filter_horizontal = ["themes"]
    tableur_lus = ["statut_liste"]
    tableur_speciales = [PERIMETRE, QUARTIERS]
    tableur_exclus = ["couverture_principale"]
    save_on_top = True
    champs_sensibles = ("etat", "slug", "porteur", "fin", "couvertures")
    actions = ["confirmer", demander_une_mise_a_jour]
    inlines = [
        CouvertureInline,
        EtapeInline,
        CoordinationInline,
        ArticulationInline,
        SignatureInline,
        VerificationInline,
    ]
    fieldsets = [
        (None, {"fields": ["type", "nom", "slug", "etat"]}),
        (
            "Identité",
            {
                "fields": [
                    ("generation", "generation_nommee", "succede_a"),
                    ("debut", "fin"),
                    "presentation",
                    "site",
                ]
            },
        ),
        ("Porteur", {"fields": ["porteur", "porteur_deduit"]}),
        ("Périmètre", {"fields": ["perimetre_inconnu", "couverture_principale"]}),
        (
            "D’où vient la fiche",
            {"fields": [("source", "passage"), "desaccord", "themes"]},
        ),
        ("Vérification", {"fields": [("verifie_le", "verifie_par"), "verifie_d_apres"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dispositif]:
        tous = cast(DispositifQuerySet, super().get_queryset(request))
        return (
            tous.select_related("type", "couverture_principale__territoire")
            .avec_certitude()
            .avec_fraicheur(timezone.localdate())
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ListeParUrgence]:
        """What is to be verified comes the most urgent first."""
        return ListeParUrgence

    @admin.display(description="type", ordering="type__rang")
    def type_liste(self, objet: Dispositif) -> str:
        """Its sigle: the list has six columns."""
        return objet.type.libelle

    @admin.display(description="territoire", ordering="couverture_principale__territoire__nom")
    def territoire_liste(self, objet: Dispositif) -> str:
        """The territory it is filed under."""
        return str(objet.territoire or "périmètre inconnu")

    @admin.display(description="statut", ordering="statut")
    def statut_liste(self, objet: Any) -> str:
        """What the site says of it."""
        return certitude(objet).en_mots or "non renseigné"

    @admin.display(description="vérifié", ordering="verifie_le")
    def fraicheur_liste(self, objet: Any) -> str:
        """When it was verified, and whether that is too long ago."""
        if not objet.verifie_le:
            return "jamais"
        suite = " (à vérifier)" if objet.etat_fraicheur == "ancien" else ""
        return f"{en_lettres(objet.verifie_le)}{suite}"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Once the perimeter is saved: file the dispositif, then publish it if asked."""
        super().save_related(request, form, formsets, change)
        dispositif: Dispositif = form.instance
        rangee = dispositif.couverture_principale
        dispositif.ranger()
        if form.publier_ensuite and dispositif.couverture_principale:
            dispositif.publier()
        elif form.publier_ensuite:
            messages.warning(
                request,
                "Tout est enregistré, mais pas publié : donnez d’abord un périmètre, "
                "ou cochez « périmètre inconnu ».",
            )
        elif dispositif.couverture_principale != rangee:
            dispositif.save()
        else:
            # Its places and themes are searched too, and were written after it.
            dispositif.indexer()

    @admin.action(
        description="Confirmer sans changement, à la date d’aujourd’hui…", permissions=["change"]
    )
    @a_confirmer(
        "Confirmer sans changement",
        "Ces fiches diront « vérifié par le CRES » à la date d’aujourd’hui, et leur journal aussi. "
        "Ne confirmez que ce que vous avez vérifié.",
    )
    def confirmer(self, request: HttpRequest, queryset: QuerySet[Dispositif]) -> None:
        """Log a verification by CRES today for each dispositif chosen."""
        jour = timezone.localdate().isoformat()
        for dispositif in queryset:
            dispositif.confirmer(jour, "le CRES")
        n = queryset.count()
        mots = accorder(n, "dispositif confirmé", "dispositifs confirmés")
        messages.success(request, f"{nombre(n)} {mots} à la date d’aujourd’hui.")
