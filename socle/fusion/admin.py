"""« Doublons possibles »: the pairs, side by side, then one record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from socle.fusion.champs import Paire, cle, comparer
from socle.fusion.moteur import Bilan, FusionError, fusionner, liens_recus
from socle.fusion.rapprochement import Rapprochement
from socle.textes import accorder

MONTREES = 100


@dataclass(frozen=True, slots=True)
class Ressemblance:
    """Two records that may be one, and what they share."""

    a: Any
    b: Any
    raisons: tuple[str, ...]


class FusionMixin(admin.ModelAdmin):
    """The two pages, under those of a list. A subclass says which pairs look alike.

    `fusion_redirige`: whether the public address of the record that goes leads to the other.
    """

    fusion_redirige = False

    def get_urls(self) -> list[URLPattern]:
        vue, nom = self.admin_site.admin_view, self._nom_des_doublons()
        return [
            path("doublons/", vue(self.doublons_view), name=f"{nom}_doublons"),
            path("doublons/<int:a>/<int:b>/", vue(self.fusion_view), name=f"{nom}_fusion"),
            path(
                "doublons/<int:a>/<int:b>/distincts/",
                vue(require_POST(self.distincts_view)),
                name=f"{nom}_distincts",
            ),
            *super().get_urls(),
        ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list, with the way to its duplicates for those who may merge."""
        adresse = reverse(f"admin:{self._nom_des_doublons()}_doublons")
        contexte = {"adresse_des_doublons": adresse} if self.peut_fusionner(request) else {}
        return super().changelist_view(request, {**contexte, **(extra_context or {})})

    def paires_de_cles(self) -> dict[tuple[int, int], list[str]]:
        """Database keys of the records that look alike, the smaller first, and why."""
        raise NotImplementedError

    def paires_de_champs(self, a: Any, b: Any) -> list[Paire]:
        """Field by field."""
        return comparer(a, b)

    def unir(self, garde: Any, ecarte: Any, choix: Mapping[str, str], par: Any) -> Bilan:
        """Merge. Raise FusionError."""
        return fusionner(garde, ecarte, choix, par)

    def peut_fusionner(self, request: HttpRequest) -> bool:
        """Merging changes one record and removes the other."""
        return self.has_change_permission(request) and self.has_delete_permission(request)

    @admin.action(description="Comparer et fusionner (deux fiches)")
    def fusionner_deux(self, request: HttpRequest, queryset: QuerySet) -> HttpResponse | None:
        """Two records that the editor chose herself."""
        cles = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(cles) != 2:
            messages.warning(request, "Cochez deux fiches, ni plus ni moins.")
            return None
        return redirect(f"admin:{self._nom_des_doublons()}_fusion", *cles)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """The action, for those who may merge."""
        actions: dict[str, Any] = super().get_actions(request)
        if self.peut_fusionner(request):
            actions["fusionner_deux"] = cast(Any, self.get_action("fusionner_deux"))
        return actions

    def doublons_view(self, request: HttpRequest) -> HttpResponse:
        """The pairs that nobody has told apart, those that share most first."""
        self._exiger_la_fusion(request)
        ressemblances, total = self._paires_a_montrer()
        contexte = {
            "title": f"Doublons possibles\u00a0: {self.opts.verbose_name_plural}",
            "ressemblances": [(r, *self._adresses_de_fusion(r)) for r in ressemblances],
            "total": total,
            "fusions": Rapprochement.objects.fusions(self.model).select_related("par")[:10],
        }
        return self._page_de_fusion(request, "doublons", contexte)

    def fusion_view(self, request: HttpRequest, a: int, b: int) -> HttpResponse:
        """Compare; then, what the merge would do; then, once confirmed, do it."""
        self._exiger_la_fusion(request)
        premiere, seconde = self._deux_fiches(request, a, b)
        envoi = request.method == "POST"
        paires = self.paires_de_champs(premiere, seconde)
        garde, ecarte = self._gardee_et_ecartee(request, premiere, seconde)
        choix = self._choix_de_fusion(request, paires, echange=garde is seconde)
        if envoi and "confirmer" in request.POST:
            try:
                bilan = self.unir(garde, ecarte, choix, request.user)
            except FusionError as erreur:
                messages.error(request, str(erreur))
            else:
                return self._fusion_faite(request, garde, ecarte, bilan)
        contexte = {
            "title": "Fusionner deux fiches",
            "a": premiere, "b": seconde, "garde": garde, "ecarte": ecarte,
            "pareilles": [p for p in paires if p.est_pareille and p.a],
            "liens": liens_recus(premiere, seconde),
            "redirige": self.fusion_redirige,
            "retenus": self._retenus_de_fusion(request, paires),
            "distincts": self._adresse_de_fusion("distincts", premiere.pk, seconde.pk),
        }  # fmt: skip
        etape = "confirmer" if envoi and "voir" in request.POST else "comparer"
        return self._page_de_fusion(request, etape, contexte)

    def distincts_view(self, request: HttpRequest, a: int, b: int) -> HttpResponse:
        """Remember that these two are not one."""
        self._exiger_la_fusion(request)
        premiere, seconde = self._deux_fiches(request, a, b)
        Rapprochement.separer(self.model, (cle(premiere), cle(seconde)), request.user)
        messages.success(
            request, f"«\u00a0{premiere}\u00a0» et «\u00a0{seconde}\u00a0» restent deux fiches."
        )
        return redirect(f"admin:{self._nom_des_doublons()}_doublons")

    def _paires_a_montrer(self) -> tuple[list[Ressemblance], int]:
        paires = self.paires_de_cles()
        distincts = Rapprochement.objects.distincts(self.model)
        rangees = sorted(paires, key=lambda paire: (-len(paires[paire]), paire))
        objets = self.model._default_manager.in_bulk({pk for paire in rangees for pk in paire})
        retenues = [
            Ressemblance(objets[a], objets[b], tuple(paires[a, b]))
            for a, b in rangees
            if a in objets and b in objets
            if tuple(sorted((cle(objets[a]), cle(objets[b])))) not in distincts
        ]
        return retenues[:MONTREES], len(retenues)

    def _deux_fiches(self, request: HttpRequest, a: int, b: int) -> tuple[Any, Any]:
        if a == b:
            raise PermissionDenied
        objets = [get_object_or_404(self.model, pk=pk) for pk in (a, b)]
        for objet in objets:
            permis = self.has_change_permission(request, objet)
            if not (permis and self.has_delete_permission(request, objet)):
                raise PermissionDenied
        return objets[0], objets[1]

    @staticmethod
    def _gardee_et_ecartee(request: HttpRequest, a: Any, b: Any) -> tuple[Any, Any]:
        return (b, a) if request.POST.get("garde") == "b" else (a, b)

    @staticmethod
    def _valeur_retenue(request: HttpRequest, paire: Paire) -> str:
        """« a », « b » or « union », as sent or as proposed."""
        permis = ("a", "b", "union") if paire.reunissable else ("a", "b")
        envoye = request.POST.get(f"champ-{paire.nom}", "")
        return envoye if envoye in permis else paire.choix

    def _retenus_de_fusion(
        self, request: HttpRequest, paires: Iterable[Paire]
    ) -> list[tuple[Paire, str]]:
        return [(p, self._valeur_retenue(request, p)) for p in paires if not p.est_pareille]

    def _choix_de_fusion(
        self, request: HttpRequest, paires: Iterable[Paire], *, echange: bool
    ) -> dict[str, str]:
        """What the engine takes: « b » is the value of the record that goes."""
        autre = {"a": "b", "b": "a", "union": "union"}
        dits = {p.nom: retenu for p, retenu in self._retenus_de_fusion(request, paires)}
        return {nom: autre[c] if echange else c for nom, c in dits.items()}

    def _fusion_faite(
        self, request: HttpRequest, garde: Any, ecarte: Any, bilan: Bilan
    ) -> HttpResponse:
        n = bilan.nombre
        messages.success(
            request,
            f"Fusion faite\u00a0: «\u00a0{garde}\u00a0» garde tout, {n} "
            f"{accorder(n, 'lien repris', 'liens repris')}. L’autre fiche reste dans l’historique.",
        )
        self.log_change(request, garde, [{"changed": {"fields": [f"fusion avec {ecarte}"[:100]]}}])
        return redirect(f"admin:{self._nom_des_doublons()}_change", garde.pk)

    def _adresses_de_fusion(self, ressemblance: Ressemblance) -> tuple[str, str]:
        cles = ressemblance.a.pk, ressemblance.b.pk
        return self._adresse_de_fusion("fusion", *cles), self._adresse_de_fusion("distincts", *cles)

    def _adresse_de_fusion(self, page: str, *cles: int) -> str:
        return reverse(f"admin:{self._nom_des_doublons()}_{page}", args=cles)

    def _nom_des_doublons(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}"

    def _exiger_la_fusion(self, request: HttpRequest) -> None:
        if not self.peut_fusionner(request):
            raise PermissionDenied

    def _page_de_fusion(
        self, request: HttpRequest, nom: str, contexte: dict[str, Any]
    ) -> HttpResponse:
        commun = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/fusion/{nom}.html", {**commun, **contexte})


def paires_de_groupes(
    groupes: Mapping[Any, Iterable[int]], raison: str, dans: dict[tuple[int, int], list[str]]
) -> None:
    """Add every pair of each group, with the reason that makes it one."""
    for membres in groupes.values():
        rangs = sorted(set(membres))
        # A group of more is no duplicate: a title as common as « Contrat local de santé ».
        if len(rangs) > 8:
            continue
        for i, a in enumerate(rangs):
            for b in rangs[i + 1 :]:
                dans.setdefault((a, b), []).append(raison)
