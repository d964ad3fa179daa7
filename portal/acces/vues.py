"""What allauth leaves to us: the drawing of the secret, the lock-out page."""

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache


@never_cache
@login_required
def code_qr(request: HttpRequest) -> HttpResponse:
    """The secret being set up, as a drawing: an image of ours, since the CSP refuses data: URIs.

    404 outside a setup: the secret of an account already protected is never drawn again.
    """
    secret = request.session.get(SECRET_SESSION_KEY)
    if not secret:
        raise Http404
    adaptateur = get_adapter()
    dessin = adaptateur.build_totp_svg(adaptateur.build_totp_url(request.user, secret))
    return HttpResponse(dessin, content_type="image/svg+xml")


def compte_verrouille(
    request: HttpRequest, reponse: Any = None, identifiants: Any = None
) -> HttpResponse:
    """What axes answers after too many failures: 429, for how long, and whom to ask."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    page = render(request, "acces/verrouille.html", {"minutes": minutes}, status=429)
    page["Retry-After"] = str(minutes * 60)
    return page
