"""/agenda.ics: the same dates for a calendar (RFC 5545)."""

import datetime

from django.conf import settings
from icalendar import Calendar, Event

from portal.agenda.echeances import Echeance

# The CRES owns this name: identifiers stay the same wherever the site is served.
AUTORITE = "cres-paca.org"
PRODUIT = "-//CRES Provence-Alpes-Côte d’Azur//Dispositifs locaux de santé//FR"


def calendrier(echeances: list[Echeance], nom: str) -> bytes:
    """A calendar of all-day events; a month or a year spans all its days, and says so."""
    agenda = Calendar()
    agenda.add("prodid", PRODUIT)
    agenda.add("version", "2.0")
    agenda.add("calscale", "GREGORIAN")
    agenda.add("method", "PUBLISH")
    agenda.add("x-wr-calname", nom)
    for echeance in echeances:
        agenda.add_component(_evenement(echeance))
    octets: bytes = agenda.to_ical()
    return octets


def _evenement(echeance: Echeance) -> Event:
    debut, fin = echeance.bornes
    evenement = Event()
    evenement.add("uid", f"{echeance.identifiant}@{AUTORITE}")
    evenement.add("dtstamp", echeance.modifie_le)
    evenement.add("last-modified", echeance.modifie_le)
    evenement.add("dtstart", debut)
    # The end is the first day after.
    evenement.add("dtend", fin + datetime.timedelta(days=1))
    precise = len(echeance.date) == 10
    evenement.add(
        "summary", echeance.titre if precise else f"{echeance.titre} ({echeance.date_en_mots})"
    )
    evenement.add("description", _description(echeance))
    evenement.add("url", adresse(echeance))
    evenement.add("categories", [str(echeance.genre.label)])
    # It blocks no one's day.
    evenement.add("transp", "TRANSPARENT")
    if echeance.lieu:
        evenement.add("location", echeance.lieu)
    return evenement


def adresse(echeance: Echeance) -> str:
    """The public address of its record."""
    return f"{settings.ADRESSE_DU_SITE}{echeance.url}"


def _description(echeance: Echeance) -> str:
    phrases = [f"Date : {echeance.date_en_mots}."]
    if echeance.precision:
        phrases.append(echeance.precision)
    if echeance.source:
        phrases.append(f"Source : {echeance.source}.")
    phrases.append(adresse(echeance))
    return "\n".join(phrases)
