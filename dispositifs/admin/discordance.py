"""The queue of what other rooms name and the register does not have: read, set aside, reopened."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dispositifs.models import Discordance
from socle.admin import SansEcrasementMixin
from socle.admin.confirmation import a_confirmer
from socle.textes import accorder

Etat = Discordance.Etat
NOMMEES = 50
LUES: list[str] = [
    *("territoire", "type", "d_ou", "page", "extrait", "trouvee_le"),
    *("etat", "traitee_le", "traitee_par"),
]
POURQUOI = (
    "Par exemple : « simple projet, resté sans suite », « la notice parle d’un autre lieu ». "
    "Réservé à l’équipe."
)


class RaisonForm(forms.Form):
    """Why these are no scheme of these places."""

    raison = forms.CharField(
        label="Pourquoi les écarter",
        max_length=300,
        help_text=POURQUOI,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )


class DiscordanceForm(forms.ModelForm):
    """One field: a reason sets the record aside, none puts it back in the queue."""

    class Meta:
        model = Discordance
        fields = ["raison"]
        labels = {"raison": "Pourquoi l’écarter"}
        help_texts = {"raison": f"{POURQUOI} Vide : elle reste à régler."}
        widgets = {"raison": forms.TextInput(attrs={"class": "vTextField"})}


class FileFilter(admin.SimpleListFilter):
    """What waits, unless one asks for the rest."""

    title = "état"
    parameter_name = "file"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Etat.choices, ("toutes", "toutes")]

    def choices(self, changelist: Any) -> Any:
        """Without « Tous »: the first choice is what waits."""
        for valeur, mots in self.lookup_choices:
            yield {
                "selected": (self.value() or Etat.OUVERTE) == valeur,
                "query_string": changelist.get_query_string({self.parameter_name: valeur}),
                "display": mots,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        etat = self.value() or Etat.OUVERTE
        return queryset if etat == "toutes" else queryset.filter(etat=etat)


@admin.register(Discordance)
class DiscordanceAdmin(SansEcrasementMixin, admin.ModelAdmin):
    """Written and settled by `confronter`; the team adds the scheme to the register, or says why
    it is none."""

    form = DiscordanceForm
    list_display = ["territoire", "type_court", "titre", "d_ou", "trouvee_le", "etat"]
    list_filter = [FileFilter, "type", "d_ou"]
    list_select_related = ["territoire", "type"]
    list_per_page = 100
    search_fields = ["territoire__nom", "titre", "extrait"]
    fields = [*LUES, "raison"]
    readonly_fields = LUES
    actions = ["ecarter", "rouvrir"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The nightly command makes them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One that is deleted would come back the next night: it is set aside instead."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """What the command settled is not to be set aside."""
        reglee = obj is not None and obj.etat == Etat.REGLEE
        return [*self.readonly_fields, *(["raison"] if reglee else [])]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The queue under its own name."""
        contexte = {"title": "Ce dont une source parle", **(extra_context or {})}
        return super().changelist_view(request, contexte)

    def save_model(self, request: HttpRequest, obj: Discordance, form: Any, change: bool) -> None:
        """A reason sets aside; none reopens."""
        if obj.etat != Etat.REGLEE:
            _poser(obj, " ".join(obj.raison.split()), request)
            super().save_model(request, obj, form, change)

    @admin.display(description="type", ordering="type__rang")
    def type_court(self, objet: Discordance) -> str:
        """« CLS »: a narrow column."""
        return objet.type.libelle

    @admin.display(description="page")
    def page(self, objet: Discordance) -> SafeString:
        """Where the public reads it."""
        return format_html('<a href="{}">{}</a>', objet.adresse, objet.titre)

    @admin.action(description="Écarter, en disant pourquoi…", permissions=["change"])
    def ecarter(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Ask why, then set aside those that wait."""
        form = RaisonForm(request.POST if "ecarter" in request.POST else None)
        if form.is_bound and form.is_valid():
            raison = " ".join(form.cleaned_data["raison"].split())
            choisies = list(queryset.filter(etat=Etat.OUVERTE))
            for discordance in choisies:
                _poser(discordance, raison, request)
                discordance.save()
                self.log_change(request, discordance, f"Écartée : {raison}")
            mots = accorder(len(choisies), "discordance écartée", "discordances écartées")
            messages.success(request, f"{len(choisies)} {mots}.")
            return None
        return self._demander(request, queryset, form)

    def _demander(
        self, request: HttpRequest, queryset: QuerySet, form: RaisonForm
    ) -> TemplateResponse:
        nombre = queryset.count()
        contexte = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Écarter",
            "form": form,
            "nombre": nombre,
            "nommees": queryset[:NOMMEES],
            "autres": max(0, nombre - NOMMEES),
            "action": "ecarter",
            "cles": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
            "nom_des_cases": helpers.ACTION_CHECKBOX_NAME,
            "partout": request.POST.get("select_across", ""),
        }
        return TemplateResponse(request, "admin/dispositifs/discordance/ecarter.html", contexte)

    @admin.action(description="Remettre dans la file…", permissions=["change"])
    @a_confirmer(
        "Remettre dans la file",
        "Celles que l’équipe a écartées sont de nouveau à régler, et la fiche de leur lieu dit de "
        "nouveau qu’une source en parle. Les autres restent comme elles sont.",
    )
    def rouvrir(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Undo « écarter »."""
        choisies = list(queryset.filter(etat=Etat.ECARTEE))
        for discordance in choisies:
            _poser(discordance, "", request)
            discordance.save()
            self.log_change(request, discordance, "Remise dans la file.")
        mots = accorder(len(choisies), "discordance est", "discordances sont")
        messages.success(request, f"{len(choisies)} {mots} de nouveau à régler.")


def _poser(discordance: Discordance, raison: str, request: HttpRequest) -> None:
    if raison:
        discordance.clore(Etat.ECARTEE, raison, request.user.pk)
    else:
        discordance.ouvrir()
