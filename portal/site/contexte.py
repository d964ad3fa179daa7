"""What every page needs to know of the site and of its visitor."""

from django.conf import settings
from django.http import HttpRequest

from bibliographie.selections.panier import Panier
from portal.site.moteurs import adresse_canonique
from portal.site.signaler import PRIVEES


def site(request: HttpRequest) -> dict[str, str | int]:
    """The site's public address, how many notices the visitor has put aside, what to report.

    Costs no query to a visitor without a session, that is to nearly all of them.
    """
    session = getattr(request, "session", None)
    return {
        "adresse_du_site": settings.ADRESSE_DU_SITE,
        "adresse_du_code": settings.ADRESSE_DU_CODE,
        "taille_du_panier": len(Panier(request)) if session is not None else 0,
        "chemin_a_signaler": _chemin_a_signaler(request),
        "adresse_canonique": adresse_canonique(request),
    }


def _chemin_a_signaler(request: HttpRequest) -> str:
    """The page that its own footer offers to report; « » for error pages and private ones.

    Above all not for a signed link: its address is a secret.
    """
    trouvee = getattr(request, "resolver_match", None)
    return "" if trouvee is None or request.path.startswith(PRIVEES) else request.path
