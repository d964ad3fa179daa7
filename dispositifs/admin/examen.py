"""The queue: what people outside say of a record, read field by field beside what it says now."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from dispositifs.actualisation import envoi, examen
from dispositifs.models import ChampPropose, Proposition
from socle.admin.confirmation import a_confirmer
from socle.textes import accorder

Decision = ChampPropose.Decision
PREVENU = " L’auteur est prévenu."
PAS_ENCORE_PREVENU = (
    " Le message à l’auteur n’est pas parti : il repartira avec les relances du jour."
)


@dataclass(frozen=True)
class LigneAffichee:
    """A field under review, with what the reviewer had begun to decide."""

    ligne: examen.Ligne
    decision: str
    mot: str


class FileFilter(admin.SimpleListFilter):
    """What waits, unless one asks for the rest."""

    title = "état"
    parameter_name = "file"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Proposition.Etat.choices, ("toutes", "toutes")]

    def choices(self, changelist: Any) -> Any:
        """Without « Tous »: the first choice is what waits."""
        for valeur, mots in self.lookup_choices:
            yield {
                "selected": (self.value() or Proposition.Etat.A_EXAMINER) == valeur,
                "query_string": changelist.get_query_string({self.parameter_name: valeur}),
                "display": mots,
            }

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        etat = self.value() or Proposition.Etat.A_EXAMINER
        return queryset if etat == "toutes" else queryset.filter(etat=etat)


@admin.register(Proposition)
class PropositionAdmin(admin.ModelAdmin):
    """Accept or refuse; the record, its journal and its author know at once."""

    list_display = ["titre", "nature", "champs_en_mots", "origine", "recue_le", "etat"]
    list_filter = [FileFilter, "nature", "origine", "invitation__campagne"]
    search_fields = ["titre_de_page", "page", "remarque"]
    ordering = ["recue_le", "pk"]
    list_per_page = 100
    actions = ["accepter_les_confirmations"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposition]:
        return super().get_queryset(request).prefetch_related("champs")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The queue under its own name."""
        contexte = {"title": "Propositions", **(extra_context or {})}
        return super().changelist_view(request, contexte)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come from outside."""
        return False

    @admin.display(description="page", ordering="titre_de_page")
    def titre(self, objet: Proposition) -> str:
        """The record, or the address of the page."""
        return objet.titre_de_page or objet.page

    @admin.display(description="sur")
    def champs_en_mots(self, objet: Proposition) -> str:
        """The fields that it would change."""
        return ", ".join(c.get_champ_display() for c in objet.champs.all()) or "–"

    @admin.action(description="Accepter les confirmations choisies…", permissions=["change"])
    @a_confirmer(
        "Accepter les confirmations",
        "Celles de ces propositions qui disent « tout est exact » sont acceptées : chaque fiche "
        "porte la date de la réponse, et son auteur est prévenu. Les autres restent à examiner.",
    )
    def accepter_les_confirmations(
        self, request: HttpRequest, queryset: QuerySet[Proposition]
    ) -> None:
        """One click for all those that say « tout est exact »."""
        choisies = queryset.filter(
            nature=Proposition.Nature.CONFIRMATION, etat=Proposition.Etat.A_EXAMINER
        ).select_related("dispositif", "invitation__campagne")
        acceptees = 0
        for proposition in choisies:
            try:
                envoi.prevenir(examen.trancher(proposition, True, "", request.user))
                acceptees += 1
            except (examen.ExamenError, ValidationError) as refus:
                messages.warning(request, f"{proposition} : {_en_mots(refus)}")
        mots = accorder(acceptees, "confirmation acceptée", "confirmations acceptées")
        messages.success(request, f"{acceptees} {mots}.")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The review, in place of a form: nobody rewrites what somebody else proposed."""
        proposition = self.get_object(request, object_id)
        if proposition is None:
            raise Http404("Cette proposition n’existe pas.")
        if not self.has_view_or_change_permission(request, proposition):
            raise PermissionDenied
        if request.method == "POST":
            if not self.has_change_permission(request, proposition):
                raise PermissionDenied
            if self._decider(request, proposition):
                return redirect("admin:dispositifs_proposition_changelist")
        return self._page(request, proposition)

    def _decider(self, request: HttpRequest, proposition: Proposition) -> bool:
        """Take the decisions that were posted; whether they were taken."""
        mot = request.POST.get("mot", "")[:2000]
        bouton = request.POST.get("bouton", "")
        au_nom_de = request.POST.get("au_nom_de")
        au_nom_de = None if au_nom_de is None else " ".join(au_nom_de.split())[:120]
        try:
            if proposition.champs.all():
                vu = request.POST.get("vu", "")
                decisions = _decisions(request, proposition, bouton)
                proposition = examen.decider(
                    proposition, decisions, mot, request.user, vu, au_nom_de
                )
            else:
                proposition = examen.trancher(
                    proposition, bouton == "accepter", mot, request.user, au_nom_de
                )
        except (examen.ExamenError, ValidationError) as refus:
            messages.error(request, _en_mots(refus))
            return False
        self.log_change(request, proposition, f"Examinée : {proposition.get_etat_display()}.")
        suite = ""
        if proposition.courriel:
            suite = PREVENU if envoi.prevenir(proposition) else PAS_ENCORE_PREVENU
        messages.success(request, f"Proposition {proposition.get_etat_display()}.{suite}")
        return True

    def _page(self, request: HttpRequest, proposition: Proposition) -> HttpResponse:
        vues = examen.lignes(proposition)
        contexte = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": str(proposition),
            "proposition": proposition,
            "lignes": [_affichee(request, ligne) for ligne in vues],
            "vu": examen.empreinte(vues),
            "mot": request.POST.get("mot", proposition.mot),
            "au_nom_de": request.POST.get("au_nom_de", proposition.au_nom_de),
            "ouverte": proposition.etat == Proposition.Etat.A_EXAMINER
            and self.has_change_permission(request, proposition),
            "fiche": _fiche(proposition),
        }
        return TemplateResponse(request, "admin/dispositifs/proposition/examen.html", contexte)


def _decisions(
    request: HttpRequest, proposition: Proposition, bouton: str
) -> dict[int, tuple[str, str]]:
    """By field: what was ticked, or the same for all when a button says so."""
    pour_tous = {"accepter": Decision.ACCEPTE, "refuser": Decision.REFUSE}.get(bouton, "")
    decisions = {}
    for champ in proposition.champs.all():
        decision = pour_tous or request.POST.get(f"decision-{champ.pk}", "")
        if decision in (Decision.ACCEPTE, Decision.REFUSE):
            decisions[champ.pk] = (decision, request.POST.get(f"mot-{champ.pk}", "")[:300])
    return decisions


def _affichee(request: HttpRequest, ligne: examen.Ligne) -> LigneAffichee:
    champ = ligne.champ
    return LigneAffichee(
        ligne,
        request.POST.get(f"decision-{champ.pk}", champ.decision),
        request.POST.get(f"mot-{champ.pk}", champ.mot),
    )


def _fiche(proposition: Proposition) -> str:
    """Where the record is edited."""
    if proposition.dispositif_id:
        return reverse("admin:dispositifs_dispositif_change", args=[proposition.dispositif_id])
    return ""


def _en_mots(refus: examen.ExamenError | ValidationError) -> str:
    if isinstance(refus, ValidationError):
        return f"La fiche refuse une valeur : {' '.join(refus.messages)} Rien n’a été écrit."
    return str(refus)
