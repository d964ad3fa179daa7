"""How a reader reports a change, until the form exists: a message to CRES, already begun."""

from urllib.parse import quote

from django.conf import settings

# The address that CRES prints on its own documents (seeds 000 and 001).
COURRIEL_DU_CRES = "cres-paca@cres-paca.org"


def lien(sujet: str, chemin: str) -> str:
    """A mailto: whose subject names the record and whose body bears its address."""
    objet = quote(f"Signaler une modification : {sujet}")
    corps = quote(f"Fiche : {settings.ADRESSE_DU_SITE}{chemin}\n\nCe qui a changé :\n")
    return f"mailto:{COURRIEL_DU_CRES}?subject={objet}&body={corps}"
