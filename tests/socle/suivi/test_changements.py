"""« Ce qui a changé », for the public: what it could see, in plain words, and nothing else."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from simple_history.signals import pre_create_historical_record

from dispositifs.changements.journal import journal, journaux
from dispositifs.models import Couverture, Dispositif, Etape
from socle.suivi import MOTIF_COORDINATION
from tests.fabriques import Registre, nombre_de_requetes, un_organisme
from tests.lecture import texte

pytestmark = pytest.mark.django_db
NOMS = ("alice", "Alice", "alice@cres.example")


@contextmanager
def le(jour: int, motif: str = "") -> Iterator[None]:
    """Everything written inside is written on that day of March 2026, by Alice."""
    qui = User.objects.filter(username="alice").first() or User.objects.create_user(*NOMS[:1])
    moment = datetime.datetime(2026, 3, jour, 10, tzinfo=datetime.UTC)

    def dater(sender: Any, **envoi: Any) -> None:
        histoire = envoi["history_instance"]
        histoire.history_date, histoire.history_user = moment, qui
        histoire.history_change_reason = motif or None

    pre_create_historical_record.connect(dater, weak=False)
    try:
        yield
    finally:
        pre_create_historical_record.disconnect(dater)


@pytest.fixture
def suivi(registre: Registre) -> Dispositif:
    """A CLS inscribed on the 1st of March, then changed on several days."""
    with le(1):
        cls = registre.un_dispositif(
            "cls", "commune-83126", porteur=un_organisme(), slug="cls-la-seyne-sur-mer"
        )
    with le(12, "secret de bureau"):
        cls.porteur = un_organisme("Métropole TPM", "epci")
        cls.save()
        Etape.objects.create(dispositif=cls, statut="termine", date="2026-02", source=cls.source)
    with le(15, f"{MOTIF_COORDINATION} du 15"):
        cls.presentation = "Une présentation."
        cls.save()
    with le(20):
        cls.confirmer("2026-03-20", "le CRES")
    return cls


def _lignes(objet: Any) -> list[tuple[int, list[str]]]:
    return [
        (j.jour.day, [ligne.replace("\xa0", " ") for ligne in j.lignes]) for j in journal(objet)
    ]


def test_une_fiche_dit_ses_changements_en_clair(suivi: Dispositif) -> None:
    assert _lignes(suivi) == [
        (20, ["fiche vérifiée, 20 mars 2026"]),
        (15, ["présentation ajoutée"]),
        (
            12,
            [
                "porteur changé : Ville de La Seyne-sur-Mer → Métropole TPM",
                "étape ajoutée : terminé, février 2026",
            ],
        ),
        (1, ["inscription au registre"]),
    ]
    assert journal(suivi)[1].par == "mise à jour par la coordination, relue par le CRES"


def test_la_page_du_dispositif_les_montre(suivi: Dispositif, client: Client) -> None:
    page = texte(client.get(suivi.get_absolute_url()))
    assert "12 mars 2026" in page
    assert "Porteur changé : Ville de La Seyne-sur-Mer → Métropole TPM" in page


@pytest.mark.parametrize("adresse", ["/changements/", "/changements.atom"])
def test_ni_nom_ni_motif_ni_brouillon_ne_sort(
    adresse: str, suivi: Dispositif, registre: Registre, client: Client
) -> None:
    with le(13):
        brouillon = registre.un_dispositif(
            "asv", "commune-83137", publie=False, nom="Un brouillon caché"
        )
        registre.articuler(suivi, brouillon)
    page = client.get(adresse).content.decode()
    assert "Porteur changé" in page
    for secret in (*NOMS, "secret de bureau", "Un brouillon caché"):
        assert secret not in page
        assert secret not in texte(client.get(suivi.get_absolute_url()))


def test_une_fiche_retiree_du_site_n_a_plus_de_changements(
    suivi: Dispositif, client: Client
) -> None:
    with le(25):
        suivi.etat = "archive"
        suivi.save()
    assert "CLS" not in texte(client.get("/changements/")).split("Changements", 1)[1]


def test_ce_qui_change_hors_du_site_est_dit_au_retour(suivi: Dispositif) -> None:
    with le(22):
        suivi.etat = "brouillon"
        suivi.save()
    with le(23):
        suivi.fin = "2027"
        suivi.save()
    with le(24):
        suivi.etat = "publie"
        suivi.save()
    assert _lignes(suivi)[0] == (24, ["fin : 2027"])


def test_un_aller_retour_dans_la_journee_ne_dit_rien(suivi: Dispositif) -> None:
    with le(26):
        suivi.fin = "2027"
        suivi.save()
        suivi.fin = ""
        suivi.save()
    assert _lignes(suivi)[0][0] == 20


def test_le_perimetre_et_ses_corrections_sont_dits(suivi: Dispositif, registre: Registre) -> None:
    with le(27):
        ligne = Couverture.objects.create(
            dispositif=suivi, territoire=registre.lieux["commune-83137"], part="partielle"
        )
    with le(28):
        ligne.part = "entiere"
        ligne.save()
    with le(29):
        ligne.delete()
    assert [lignes for _, lignes in _lignes(suivi)[:3]] == [
        ["territoire retiré : Toulon, en entier"],
        ["territoire corrigé : Toulon, en partie → Toulon, en entier"],
        ["territoire ajouté : Toulon, en partie"],
    ]


def test_un_premier_chargement_se_replie_en_une_ligne(registre: Registre, client: Client) -> None:
    with le(1):
        for type_ in ("asv", "cls", "clsm", "cpts", "msp", "dac"):
            registre.un_dispositif(type_, "commune-83126")
        registre.un_contrat("commune-83126")
    page = texte(client.get("/changements/"))
    assert "7 dispositifs inscrits au registre" in page
    assert "étape ajoutée" not in page.lower()


def test_les_filtres_du_site_servent_ici(
    suivi: Dispositif, registre: Registre, client: Client
) -> None:
    with le(1):
        asv = registre.un_dispositif("asv", "commune-84007")
    with le(14):
        asv.fin = "2028"
        asv.save()
    var = texte(client.get("/changements/?territoire=departement-83"))
    assert "12 mars 2026" in var
    assert "14 mars 2026" not in var
    assert "14 mars 2026" in texte(client.get("/changements/?type=asv"))
    assert client.get("/changements/?type=xyz").status_code == 400
    assert client.get("/changements.atom?territoire=ici").status_code == 400
    assert "Aucun changement" in texte(client.get("/changements/?type=clsm"))


def test_un_contrat_de_ville_dit_ses_quartiers(registre: Registre, client: Client) -> None:
    with le(1):
        contrat = registre.un_contrat("commune-13055")
    quartier = registre.lieux["qpv-QN01341I"]
    with le(3):
        Couverture.objects.create(dispositif=contrat, territoire=quartier, visee=True)
    ((jour, (ligne,)), *_) = _lignes(contrat)
    assert (jour, ligne.partition(", ")[0]) == (3, "quartier visé ajouté : Les Escourtines")
    assert "Quartier visé ajouté" in texte(client.get(contrat.get_absolute_url()))
    assert "Quartier visé ajouté" in texte(client.get("/changements/?type=contrat-de-ville"))


def test_un_quartier_decoche_n_est_plus_vise(registre: Registre) -> None:
    with le(1):
        contrat = registre.un_contrat("commune-13055")
        vise = Couverture.objects.create(
            dispositif=contrat, territoire=registre.lieux["qpv-QN01341I"], visee=True
        )
    for jour, coche in ((2, False), (3, True)):
        with le(jour):
            vise.visee = coche
            vise.save()
    with le(4):
        vise.part = "entiere"
        vise.save()
    dites = dict(_lignes(contrat))
    assert dites[2] == ["n’est plus visé : Les Escourtines"]
    assert dites[3] == ["quartier désormais visé : Les Escourtines"]
    assert dites[4][0].startswith("quartier visé corrigé : Les Escourtines, étendue non précisée →")


def test_les_identifiants_du_fil_ne_bougent_pas(suivi: Dispositif, client: Client) -> None:
    lire = re.compile(r"<id>([^<]+)</id>")
    avant = lire.findall(client.get("/changements.atom").content.decode())
    with le(30):
        suivi.slug = "cls-autre-adresse"
        suivi.save()
        suivi.nom = "CLS renommé"
        suivi.save()
    apres = lire.findall(client.get("/changements.atom").content.decode())
    assert set(avant) <= set(apres)
    assert len(avant) == len(set(avant)) > 3


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_fiches(
    registre: Registre, client: Client
) -> None:
    def changer(fiches: list[Dispositif]) -> None:
        for jour in (5, 6):
            with le(jour):
                for fiche in fiches:
                    fiche.fin, fiche.porteur = f"20{30 + jour}", un_organisme(f"Ville {jour}")
                    fiche.save()

    with le(1):
        fiches = [
            registre.un_dispositif("cls", "commune-83126", slug=f"cls-{n}", nom=f"CLS {n}")
            for n in range(12)
        ]
    changer(fiches[:2])
    client.get("/changements/")
    peu = nombre_de_requetes(lambda: client.get("/changements/"))
    changer(fiches)
    assert nombre_de_requetes(lambda: client.get("/changements/")) == peu
    assert nombre_de_requetes(lambda: journaux([f.pk for f in fiches])) <= 14


def test_la_date_est_celle_de_paris(registre: Registre) -> None:
    with le(1):
        cls = registre.un_dispositif("cls", "commune-83126")
    assert journal(cls)[0].jour == datetime.date(2026, 3, 1)
    assert timezone.get_current_timezone_name() == "Europe/Paris"
