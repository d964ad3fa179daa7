"""Addresses of accounts: the few of allauth that we keep, under French names."""

from allauth.account import views as compte
from allauth.mfa.base import views as facteur
from allauth.mfa.recovery_codes import views as secours
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.decorators.cache import never_cache

from portal.acces.vues import code_qr

CONNEXION = compte.LoginView.as_view(template_name="acces/connexion.html")
DECONNEXION = compte.LogoutView.as_view(template_name="acces/deconnexion.html")
MOT_DE_PASSE = compte.ReauthenticateView.as_view(template_name="acces/mot_de_passe.html")
RESUME = facteur.IndexView.as_view(template_name="acces/double.html")
CODE = facteur.AuthenticateView.as_view(template_name="acces/code.html")
CODE_ENCORE = facteur.ReauthenticateView.as_view(template_name="acces/code_encore.html")
ACTIVER = totp.ActivateTOTPView.as_view(template_name="acces/activer.html")
RETIRER = totp.DeactivateTOTPView.as_view(template_name="acces/retirer.html")
CODES = secours.ViewRecoveryCodesView.as_view(template_name="acces/codes_de_secours.html")
TIRER = secours.GenerateRecoveryCodesView.as_view(template_name="acces/tirer_des_codes.html")

urlpatterns = [
    path("connexion/", CONNEXION, name="account_login"),
    path("deconnexion/", DECONNEXION, name="account_logout"),
    path("confirmer/", MOT_DE_PASSE, name="account_reauthenticate"),
    path("double-authentification/", never_cache(RESUME), name="mfa_index"),
    path("double-authentification/code/", never_cache(CODE), name="mfa_authenticate"),
    path("double-authentification/confirmer/", never_cache(CODE_ENCORE), name="mfa_reauthenticate"),
    path("double-authentification/activer/", never_cache(ACTIVER), name="mfa_activate_totp"),
    path("double-authentification/code-qr.svg", code_qr, name="mfa_code_qr"),
    path("double-authentification/retirer/", never_cache(RETIRER), name="mfa_deactivate_totp"),
    path("double-authentification/secours/", never_cache(CODES), name="mfa_view_recovery_codes"),
    path(
        "double-authentification/secours/tirer/",
        never_cache(TIRER),
        name="mfa_generate_recovery_codes",
    ),
]
