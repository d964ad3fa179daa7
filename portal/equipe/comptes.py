"""Accounts in the admin: who may enter, who has not come for long, who is locked out."""

import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from socle.admin.confirmation import a_confirmer

SIX_MOIS = datetime.timedelta(days=183)

# Their secrets and their e-mail book are nobody's business: the list of accounts says enough.
for modele in (Authenticator, EmailAddress, User):
    admin.site.unregister(modele)


class DerniereConnexionFilter(admin.SimpleListFilter):
    """Accounts that nobody uses: each is a door to close."""

    title = "dernière connexion"
    parameter_name = "connexion"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("jamais", "jamais connecté·e"), ("ancienne", "plus de six mois")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        if self.value() == "jamais":
            return queryset.filter(last_login=None)
        if self.value() == "ancienne":
            return queryset.filter(last_login__lt=timezone.now() - SIX_MOIS)
        return queryset


class SecondFacteurFilter(admin.SimpleListFilter):
    """Accounts that a password alone opens."""

    title = "double authentification"
    parameter_name = "double"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("oui", "active"), ("non", "inactive")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(double=self.value() == "oui") if self.value() else queryset


@admin.register(User)
class CompteAdmin(UserAdmin):
    """The team's accounts: roles are groups, the second factor is seen and can be taken away."""

    list_display = ["username", "nom_complet", "roles", "is_active", "double", "last_login"]
    list_filter = [
        "groups",
        "is_active",
        "is_superuser",
        DerniereConnexionFilter,
        SecondFacteurFilter,
    ]
    ordering = ["username"]
    actions = ["retirer_le_second_facteur"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        facteurs = Authenticator.objects.filter(user=OuterRef("pk"))
        return (
            super()
            .get_queryset(request)
            .prefetch_related("groups")
            .annotate(double=Exists(facteurs))
        )

    @admin.display(description="nom", ordering="last_name")
    def nom_complet(self, objet: User) -> str:
        """First and last names, when given."""
        return objet.get_full_name() or "–"

    @admin.display(description="rôles")
    def roles(self, objet: User) -> str:
        """The groups; an administrator of everything is told apart."""
        noms = [groupe.name for groupe in objet.groups.all()]
        return ", ".join(["tous les droits", *noms] if objet.is_superuser else noms) or "aucun"

    @admin.display(description="double authentification", boolean=True, ordering="double")
    def double(self, objet: Any) -> bool:
        """Whether a password alone is not enough."""
        return bool(objet.double)

    @admin.action(
        description="Retirer la double authentification (téléphone perdu)…", permissions=["change"]
    )
    @a_confirmer(
        "Retirer la double authentification",
        "Un mot de passe seul ouvrira ces comptes jusqu’à ce que leur propriétaire active de "
        "nouveau la double authentification, en entrant.",
    )
    def retirer_le_second_facteur(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Erase the secrets of these accounts: their owners set them up again when they enter."""
        comptes = [c for c in queryset if self.has_change_permission(request, c)]
        if not comptes:
            messages.warning(request, "Aucun compte choisi ne peut être changé par vous.")
            return
        Authenticator.objects.filter(user__in=comptes).delete()
        for compte in comptes:
            self.log_change(request, compte, "Double authentification retirée.")
        noms = ", ".join(compte.get_username() for compte in comptes)
        messages.success(request, f"Double authentification retirée : {noms}.")

    # Only an account with every right gives every right, or touches an account that has them.

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return self._a_portee(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """An account that was used is closed, not deleted: the history names it."""
        servi = obj is not None and obj.last_login is not None
        portee = not servi and self._a_portee(request, obj)
        return portee and super().has_delete_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fixes = ["last_login", "date_joined"]
        if not self._tous_les_droits(request):
            fixes += ["is_superuser", "user_permissions"]
        return fixes

    @staticmethod
    def _tous_les_droits(request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_superuser", False))

    def _a_portee(self, request: HttpRequest, obj: User | None) -> bool:
        return obj is None or not obj.is_superuser or self._tous_les_droits(request)


@admin.register(AccessAttempt)
class EssaiRefuseAdmin(admin.ModelAdmin):
    """Failed sign-ins. To delete one is to unlock the account for that address."""

    list_display = ["username", "ip_address", "failures_since_start", "attempt_time"]
    search_fields = ["username", "ip_address"]
    fields = ["username", "ip_address", "failures_since_start", "attempt_time"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
