"""The visitor's address behind a proxy: what counts attempts must not count the proxy's own."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# What a Unix socket or a header that is not an address gives: the unspecified address of IPv6.
INCONNUE = "::"


def adresse_du_client(request: HttpRequest) -> str:
    """The address written by the outermost of our own proxies, else that of the connection.

    Each proxy adds one address at the right of X-Forwarded-For; what is further left was typed
    by anyone. settings.MANDATAIRES says how many proxies are ours.
    """
    ecrites = request.headers.get("X-Forwarded-For", "").split(",")
    combien = settings.MANDATAIRES
    if 0 < combien <= len(ecrites) and ecrites[-combien].strip():
        candidate = ecrites[-combien].strip()
    else:
        candidate = request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(candidate))
    except ValueError:
        return INCONNUE
