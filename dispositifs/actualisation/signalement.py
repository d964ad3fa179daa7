"""How a reader reports a change: the form of the site, or a message to CRES, already begun."""

from urllib.parse import quote, urlencode

from django.conf import settings
from django.urls import reverse

# The address that CRES prints on its own documents (seeds 000 and 001).
COURRIEL_DU_CRES = "cres-paca@cres-paca.org"


def lien(chemin: str) -> str:
    """The address of the form about a page of this site."""
    return f"{reverse('signaler')}?{urlencode({'page': chemin}, safe='/')}"


def lien_courriel(sujet: str, chemin: str) -> str:
    """A mailto: whose subject names the record and whose body bears its address."""
    objet = quote(f"Signaler une modification : {sujet}")
    corps = quote(f"Fiche : {settings.ADRESSE_DU_SITE}{chemin}\n\nCe qui a changé :\n")
    return f"mailto:{COURRIEL_DU_CRES}?subject={objet}&body={corps}"
