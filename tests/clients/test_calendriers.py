"""The feeds as feedparser reads them, the calendar as icalendar reads it."""

import calendar
import datetime
from typing import Any

import feedparser
import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from dispositifs.models import Dispositif
from portal.agenda.echeances import Agenda
from portal.agenda.filtres import AgendaFiltre
from socle.suivi.versions import histoire_de
from tests.fabriques import Registre
from tests.lecture import octets

FILS = ["/changements.atom", "/agenda.atom"]


@pytest.fixture(name="registre_a_suivre")
def _registre_a_suivre(registre: Registre) -> Registre:
    """What ends at a day, a month and a year; a name that XML and HTML must escape."""
    registre.un_dispositif("cls", "commune-83126", fin="2037-03-31", debut="2022")
    registre.un_dispositif("clsm", "commune-84007", fin="2037-03", nom="Santé & « ville » <b>")
    registre.un_dispositif("asv", "commune-13055", fin="2038")
    return registre


def _fil(client: Client, adresse: str) -> Any:
    fil = feedparser.parse(octets(client.get(adresse)))
    assert not fil.bozo, fil.get("bozo_exception")
    assert fil.version == "atom10"
    return fil


def _instant(temps: Any) -> datetime.datetime:
    """What feedparser says in UTC, whatever zone the feed wrote."""
    return datetime.datetime.fromtimestamp(calendar.timegm(temps), datetime.UTC)


@pytest.mark.parametrize("adresse", FILS)
def test_feedparser_lit_chaque_fil(
    client: Client, registre_a_suivre: Registre, adresse: str
) -> None:
    fil = _fil(client, adresse)
    assert fil.feed.title
    assert fil.feed.author == "CRES Provence-Alpes-Côte d’Azur"
    assert {lien.rel for lien in fil.feed.links} == {"self", "alternate"}
    assert fil.entries
    assert len({e.id for e in fil.entries}) == len(fil.entries)
    for entree in fil.entries:
        assert entree.title
        assert entree.link.startswith("http")
        # A time without a zone is no time (RFC 3339).
        assert entree.updated.endswith("Z") or entree.updated[-6] in "+-"
        # What is to come, a reader hides.
        assert _instant(entree.updated_parsed) <= timezone.now()
    assert _instant(fil.feed.updated_parsed) == max(_instant(e.updated_parsed) for e in fil.entries)


def test_un_nom_qui_ressemble_a_du_html_reste_un_nom(
    client: Client, registre_a_suivre: Registre
) -> None:
    titres = [e.title for e in _fil(client, "/agenda.atom").entries]
    assert any("<b>" in t or "&lt;b&gt;" in t for t in titres), titres


def test_un_changement_porte_l_instant_ou_il_fut_ecrit(
    client: Client, registre_a_suivre: Registre
) -> None:
    """At half past midnight in Paris it is still the day before in UTC."""
    objet = registre_a_suivre.dispositifs["cls-la-seyne-sur-mer"]
    paris = timezone.get_default_timezone()
    jour = timezone.localdate() - datetime.timedelta(days=10)
    publie = datetime.datetime.combine(jour, datetime.time(12), paris)
    ecrit = publie + datetime.timedelta(days=3, hours=-11.5)
    histoires = histoire_de(Dispositif).objects.filter(id=objet.pk)
    histoires.update(history_date=publie)
    objet.site = "https://www.exemple.fr/cls"
    objet.save()
    histoires.filter(site=objet.site).update(history_date=ecrit)
    entrees = [e for e in _fil(client, "/changements.atom").entries if objet.slug in e.link]
    assert ecrit in [_instant(e.updated_parsed) for e in entrees]


def test_icalendar_rend_chaque_echeance(client: Client, registre_a_suivre: Registre) -> None:
    corps = octets(client.get("/agenda.ics"))
    agenda = Calendar.from_ical(corps)
    assert corps.replace(b"\r\n", b"").count(b"\n") == 0
    par_uid = {str(e["uid"]): e for e in agenda.walk("VEVENT")}
    filtre = AgendaFiltre(QueryDict(), Dispositif.objects.publies().pour_liste())
    echeances = Agenda(filtre).a_venir
    assert len(par_uid) == len(echeances) >= 3
    for echeance in echeances:
        (evenement,) = [e for uid, e in par_uid.items() if uid.startswith(echeance.identifiant)]
        debut, fin = echeance.bornes
        assert evenement.decoded("dtstart") == debut
        assert evenement.decoded("dtend") == fin + datetime.timedelta(days=1)
        # RFC 5545 wants both in UTC.
        for mot in ("dtstamp", "last-modified"):
            assert evenement.decoded(mot).utcoffset() == datetime.timedelta(0)
            assert abs(evenement.decoded(mot) - echeance.modifie_le) < datetime.timedelta(seconds=1)
        assert str(evenement["summary"]).startswith(echeance.titre)
        assert str(evenement["url"]).endswith(echeance.url)
        assert evenement.errors == []
