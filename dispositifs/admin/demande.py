"""From the list of dispositifs to a round: choose, see who has no address, join or begin one."""

import datetime
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from dispositifs.models import Campagne, Invitation
from dispositifs.querysets import DispositifQuerySet
from socle.textes import accorder

TEXTE = (
    "Bonjour,\n\n"
    "Le portail des dispositifs locaux de santé de Provence-Alpes-Côte d’Azur publie une fiche sur "
    "le dispositif que vous coordonnez. Est-elle toujours exacte ? Si oui, un clic suffit. Sinon, "
    "corrigez ce qui a changé : nous relisons, puis nous publions.\n\n"
    "Merci."
)
SEMAINES = 6


def _dans_six_semaines() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(weeks=SEMAINES)


class ChoixForm(forms.Form):
    """An open round to join, or none: a new one is made."""

    campagne = forms.ModelChoiceField(
        Campagne.objects.none(),
        required=False,
        empty_label="Une nouvelle campagne, ci-dessous",
        help_text="Les dispositifs choisis la rejoignent. Aucun message ne part encore.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ouvertes = Campagne.objects.filter(expire_le__gte=timezone.localdate())
        cast(forms.ModelChoiceField, self.fields["campagne"]).queryset = ouvertes


class NouvelleForm(forms.ModelForm):
    """A new round, its text proposed."""

    class Meta:
        model = Campagne
        fields = ["nom", "objet", "message", "expire_le"]
        widgets = {
            "nom": AdminTextInputWidget,
            "objet": AdminTextInputWidget,
            "message": forms.Textarea(attrs={"rows": 9, "cols": 80}),
            "expire_le": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].initial = TEXTE
        self.fields["expire_le"].initial = _dans_six_semaines

    def clean_expire_le(self) -> datetime.date | None:
        """A round that would be over before it begins reaches nobody."""
        jour: datetime.date | None = self.cleaned_data.get("expire_le")
        if jour and jour < timezone.localdate():
            raise forms.ValidationError("Cette date est passée.")
        return jour


def inviter(campagne: Campagne, dispositifs: DispositifQuerySet, par: Any) -> list[Invitation]:
    """Put the published ones that are not there yet in the round; return the new invitations."""
    with transaction.atomic():
        if campagne.pk is None:
            campagne.cree_par = par
            campagne.save()
        deja = set(campagne.invitations.values_list("dispositif", flat=True))
        return Invitation.objects.bulk_create(
            Invitation(campagne=campagne, dispositif_id=pk, adresse=boite)
            for pk, boite in dispositifs.order_by("pk").values_list("pk", "boite")
            if pk not in deja
        )


def _preparer(
    request: HttpRequest, campagne: Campagne, publies: DispositifQuerySet
) -> HttpResponse:
    """Make the invitations, and go to their board."""
    nombre = len(inviter(campagne, publies, request.user))
    mots = accorder(nombre, "dispositif ajouté", "dispositifs ajoutés")
    messages.success(request, f"{nombre} {mots} à la campagne. Rien n’est encore envoyé.")
    return redirect("admin:dispositifs_campagne_tableau", campagne.pk)


@admin.action(description="Demander une mise à jour…", permissions=["change"])
def demander_une_mise_a_jour(
    modeladmin: Any, request: HttpRequest, queryset: QuerySet
) -> HttpResponse:
    """Say to whom it would be sent; once confirmed, make the invitations and show the board."""
    if not request.user.has_perm("dispositifs.add_campagne"):
        raise PermissionDenied
    publies = cast(DispositifQuerySet, queryset).publies().avec_boite()
    donnees = request.POST if "inviter" in request.POST else None
    choix, nouvelle = ChoixForm(donnees), NouvelleForm(donnees)
    if donnees is not None and choix.is_valid():
        campagne = choix.cleaned_data["campagne"]
        if campagne or nouvelle.is_valid():
            return _preparer(request, campagne or nouvelle.instance, publies)
    choisis = list(publies.order_by("nom").values_list("nom", "boite"))
    contexte = {
        **modeladmin.admin_site.each_context(request),
        "opts": modeladmin.opts,
        "title": "Demander une mise à jour",
        "formulaires": [choix, nouvelle],
        "nombre": len(choisis),
        "sans_boite": [nom for nom, boite in choisis if not boite],
        "non_publies": queryset.count() - len(choisis),
        "action": "demander_une_mise_a_jour",
        "choisis": request.POST.getlist(helpers.ACTION_CHECKBOX_NAME),
        "nom_des_cases": helpers.ACTION_CHECKBOX_NAME,
        "partout": request.POST.get("select_across", ""),
    }
    return TemplateResponse(request, "admin/dispositifs/demande.html", contexte)
