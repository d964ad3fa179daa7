"""Two editors on one record: the second is shown the three versions, and chooses."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import router, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import select_template

from socle.admin.formulaire import FicheForm, changements_sensibles
from socle.admin.panneau import Panneau, page_supprimee
from socle.suivi import jeton
from socle.suivi.formulaire import PROPRES, en_donnees, etat_enregistre, etat_tape
from socle.suivi.fusion import Etat, Fusion, de_depart_inconnu, fusionner, trancher
from socle.suivi.versions import a_une_histoire

RIEN_ECRIT = (
    "Rien n’est encore enregistré\u00a0: cette fiche a changé pendant que vous y travailliez. "
    "Relisez ci-dessus, choisissez, puis enregistrez."
)
DEJA_FAIT = (
    "Cette fiche a changé pendant que vous la lisiez, et rien de ce que vous avez envoyé "
    "ne s’y ajoute\u00a0: elle reste telle qu’elle a été enregistrée."
)


class SansEcrasementMixin(admin.ModelAdmin):
    """A page that never writes over what it did not show.

    It carries the version that it was opened from. When the record or one of its rows was saved
    meanwhile, nothing is written: the page comes back with everything that was typed, merged
    with what was saved, and a choice for each field that both changed.
    """

    champs_sensibles: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The record's own: what is asked beside it has its place in `get_fieldsets`."""
        return [nom for nom in super().get_fields(request, obj) if nom not in PROPRES]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """On the page of an existing record, ask why it changes."""
        groupes: list[Any] = list(super().get_fieldsets(request, obj))
        if self._est_suivie(request, obj):
            garde = a_une_histoire(self.model)
            # Without a history to keep it in, no reason is asked: the stamp alone, out of sight.
            champs = list(PROPRES) if garde else ["version_lue"]
            groupes.append(("Ce changement" if garde else None, {"fields": champs}))
        return groupes

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form, with the reason and the stamp on the page of an existing record."""
        if self._est_suivie(request, obj):
            base = kwargs.get("form", self.form)
            suivi = getattr(request, "suivi_de_fiche", {})
            kwargs["form"] = type(base)("FicheForm", (FicheForm, base), dict(suivi))
        return super().get_form(request, obj, change=change, **kwargs)

    def _est_suivie(self, request: HttpRequest, obj: Any) -> bool:
        return bool(obj and obj.pk and self.has_change_permission(request, obj))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Look at what changed meanwhile and save, in one transaction, the row locked."""
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic(using=router.db_for_write(self.model)):
            objet = self._sous_verrou(request, object_id)
            if objet is None:
                supprimee = page_supprimee(self, request, unquote(object_id))
                if supprimee is not None:
                    return supprimee
            elif self.has_change_permission(request, objet):
                self._examiner(request, objet)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _sous_verrou(self, request: HttpRequest, object_id: str) -> Any:
        """The record as it is now, kept so until the end of the transaction; None if gone."""
        objet = self.get_object(request, unquote(object_id))
        if objet is None:
            return None
        # Without its default order, which may join a table that PostgreSQL refuses to lock.
        verrou = self.model._base_manager.select_for_update().filter(pk=objet.pk).order_by("pk")
        return self.get_object(request, unquote(object_id)) if verrou.first() else None

    def _examiner(self, request: Any, objet: Any) -> None:
        """Compare the three versions; leave in the request what the form is to say."""
        form, groupes, figes = self._vierges(request, objet)
        eux = etat_enregistre(form, groupes)
        texte = request.POST.get("version_lue", "")
        # Without a stamp the page was not opened here: nothing says that it is behind.
        vu = jeton.lire(texte, objet) if texte else jeton.Jeton(eux)
        avant = vu.etat if vu else eux
        moi = etat_tape(form, groupes, request.POST, avant, figes)
        if vu is None:
            vu = jeton.Jeton(de_depart_inconnu(eux, moi))
        restants = trancher(moi, vu.conflits, request.POST)
        fusion = fusionner(vu.etat, eux, moi)
        noms = {ecart.nom for ecart in fusion.conflits}
        fusion.ecarts += [ecart for ecart in restants if ecart.nom not in noms]
        ajoute = fusion.conflits or fusion.etat != Etat(eux.fiche, eux.rangees)
        a_montrer = restants or (eux != vu.etat and ajoute)
        if eux != vu.etat or vu.conflits:
            request.POST = en_donnees(request.POST, form, groupes, fusion.etat)
        if a_montrer:
            self._montrer(request, objet, form, groupes, eux, fusion, vu)
            return
        if eux != vu.etat:
            messages.info(request, DEJA_FAIT)
        sensibles = changements_sensibles(self.champs_sensibles, form, groupes, eux, fusion.etat)
        request.suivi_de_fiche = {"motif_pour": sensibles}

    def _montrer(
        self,
        request: Any,
        objet: Any,
        form: Any,
        groupes: list[Any],
        eux: Etat,
        fusion: Fusion,
        vu: jeton.Jeton,
    ) -> None:
        """Have the page come back with both sides' changes, the choices, and a new stamp."""
        donnees = request.POST.copy()
        nouveau = jeton.Jeton(eux, vu.ouvert_le, fusion.conflits)
        donnees["version_lue"] = nouveau.signer(objet)
        request.POST = donnees
        request.suivi_de_fiche = {"refus": RIEN_ECRIT}
        request.conflit = Panneau(self, request, objet, form, groupes, fusion, vu.ouvert_le)

    def _vierges(self, request: HttpRequest, objet: Any) -> tuple[Any, list[Any], set[str]]:
        """The form and the groups of rows as the database has them; the groups read only."""
        noms = flatten_fieldsets(self.get_fieldsets(request, objet))
        form = self.get_form(request, objet, change=True, fields=noms)(instance=objet)
        groupes: list[Any] = []
        figes: set[str] = set()
        comptes: dict[str, int] = {}
        for modele_de_groupe, inline in self.get_formsets_with_inlines(request, objet):
            prefixe = modele_de_groupe.get_default_prefix()
            comptes[prefixe] = comptes.get(prefixe, 0) + 1
            if comptes[prefixe] != 1 or not prefixe:
                prefixe = f"{prefixe}-{comptes[prefixe]}"
            lignes = inline.get_queryset(request)
            groupes.append(modele_de_groupe(instance=objet, prefix=prefixe, queryset=lignes))
            if not inline.has_change_permission(request, objet):
                figes.add(prefixe)
        return form, groupes, figes

    def render_change_form(
        self, request: Any, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Stamp the page; put the choices on top of it when there are any."""
        form = context["adminform"].form
        if "version_lue" in form.fields and not form.is_bound:
            groupes = [groupe.formset for groupe in context["inline_admin_formsets"]]
            vu = jeton.Jeton(etat_enregistre(form, groupes))
            form.initial["version_lue"] = vu.signer(form.instance)
        panneau = getattr(request, "conflit", None)
        context["conflit"] = panneau
        reponse: Any = super().render_change_form(request, context, *args, **kwargs)
        if panneau is not None:
            gabarits = reponse.template_name
            reponse.context_data["page_de_fiche"] = select_template(
                [gabarits] if isinstance(gabarits, str) else gabarits
            )
            reponse.template_name = "admin/conflit.html"
        return reponse

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The reason goes to the history with the change."""
        obj._change_reason = form.cleaned_data.get("motif") or None
        super().save_model(request, obj, form, change)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """And with each of its rows."""
        for ligne in formset.forms:
            ligne.instance._change_reason = form.cleaned_data.get("motif") or None
        super().save_formset(request, form, formset, change)
