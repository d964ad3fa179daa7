"""Forms and inline rows of the catalogue: what Django's own lack."""

import math
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse

from bibliographie.formats.reference import sur_une_ligne


class LignesUniques(BaseInlineFormSet):
    """Rows checked against those of the database, which another editor may just have written.

    Django leaves the parent out of the constraints that it checks for inline rows, so that the
    same row added twice by two people would end in an error page.
    """

    def clean(self) -> None:
        """Say beside the row what the database would refuse."""
        super().clean()
        if self.instance.pk is None:
            return
        for form in self.forms:
            if form.is_valid() and form.has_changed() and not self._est_supprimee(form):
                try:
                    form.instance.validate_constraints()
                except ValidationError as erreur:
                    form.add_error(None, erreur)

    def _est_supprimee(self, form: Any) -> bool:
        return bool(form.cleaned_data.get("DELETE"))


class LignesOrdonnees(LignesUniques):
    """Rows in an order: one that is given a rank takes that place, and the others make room."""

    def save(self, commit: bool = True) -> list[Any]:
        """Write the rows, then their ranks: 1, 2, 3… without a gap nor a tie."""
        ecrites = super().save(commit)
        if commit and self.has_changed():
            self._ranger()
        return ecrites

    def _ranger(self) -> None:
        cotes = {form.instance.pk: self._cote(form) for form in self.forms}
        lignes = self.get_queryset().model._default_manager.filter(**{self.fk.name: self.instance})
        rangees: dict[Any, list[Any]] = {}
        for ligne in lignes.order_by("ordre", "pk"):
            # Headings have their ranks among those of the same parent.
            rangees.setdefault(getattr(ligne, "parent_id", None), []).append(ligne)
        for soeurs in rangees.values():
            soeurs.sort(key=lambda ligne: (ligne.ordre, cotes.get(ligne.pk, 0)))
            for rang, ligne in enumerate(soeurs, 1):
                if ligne.ordre != rang:
                    ligne.ordre = rang
                    ligne.save()

    @staticmethod
    def _cote(form: Any) -> int:
        """On which side of the row that had its rank it goes: before when it comes up."""
        if "ordre" not in form.changed_data:
            return 0
        return 1 if form.instance.ordre > (form.initial.get("ordre") or math.inf) else -1


class LignesEtroites(admin.TabularInline):
    """Rows that fit a screen: short notes, and no icons beside a choice but « + »."""

    formset = LignesUniques
    extra = 0
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 2, "cols": 40})}
    }

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """What is chosen is changed on its own page, not from here."""
        champ = super().formfield_for_dbfield(db_field, request, **kwargs)
        for icone in ("can_change_related", "can_delete_related", "can_view_related"):
            if champ is not None and hasattr(champ.widget, icone):
                setattr(champ.widget, icone, False)
        return champ


class LignesRangees(LignesEtroites):
    """Rows in the printed order, by number or by hand (static/js/ordre.js)."""

    formset = LignesOrdonnees
    ordering = ["ordre", "pk"]

    class Media:
        js = [forms.Script("js/ordre.js", defer=True)]


class NoticeForm(forms.ModelForm):
    """A title is long: it has room, and stays on one line.

    It bears what static/js/doublons.js needs: whom to ask, and the notice being changed.
    """

    class Meta:
        # The model and the fields are those of NoticeAdmin.
        widgets = {"titre": forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Absent for those who may only look.
        if titre := self.fields.get("titre"):
            adresse = reverse("admin:bibliographie_notice_ressemblances")
            titre.widget.attrs |= {"data-ressemblances": adresse}
            titre.widget.attrs |= {"data-sauf": str(self.instance.pk or "")}

    def clean_titre(self) -> str:
        """Line breaks pasted with a title are spaces."""
        return sur_une_ligne(self.cleaned_data["titre"])
