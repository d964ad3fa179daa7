"""The update round as CRES leads it: rounds and their board, invitations, delays."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from dispositifs.actualisation import courriers, envoi
from dispositifs.actualisation.jeton import adresse as adresse_du_lien
from dispositifs.models import Campagne, Delai, Invitation
from dispositifs.models.actualisation import InvitationQuerySet
from socle.admin import FicheAdmin, SansEcrasementMixin
from socle.admin.confirmation import a_confirmer
from socle.dates import en_lettres
from socle.listes.colonnes import Colonne
from socle.listes.exports import en_csv
from socle.tableur.admin import TableurMixin
from socle.textes import accorder

RELANCER = ("relancer", "à relancer aujourd’hui")
COLONNES = [
    Colonne("campagne", "La campagne", lambda i: i.campagne.nom),
    Colonne("dispositif", "Le dispositif", lambda i: i.dispositif.nom),
    Colonne("identifiant", "Son adresse dans le registre", lambda i: i.dispositif.slug),
    Colonne("ecrire_a", "La boîte de fonction", lambda i: i.adresse),
    Colonne("etat", "Où en est l’invitation", lambda i: Invitation.Etat(i.etat).label),
    Colonne("envoyee_le", "Jour de l’envoi", lambda i: _jour(i.envoyee_le)),
    Colonne("ouverte_le", "Jour de la première ouverture", lambda i: _jour(i.ouverte_le)),
    Colonne("relances", "Nombre de relances", lambda i: i.relances),
    Colonne("repondue_le", "Jour de la réponse", lambda i: _jour(i.repondue_le)),
    Colonne("echec", "Échec du dernier envoi", lambda i: i.echec),
]


def _jour(instant: Any) -> str:
    return timezone.localdate(instant).isoformat() if instant else ""


@admin.register(Delai)
class DelaiAdmin(FicheAdmin):
    """After how many months each type, or each field, is to be verified."""

    list_display = ["champ", "type_en_mots", "mois"]
    list_select_related = ["type"]
    list_display_links = ["champ", "type_en_mots"]

    @admin.display(description="type", ordering="type__rang", empty_value="tous les types")
    def type_en_mots(self, objet: Delai) -> str | None:
        """The type; every type when none is named."""
        return str(objet.type) if objet.type else None


class EtatFilter(admin.SimpleListFilter):
    """By where the invitation stands."""

    title = "état"
    parameter_name = "ou"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [*Invitation.Etat.choices, ("sans-reponse", "sans réponse"), RELANCER]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "sans-reponse":
            return queryset.filter(pk__in=Invitation.objects.sans_reponse().values("pk"))
        if self.value() == RELANCER[0]:
            return queryset.filter(pk__in=Invitation.objects.a_relancer().values("pk"))
        return queryset.filter(etat=self.value()) if self.value() else queryset


class AdresseForm(forms.ModelForm):
    """A mailbox typed in the list. The row carries what it showed: a page opened before a
    colleague's gives nothing back to what it was."""

    class Meta:
        model = Invitation
        fields = ["adresse"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adresse"].show_hidden_initial = True

    def clean_adresse(self) -> str:
        """What was typed, unless somebody wrote here since the list was shown."""
        tapee: str = self.cleaned_data["adresse"]
        vue = self.data.get(self.add_initial_prefix("adresse"))
        ici = Invitation.objects.values_list("adresse", flat=True).get(pk=self.instance.pk)
        if vue not in (None, tapee) and ici not in (vue, tapee):
            raise forms.ValidationError(
                f"Entre-temps, l’adresse est devenue « {ici or 'vide'} ». Rouvrez la liste."
            )
        return tapee


@admin.register(Invitation)
class InvitationAdmin(TableurMixin, SansEcrasementMixin, admin.ModelAdmin):
    """Who was written to, where each stands; the address is given here, in the list."""

    list_display = ["dispositif", "ou_elle_en_est", "adresse", "campagne", "envoyee_le", "relances"]
    list_display_links = ["dispositif"]
    list_editable = ["adresse"]
    list_filter = [EtatFilter, "campagne"]
    list_select_related = ["campagne", "dispositif"]
    list_per_page = 100
    search_fields = ["dispositif__nom", "dispositif__slug", "adresse"]
    fields = ["campagne", "dispositif", "adresse", "vie", "message"]
    readonly_fields = ["campagne", "dispositif", "vie", "message"]
    tableur_lus = ["campagne", "dispositif"]
    actions = ["envoyer", "relancer", "revoquer", "exporter"]

    def get_queryset(self, request: HttpRequest) -> InvitationQuerySet:
        return Invitation.objects.avec_etat().order_by("campagne", "dispositif__nom", "pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The list under its own name."""
        contexte = {"title": "Invitations à actualiser", **(extra_context or {})}
        return super().changelist_view(request, contexte)

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        """Rows that know what they showed."""
        return super().get_changelist_form(request, form=AdresseForm, **kwargs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Invitations are born from the list of dispositifs, by its action."""
        return False

    @admin.display(description="état", ordering="etat")
    def ou_elle_en_est(self, objet: Invitation) -> str:
        """Its état; why the last message did not leave."""
        mots = str(Invitation.Etat(objet.etat).label)
        return f"{mots}. {objet.echec}" if objet.echec else mots

    @admin.display(description="ce qui s’est passé")
    def vie(self, objet: Invitation) -> str:
        """Each date that is known, in order."""
        dates = [
            ("envoyée", objet.envoyee_le),
            ("ouverte", objet.ouverte_le),
            ("relancée", objet.relancee_le),
            ("répondue", objet.repondue_le),
            ("révoquée", objet.revoquee_le),
        ]
        dits = [f"{mot} le {en_lettres(_jour(le))}" for mot, le in dates if le]
        return ", ".join(dits) or "rien encore"

    @admin.display(description="message, tel qu’il part")
    def message(self, objet: Invitation) -> SafeString:
        """The message with its link masked: only its addressee holds it."""
        return format_html("<pre class='courrier'>{}</pre>", _apercu(objet))

    @admin.action(description="Envoyer le lien…", permissions=["change"])
    @a_confirmer(
        "Envoyer les liens",
        "Un message part aussitôt à chacune de ces boîtes, sauf à celles qui l’ont déjà reçu ou "
        "n’ont pas d’adresse.",
    )
    def envoyer(self, request: HttpRequest, queryset: InvitationQuerySet) -> None:
        """Send those chosen that are to be sent, a lot at a time."""
        choisies = queryset.filter(etat=Invitation.Etat.A_ENVOYER)[: envoi.PAR_LOT]
        _dire(request, envoi.envoyer(choisies), "message parti", "messages partis")

    @admin.action(description="Relancer…", permissions=["change"])
    @a_confirmer(
        "Relancer",
        "Un rappel part aussitôt à celles de ces boîtes qui ont reçu le lien, n’ont pas répondu, "
        "et que leur campagne dit de relancer.",
    )
    def relancer(self, request: HttpRequest, queryset: InvitationQuerySet) -> None:
        """Remind those chosen whose round's delay is past, a lot at a time."""
        choisies = queryset.filter(etat__in=[Invitation.Etat.ENVOYEE, Invitation.Etat.OUVERTE])
        dues = Invitation.objects.a_relancer().filter(pk__in=choisies.values("pk"))
        trop_tot = choisies.count() - dues.count()
        a_relancer = dues.select_related("campagne", "dispositif")[: envoi.PAR_LOT]
        _dire(request, envoi.relancer(a_relancer), "relance partie", "relances parties")
        if trop_tot:
            mots = accorder(
                trop_tot, "n’est pas encore à relancer", "ne sont pas encore à relancer"
            )
            messages.warning(
                request, f"{trop_tot} {mots} : la campagne dit après combien de jours."
            )

    @admin.action(description="Révoquer le lien…", permissions=["change"])
    @a_confirmer(
        "Révoquer les liens",
        "Ces liens seront refusés dès maintenant, et pour toujours ; ce qui a été commencé "
        "derrière eux est effacé. Les réponses déjà reçues restent.",
    )
    def revoquer(self, request: HttpRequest, queryset: InvitationQuerySet) -> None:
        """Refuse these links from now on."""
        choisies = list(queryset.exclude(etat=Invitation.Etat.REPONDUE))
        for invitation in choisies:
            invitation.revoquer()
        n = len(choisies)
        messages.success(request, f"{n} {accorder(n, 'lien révoqué', 'liens révoqués')}.")

    @admin.action(description="Exporter en CSV", permissions=["view"])
    def exporter(self, request: HttpRequest, queryset: InvitationQuerySet) -> HttpResponseBase:
        """The board, as a file."""
        return en_csv(queryset.iterator(), COLONNES, "invitations")


def _apercu(invitation: Invitation) -> str:
    """Subject and body as mailed, but the end of the link."""
    message = courriers.invitation(invitation)
    lien = adresse_du_lien(invitation)
    cache = f"{lien[: lien.rindex('/actualiser/') + 12]}…/"
    corps = str(message.body).replace(lien, cache)
    return f"À : {invitation.adresse or '(adresse à donner)'}\nObjet : {message.subject}\n\n{corps}"


def _dire(request: HttpRequest, bilan: envoi.Bilan, singulier: str, pluriel: str) -> None:
    """What left, what did not and what to do."""
    n = bilan.partis
    messages.success(request, f"{n} {accorder(n, singulier, pluriel)}.")
    if bilan.echecs:
        messages.error(
            request,
            f"{bilan.echecs} {accorder(bilan.echecs, 'n’est pas parti', 'ne sont pas partis')}. "
            "Rien n’est perdu : recommencez, ou corrigez l’adresse.",
        )


@admin.register(Campagne)
class CampagneAdmin(SansEcrasementMixin, admin.ModelAdmin):
    """A round: its text; and its board, from which one sends, reminds and follows."""

    list_display = ["nom", "expire_le", "invitees", "reponses", "tableau_de_bord"]
    search_fields = ["nom"]
    fields = ["nom", "objet", "message", "expire_le", "jours_avant_relance", "relances_max"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Campagne]:
        repondues = Q(invitations__repondue_le__isnull=False)
        return (
            super()
            .get_queryset(request)
            .annotate(
                n_invitees=Count("invitations"), n_reponses=Count("invitations", filter=repondues)
            )
        )

    def get_urls(self) -> list[URLPattern]:
        vue = self.admin_site.admin_view
        noms = "dispositifs_campagne_tableau", "dispositifs_campagne_envoyer"
        return [
            path("<int:pk>/tableau/", vue(self.tableau), name=noms[0]),
            path("<int:pk>/envoyer/", vue(require_POST(self.envoyer)), name=noms[1]),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.cree_par = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="invitées")
    def invitees(self, objet: Any) -> int:
        """How many records are in it."""
        return int(objet.n_invitees)

    @admin.display(description="réponses")
    def reponses(self, objet: Any) -> int:
        """How many answered."""
        return int(objet.n_reponses)

    @admin.display(description="suivre")
    def tableau_de_bord(self, objet: Campagne) -> SafeString:
        """The way to its board."""
        adresse = reverse("admin:dispositifs_campagne_tableau", args=[objet.pk])
        return format_html("<a href='{}'>Tableau de bord</a>", adresse)

    def _campagne(self, request: HttpRequest, pk: int, droit: bool) -> Campagne:
        campagne = self.get_queryset(request).filter(pk=pk).first()
        if not droit:
            raise PermissionDenied
        if campagne is None:
            raise Http404("Cette campagne n’existe pas.")
        return campagne

    def tableau(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Who answered, what is left to send, the message as it leaves. A constant number of
        queries."""
        campagne = self._campagne(request, pk, self.has_view_permission(request))
        invitations = Invitation.objects.filter(campagne=campagne).avec_etat()
        comptes = invitations.compter_par_etat()
        total = sum(comptes.values())
        exemple = invitations.select_related("campagne", "dispositif").order_by("-adresse").first()
        libelles = dict(Invitation.Etat.choices)
        contexte = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": campagne.nom,
            "campagne": campagne,
            "comptes": [(etat, libelles[etat], n) for etat, n in comptes.items()],
            "total": total,
            "partis": invitations.filter(envoyee_le__isnull=False).count(),
            "reponses": comptes[Invitation.Etat.REPONDUE],
            "a_envoyer": comptes[Invitation.Etat.A_ENVOYER],
            "a_relancer": invitations.a_relancer().count(),
            "echecs": invitations.exclude(echec="").count(),
            "exemple": _apercu(exemple) if exemple else "",
            "par_lot": envoi.PAR_LOT,
            "peut_envoyer": self.has_change_permission(request),
        }
        return TemplateResponse(request, "admin/dispositifs/campagne/tableau.html", contexte)

    def envoyer(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the next lot, of first messages or of reminders; the board says what is left."""
        campagne = self._campagne(request, pk, self.has_change_permission(request))
        siennes = Invitation.objects.filter(campagne=campagne)
        siennes = siennes.select_related("campagne", "dispositif")
        if "relancer" in request.POST:
            bilan = envoi.relancer(siennes.a_relancer()[: envoi.PAR_LOT])
            _dire(request, bilan, "relance partie", "relances parties")
        else:
            bilan = envoi.envoyer(siennes.a_envoyer()[: envoi.PAR_LOT])
            _dire(request, bilan, "message parti", "messages partis")
        return redirect("admin:dispositifs_campagne_tableau", pk)
