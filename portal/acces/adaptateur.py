"""How allauth behaves here: nobody signs up, and it speaks our French."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from socle.web.mandataire import adresse_du_client

CINQ_MINUTES = 300
TROP = "Trop d’essais. Attendez quelques minutes, puis recommencez."
CODE_FAUX = (
    "Ce code n’est pas le bon. Il change toutes les 30 secondes : essayez le suivant, "
    "et vérifiez que votre téléphone est à l’heure."
)


class AdaptateurDeCompte(DefaultAccountAdapter):
    """Accounts are made by an administrator, in the admin."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": "L’identifiant ou le mot de passe n’est pas le bon.",
        "incorrect_password": "Ce mot de passe n’est pas le bon.",
        "too_many_login_attempts": TROP,
        "rate_limited": TROP,
        "incorrect_code": CODE_FAUX,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str) -> bool:
        """An address of this very site, path only."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        return adresse_du_client(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of signing in: who has just come proves nothing more."""
        requete = context.request
        preuves = get_authentication_records(requete, requete.user)
        venu_a_l_instant = preuves and time.time() - preuves[-1]["at"] < CINQ_MINUTES
        return not venu_a_l_instant and super().is_reauthentication_required(app=app, **kwargs)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: each page says by itself what happened."""


class AdaptateurDeSecondFacteur(DefaultMFAAdapter):
    """The second factor: a code of six digits that an application on the phone draws."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": CODE_FAUX,
        "cannot_delete_authenticator": "La double authentification ne peut pas être retirée.",
        "cannot_generate_recovery_codes": (
            "Les codes de secours viennent après l’application : activez d’abord la "
            "double authentification."
        ),
    }

    def get_totp_label(self, user: Any) -> str:
        return str(user.get_username())
