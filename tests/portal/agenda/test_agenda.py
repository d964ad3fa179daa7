"""/agenda/, /agenda.ics, /agenda.atom: the same dates, said as the sources say them."""

import datetime
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree

from portal.agenda import echeances
from tests.dispositifs.registre.test_requetes_hostiles import ABSURDES, VRAIS
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import octets, texte

ATOM = "{http://www.w3.org/2005/Atom}"
AUJOURD_HUI = datetime.date(2026, 11, 22)
ADRESSES = ["/agenda/", "/agenda.ics", "/agenda.atom"]
CALME = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)


@pytest.fixture(autouse=True)
def _le_22_novembre_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day on which these dates are to come."""
    monkeypatch.setattr(timezone, "localdate", lambda *_: AUJOURD_HUI)


@pytest.fixture
def agenda(registre: Registre) -> Registre:
    """Terms at a day, a month and a year; announced steps; past terms; a verification due."""
    registre.un_dispositif("cls", "commune-83126", fin="2027-03-31", debut="2022")
    registre.un_dispositif("clsm", "commune-84007", fin="2027-03")
    registre.un_dispositif("asv", "commune-13055", fin="2028")
    registre.un_dispositif(
        "cls", "commune-83137", etapes=[("actif", "2020"), ("en-renouvellement", "2027-01-15")]
    )
    registre.un_dispositif("cls", "commune-05053", fin="2020")
    registre.un_dispositif(
        "asv", "commune-05053", fin="2019", etapes=[("actif", "2012"), ("termine", "2019")]
    )
    registre.un_dispositif("asv", "commune-83126", verifie_le="2026-06-30", verifie_par="le CRES")
    registre.un_dispositif(
        "clsm", "commune-83137", etapes=[("actif", "2020"), ("en-renouvellement", "2026")]
    )
    registre.un_contrat("epci-200054807", generation="2024-2030")
    registre.un_contrat("commune-84007", generation="2015-2023")
    return registre


def evenements(client: Client, requete: str = "") -> dict[str, Any]:
    """The events of the calendar, by identifier, parsed back."""
    corps = client.get(f"/agenda.ics{requete}").content
    assert all(len(ligne) <= 75 for ligne in corps.split(b"\r\n"))
    return {str(e["uid"]): e for e in Calendar.from_ical(corps).walk("VEVENT")}


def entrees(client: Client, requete: str = "") -> dict[str, str]:
    """The titles of the feed, by identifier; no document type, so no entity to expand."""
    corps = client.get(f"/agenda.atom{requete}").content
    assert b"<!DOCTYPE" not in corps
    racine = etree.fromstring(corps, etree.XMLParser(resolve_entities=False, no_network=True))
    return {
        str(e.findtext(f"{ATOM}id")): str(e.findtext(f"{ATOM}title"))
        for e in racine.iter(f"{ATOM}entry")
    }


def test_les_echeances_viennent_dans_l_ordre_et_les_finies_n_y_sont_pas(
    agenda: Registre, client: Client
) -> None:
    page = texte(client.get("/agenda/"))
    ordre = [
        "15 janvier 2027",
        "mars 2027, jour non précisé",
        "31 mars 2027",
        "juin 2027, jour non précisé",
        "courant 2027",
        "courant 2028",
        "courant 2030",
    ]
    places = [page.index(date) for date in ordre]
    assert places[0] == min(places)
    assert places[3:] == sorted(places[3:])
    assert "ASV de Garde-Colombe" not in page


def test_une_fin_passee_sans_suite_connue_est_dite_a_part(agenda: Registre, client: Client) -> None:
    page = texte(client.get("/agenda/"))
    assert "Échéances passées, suite inconnue" in page
    assert page.index("suite inconnue") < page.index("CLS de Garde-Colombe")
    assert "2 dispositifs arrivés à leur terme, dont 1 nommé plus haut" in page
    assert "CLSM de Toulon : en renouvellement" in page


def test_un_terme_passe_d_un_dispositif_revu_depuis_n_est_pas_une_suite_inconnue(
    registre: Registre, client: Client
) -> None:
    registre.un_dispositif(
        "cls", "commune-05053", fin="2020", verifie_le="2026-06-30", verifie_par="le CRES"
    )
    page = texte(client.get("/agenda/"))
    assert "suite inconnue" not in page
    assert "à son terme" not in page


@pytest.mark.parametrize(
    ("uid", "debut", "fin", "titre"),
    [
        (
            "fin-cls-la-seyne-sur-mer",
            datetime.date(2027, 3, 31),
            datetime.date(2027, 4, 1),
            "Fin prévue : CLS de La Seyne-sur-Mer",
        ),
        (
            "fin-clsm-avignon",
            datetime.date(2027, 3, 1),
            datetime.date(2027, 4, 1),
            "Fin prévue : CLSM d’Avignon (mars 2027, jour non précisé)",
        ),
        (
            "fin-asv-marseille",
            datetime.date(2028, 1, 1),
            datetime.date(2029, 1, 1),
            "Fin prévue : ASV de Marseille (courant 2028)",
        ),
    ],
)
def test_une_date_partielle_occupe_toute_sa_periode_et_le_dit(
    agenda: Registre,
    client: Client,
    uid: str,
    debut: datetime.date,
    fin: datetime.date,
    titre: str,
) -> None:
    evenement = evenements(client)[f"{uid}@cres-paca.org"]
    assert evenement["dtstart"].dt == debut
    assert evenement["dtend"].dt == fin
    assert str(evenement["summary"]).replace("\u00a0", " ") == titre
    assert evenement["transp"] == "TRANSPARENT"
    assert evenement["dtstamp"].dt == evenement["last-modified"].dt


def test_les_trois_formats_disent_les_memes_echeances(agenda: Registre, client: Client) -> None:
    du_calendrier = {uid.removesuffix("@cres-paca.org") for uid in evenements(client)}
    du_fil = {i.removeprefix("tag:cres-paca.org,2026:agenda:") for i in entrees(client)}
    assert du_calendrier == du_fil
    assert len(du_fil) == 7
    assert "7 échéances à venir" in texte(client.get("/agenda/"))


def test_les_identifiants_et_les_octets_ne_bougent_pas_d_une_demande_a_l_autre(
    agenda: Registre, client: Client
) -> None:
    for adresse in ("/agenda.ics", "/agenda.atom"):
        assert client.get(adresse).content == client.get(adresse).content


def test_l_identifiant_survit_a_un_changement_de_date(agenda: Registre, client: Client) -> None:
    avant = set(evenements(client))
    cls = agenda.dispositifs["cls-la-seyne-sur-mer"]
    cls.fin = "2028-12-31"
    cls.save()
    assert set(evenements(client)) == avant


def test_la_date_de_modification_vient_de_l_histoire(agenda: Registre, client: Client) -> None:
    cls = agenda.dispositifs["cls-la-seyne-sur-mer"]
    version = cls.history.first()
    version.history_date = datetime.datetime(2026, 5, 4, 12, tzinfo=datetime.UTC)
    cls.history.exclude(pk=version.pk).delete()
    version.save()
    evenement = evenements(client)["fin-cls-la-seyne-sur-mer@cres-paca.org"]
    assert evenement["dtstamp"].dt == version.history_date


@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("?type=clsm", {"fin-clsm-avignon"}),
        ("?type=cls&territoire=departement-83&genre=fin", {"fin-cls-la-seyne-sur-mer"}),
        ("?type=cls&genre=etape", {"etape"}),
        ("?genre=verification", {"verification-asv-la-seyne-sur-mer"}),
        (
            "?type=contrat-de-ville&territoire=departement-83",
            {"mi-parcours-contrats-de-ville-2024-2030"},
        ),
        (
            "?type=contrat-de-ville&territoire=commune-13055&genre=fin",
            {"fin-contrat-de-ville-metropole-d-aix-marseille-provence"},
        ),
        ("?type=dac", set()),
    ],
)
def test_les_memes_filtres_partout(
    agenda: Registre, client: Client, requete: str, attendus: set[str]
) -> None:
    uids = {
        re.sub(r"^etape-.*", "etape", uid.removesuffix("@cres-paca.org"))
        for uid in evenements(client, requete)
    }
    assert uids == attendus
    assert len(entrees(client, requete)) == len(attendus)
    if not attendus:
        page = texte(client.get(f"/agenda/{requete}"))
        assert "Aucune échéance à venir n’est connue du registre" in page


@pytest.mark.parametrize("adresse", ADRESSES)
@pytest.mark.parametrize(
    ("requete", "dit"),
    [
        ("type=XYZ", "ne fait pas partie des choix"),
        ("territoire=atlantide", "ne désigne aucun territoire"),
        ("genre=noces", "ne fait pas partie des choix"),
    ],
)
def test_un_filtre_illisible_est_refuse_en_francais(
    agenda: Registre, client: Client, adresse: str, requete: str, dit: str
) -> None:
    reponse = client.get(f"{adresse}?{requete}")
    assert reponse.status_code == 400
    assert dit in texte(reponse)


@pytest.mark.parametrize("adresse", ADRESSES)
def test_un_registre_vide_repond_quand_meme(db: None, client: Client, adresse: str) -> None:
    assert client.get(adresse).status_code == 200


def test_un_nom_saisi_avec_des_signes_du_xml_ne_casse_pas_le_fil(
    agenda: Registre, client: Client
) -> None:
    agenda.un_dispositif("cls", "commune-30351", nom="CLS <b>&\x0b;,\n«", fin="2029")
    assert (
        "CLS <b>&;"
        in entrees(client)["tag:cres-paca.org,2026:agenda:fin-cls-villeneuve-les-avignon"]
    )
    assert "fin-cls-villeneuve-les-avignon@cres-paca.org" in evenements(client)


def test_la_revue_a_mi_parcours_disparait_une_fois_passee(
    agenda: Registre, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "courant 2027" in texte(client.get("/agenda/?genre=mi-parcours"))
    monkeypatch.setattr(timezone, "localdate", lambda *_: datetime.date(2028, 1, 1))
    assert "Aucune échéance" in texte(client.get("/agenda/?genre=mi-parcours"))


@pytest.mark.parametrize("adresse", ADRESSES)
def test_le_nombre_de_requetes_ne_depend_pas_du_registre(
    agenda: Registre, client: Client, adresse: str
) -> None:
    avant = nombre_de_requetes(lambda: octets(client.get(adresse)))
    for n in range(20):
        agenda.un_dispositif("cls", "commune-83126", slug=f"x{n}", fin="2029")
    assert nombre_de_requetes(lambda: octets(client.get(adresse))) == avant <= 26


def test_un_long_agenda_se_lit_page_par_page(
    agenda: Registre, client: Client, settings: Any
) -> None:
    settings.TAILLE_DE_PAGE = 3
    premiere = texte(client.get("/agenda/?genre=fin"))
    assert "4 échéances à venir" in premiere
    assert "Page 1 sur 2" in premiere
    seconde = texte(client.get("/agenda/?genre=fin&page=2"))
    assert "courant 2030" in seconde
    assert "suite inconnue" not in seconde
    assert "voici la dernière" in texte(client.get("/agenda/?genre=fin&page=9"))
    assert len(evenements(client, "?genre=fin&page=2")) == 4


@pytest.mark.parametrize(
    ("date", "mois", "attendu"),
    [("2026-06-30", 12, "2027-06"), ("2025", 12, "2026-12"), ("2026-12", 1, "2027-01")],
)
def test_le_delai_court_depuis_la_fin_de_la_date(date: str, mois: int, attendu: str) -> None:
    assert echeances.mois_apres(date, mois) == attendu


@CALME
@given(
    adresse=st.sampled_from(ADRESSES),
    mots=st.lists(
        st.tuples(
            st.sampled_from(["territoire", "type", "genre", "au", "page", "x", ""]),
            st.one_of(st.sampled_from(VRAIS), st.sampled_from(ABSURDES), st.text(max_size=20)),
        ),
        max_size=5,
    ),
)
def test_rien_de_ce_que_l_on_tape_ne_casse_l_agenda(
    demo_partagee: Registre, client: Client, adresse: str, mots: list[tuple[str, str]]
) -> None:
    reponse = client.get(f"{adresse}?{urlencode(mots, errors='surrogatepass')}")
    assert reponse.status_code in (200, 400)
