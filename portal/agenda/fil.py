"""/agenda.atom: the same dates for a feed reader (RFC 4287)."""

import re

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from portal.agenda.calendrier import AUTORITE, adresse
from portal.agenda.echeances import Echeance

CONTROLES = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SOUS_TITRE = "Fins prévues, revues à mi-parcours, étapes annoncées et vérifications attendues."


def fil(echeances: list[Echeance], nom: str, page: str, requete: str) -> str:
    """An Atom feed whose identifiers never change: they name the date, not its address."""
    suite = f"?{requete}" if requete else ""
    flux = Atom1Feed(
        title=nom,
        link=f"{settings.ADRESSE_DU_SITE}{page}{suite}",
        description=SOUS_TITRE,
        language="fr",
        subtitle=SOUS_TITRE,
        author_name="CRES Provence-Alpes-Côte d’Azur",
        feed_url=f"{settings.ADRESSE_DU_SITE}/agenda.atom{suite}",
        feed_guid=f"tag:{AUTORITE},2026:agenda{suite}",
    )
    for e in echeances:
        flux.add_item(
            title=_propre(f"{e.titre} ({e.date_en_mots})"),
            link=adresse(e),
            # A summary is read as HTML.
            description=_propre(escape(_resume(e))),
            unique_id=f"tag:{AUTORITE},2026:agenda:{e.identifiant}",
            updateddate=e.modifie_le,
            pubdate=e.modifie_le,
            categories=[str(e.genre.label), e.type],
        )
    return str(flux.writeString("utf-8"))


def _resume(e: Echeance) -> str:
    return " ".join(filter(None, [f"Date : {e.date_en_mots}.", e.precision, e.source]))


def _propre(texte: str) -> str:
    """Without the control characters that XML forbids and that a paste may bring."""
    return CONTROLES.sub("", texte)
