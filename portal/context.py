"""What every page needs to know of the site and of its visitor."""

from django.conf import settings
from django.http import HttpRequest

from bibliographie.panier import Panier


def site(request: HttpRequest) -> dict[str, str | int]:
    """The site's public address, and how many notices the visitor has put aside.

    Costs no query to a visitor without a session, that is to nearly all of them.
    """
    session = getattr(request, "session", None)
    return {
        "adresse_du_site": settings.ADRESSE_DU_SITE,
        "taille_du_panier": len(Panier(request)) if session is not None else 0,
    }
