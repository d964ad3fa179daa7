"""The history page of a record, and the return to one of its former versions."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import router, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from simple_history.admin import SimpleHistoryAdmin

from socle.admin.formulaire import MOTIF_MAX
from socle.admin.panneau import suivi_de
from socle.models import Publiable
from socle.suivi.evenements import Evenement, evenements, moment_de
from socle.suivi.retablir import Plan, RetablissementImpossibleError, preparer, retablir
from socle.suivi.versions import Suivi, histoire_de

MOTIF_MANQUE = "Dites en quelques mots pourquoi."
A_CHANGE = "Cette fiche vient de changer\u00a0: relisez avant de confirmer."
SANS_DROIT = "Rétablir cette version demande un droit que vous n’avez pas\u00a0: {}."


class HistoireMixin(SimpleHistoryAdmin):
    """Who changed what, when and why, rows included; and going back."""

    delete_confirmation_template: Any = "simple_history/supprimer.html"
    delete_selected_confirmation_template: Any = "simple_history/supprimer_plusieurs.html"

    def get_urls(self) -> list[Any]:
        """One more page a version."""
        nom = f"{self.opts.app_label}_{self.opts.model_name}_retablir"
        vue = self.admin_site.admin_view(self.retablir_view)
        return [
            path("<path:object_id>/retablir/<int:reference>/", vue, name=nom),
            *super().get_urls(),
        ]

    def suivi(self, request: HttpRequest, objet: Any = None) -> Suivi:
        """The record and the rows of its page."""
        return suivi_de(self.model, self.get_inlines(request, objet))

    def _present_ou_dernier(self, request: HttpRequest, object_id: str) -> tuple[Any, bool]:
        """The record and whether it is still there; its last version when it was deleted."""
        objet = self.get_object(request, unquote(object_id))
        if objet is not None:
            return objet, True
        cle = unquote(object_id)
        if not cle.isdigit() or len(cle) > 18:
            raise Http404
        trouvees = histoire_de(self.model).objects.filter(**{self.opts.pk.attname: cle})
        derniere = trouvees.order_by("history_date", "history_id").last()
        if derniere is None:
            raise Http404
        return derniere.instance, False

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Every save, the latest first, in words."""
        objet, est_la = self._present_ou_dernier(request, object_id)
        if not self.has_view_history_or_change_history_permission(request, objet):
            raise PermissionDenied
        suivi = self.suivi(request, objet)
        page = Paginator(evenements(suivi, objet.pk), 30).get_page(request.GET.get("p"))
        contexte = {
            **self.admin_site.each_context(request),
            "title": f"Historique\u00a0: {objet}",
            "opts": self.opts,
            "object": objet,
            "est_la": est_la,
            "page": page,
            "peut_retablir": self._peut_changer(request, objet, est_la),
            "non_suivis": suivi.non_suivis,
            **(extra_context or {}),
        }
        return render(request, "simple_history/historique.html", contexte)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The package's own page of a version: ours says what going back would do."""
        objet, _ = self._present_ou_dernier(request, object_id)
        versions = histoire_de(self.model).objects.filter(**{self.opts.pk.attname: objet.pk})
        version = versions.filter(pk=version_id).first() if version_id.isdigit() else None
        if version is None:
            raise Http404
        vu = Evenement("", None, version.history_date, version.history_date)
        return HttpResponseRedirect(self._adresse("retablir", objet, vu.reference))

    def _adresse(self, page: str, objet: Any, *reste: Any) -> str:
        nom = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}"
        return reverse(nom, args=[quote(objet.pk), *reste])

    def _peut_changer(self, request: HttpRequest, objet: Any, est_la: bool) -> bool:
        if est_la:
            return self.has_change_permission(request, objet)
        return self.has_add_permission(request) and self.has_change_permission(request)

    def retablir_view(self, request: HttpRequest, object_id: str, reference: int) -> HttpResponse:
        """Show what going back would change; do it once confirmed, with a reason."""
        with transaction.atomic(using=router.db_for_write(self.model)):
            objet, est_la = self._present_ou_dernier(request, object_id)
            if not self._peut_changer(request, objet, est_la):
                raise PermissionDenied
            list(self.model._base_manager.select_for_update().filter(pk=objet.pk).order_by("pk"))
            suivi = self.suivi(request, objet)
            try:
                moment = moment_de(str(reference))
            except (ValueError, OverflowError):
                raise Http404 from None
            plan = preparer(suivi, objet.pk, moment)
            if plan is None:
                raise Http404
            vu = evenements(suivi, objet.pk)[0].reference
            contexte = {"plan": plan, "moment": moment, "est_la": est_la, "vu": vu}
            if request.method == "POST":
                contexte["erreur"] = self._refus(request, plan, vu)
                if not contexte["erreur"]:
                    return self._retablir(request, plan, moment, contexte, objet)
            return self._page_de_retour(request, objet, contexte)

    def _refus(self, request: Any, plan: Plan, vu: str) -> str:
        """Why this confirmation cannot be taken as it stands; nothing when it can."""
        manquants = self._droits_manquants(request, plan)
        if manquants:
            return SANS_DROIT.format(manquants)
        if request.POST.get("vu") != vu:
            return A_CHANGE
        return "" if request.POST.get("motif", "").strip() else MOTIF_MANQUE

    def _droits_manquants(self, request: Any, plan: Plan) -> str:
        """« publier », or the kind of row that this person may not write."""
        droits = request.user.has_perm
        application, nom = self.opts.app_label, self.opts.model_name
        publiable = issubclass(self.model, Publiable)
        if publiable and plan.touche_l_etat and not droits(f"{application}.publier_{nom}"):
            return "publier"
        for modele in plan.modeles:
            meta = modele._meta
            verbes = ("add", "change", "delete")
            if not all(droits(f"{meta.app_label}.{v}_{meta.model_name}") for v in verbes):
                return f"tenir «\u00a0{meta.verbose_name_plural}\u00a0»"
        return ""

    def _retablir(
        self, request: Any, plan: Plan, moment: Any, contexte: dict[str, Any], objet: Any
    ) -> HttpResponse:
        quand = date_format(localtime(moment), "d/m/Y H:i")
        motif = f"Version du {quand} rétablie. {request.POST['motif'].strip()}"[:MOTIF_MAX]
        try:
            objet = retablir(plan, motif)
        except RetablissementImpossibleError as refus:
            contexte["erreur"] = str(refus)
            return self._page_de_retour(request, objet, contexte)
        self.apres_retablissement(objet)
        self.log_change(request, objet, motif)
        messages.success(request, f"La version du {quand} est rétablie.")
        return HttpResponseRedirect(self._adresse("change", objet))

    def apres_retablissement(self, objet: Any) -> None:
        """What else must be written again. Overridden where something is."""

    def _page_de_retour(
        self, request: HttpRequest, objet: Any, contexte: dict[str, Any]
    ) -> HttpResponse:
        commun = {
            **self.admin_site.each_context(request),
            "title": "Rétablir une version",
            "opts": self.opts,
            "object": objet,
            "motif": request.POST.get("motif", ""),
            "motif_max": MOTIF_MAX,
        }
        return render(request, "simple_history/retablir.html", commun | contexte)

    def delete_view(
        self, request: Any, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask why, and say so when the record changed since the question was put."""
        objet = self.get_object(request, unquote(object_id))
        contexte = dict(extra_context or {}) | {"motif_max": MOTIF_MAX}
        if objet is not None:
            faits = evenements(self.suivi(request, objet), objet.pk)
            contexte["vu"] = faits[0].reference if faits else ""
            contexte["dernier"] = faits[0] if faits else None
            if request.method == "POST":
                contexte["motif"] = request.POST.get("motif", "").strip()
                vu = request.POST.get("vu", contexte["vu"])
                erreur = "" if contexte["motif"] else MOTIF_MANQUE
                contexte["erreur"] = A_CHANGE if vu != contexte["vu"] else erreur
                if contexte["erreur"]:
                    # An empty POST is how Django tells that nobody has confirmed yet.
                    request.POST = QueryDict()
        return super().delete_view(request, object_id, contexte)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """The reason goes to the history with the deletion."""
        obj._change_reason = request.POST.get("motif", "").strip()[:MOTIF_MAX] or None
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """One by one, so that each keeps the reason."""
        for objet in queryset:
            self.delete_model(request, objet)

    def get_actions(self, request: HttpRequest) -> Any:
        """To delete several asks why, too."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            _, nom, description = actions["delete_selected"]
            actions["delete_selected"] = (supprimer_la_selection, nom, description)
        return actions


def supprimer_la_selection(page: Any, request: Any, queryset: Any) -> HttpResponse | None:
    """Django's own action, once a reason is given."""
    if request.POST.get("post") and not request.POST.get("motif", "").strip():
        messages.error(request, MOTIF_MANQUE)
        donnees = request.POST.copy()
        del donnees["post"]
        request.POST = donnees
    reponse: HttpResponse | None = delete_selected(page, request, queryset)
    return reponse
