"""allauth's forms in our words: a label above each field, nothing repeated inside it."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm

CODE = "Code de six chiffres"
CODE_OU_SECOURS = f"{CODE}, ou code de secours"


class _Sobre:
    """Labels of ours; no placeholder, which vanishes when one types."""

    libelles: dict[str, str] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom, champ in self.fields.items():
            champ.label = self.libelles.get(nom, champ.label)
            champ.widget.attrs.pop("placeholder", None)


class ConnexionForm(_Sobre, LoginForm):
    """Name and password."""

    libelles = {"login": "Identifiant", "password": "Mot de passe"}


class MotDePasseForm(_Sobre, ReauthenticateForm):
    """The password again."""

    libelles = {"password": "Mot de passe"}


class CodeForm(_Sobre, AuthenticateForm):
    """The second step of signing in."""

    libelles = {"code": CODE_OU_SECOURS}


class CodeEncoreForm(_Sobre, ReauthenticateCodeForm):
    """A code again."""

    libelles = {"code": CODE_OU_SECOURS}


class ActivationForm(_Sobre, ActivateTOTPForm):
    """The first code of a new telephone."""

    libelles = {"code": CODE}
