"""Staff without a second factor go no further than the page that sets one up."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

LIBRES = ("/compte/", "/admin/logout/", "/static/", "/sante/")


class SecondFacteurMiddleware:
    """Send to its setup whoever is of the staff and has none, when MFA_OBLIGATOIRE is set.

    A visitor without a session costs nothing: neither the session nor the database is asked.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._manque(request):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

    def _manque(self, request: HttpRequest) -> bool:
        if (
            not settings.MFA_OBLIGATOIRE
            or settings.SESSION_COOKIE_NAME not in request.COOKIES
            or request.path.startswith(LIBRES)
        ):
            return False
        compte = request.user
        return bool(
            compte.is_authenticated and compte.is_staff
        ) and not get_adapter().is_mfa_enabled(compte)
