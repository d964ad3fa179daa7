"""The home: where to go, what the last source counted, what changed."""

import datetime
from typing import Any

import pytest
from django.test import Client

from dispositifs.models import Chiffre
from portal.site.accueil import donnees_accueil
from tests.fabriques import Registre, nombre_de_requetes, une_source
from tests.lecture import texte


def _compter(registre: Registre, sujet: str, valeur: int, **champs: Any) -> Chiffre:
    lieu = champs.pop("lieu", "region-93")
    defauts = {"cle": f"{sujet}-{valeur}", "libelle": sujet, "unite": "x", "date": "2018-03"}
    return Chiffre.objects.create(
        **{"source": registre.source} | defauts | champs,
        sujet=sujet, valeur=valeur, territoire=registre.lieux[lieu],
    )  # fmt: skip


def test_un_registre_vide_a_deja_son_accueil(db: None, client: Client) -> None:
    reponse = client.get("/")
    assert reponse.status_code == 200
    page = reponse.content.decode()
    for porte in ("/territoires/", "/dispositifs/", "/contrats-de-ville/"):
        assert f'href="{porte}"' in page


def test_les_chiffres_sont_les_derniers_de_la_region_chacun_a_sa_date(
    registre: Registre, client: Client
) -> None:
    _compter(registre, "asv-recenses", 23)
    _compter(registre, "contrats-de-ville", 30)
    _compter(registre, "cls-recenses", 99, date="2016")
    _compter(registre, "cls-recenses", 8, date="2024", source=une_source("ars", organisme="ARS"))
    _compter(registre, "clsm-recenses", 77, lieu="region-76")
    _compter(registre, "msp-recensees", 55)
    chiffres = donnees_accueil()["chiffres"]
    assert [(int(c.valeur), c.date) for c in chiffres] == [
        (30, "2018-03"), (23, "2018-03"), (8, "2024"),
    ]  # fmt: skip
    page = texte(client.get("/"))
    assert "cls-recenses 2024, ARS 8" in page
    assert "asv-recenses mars 2018, Fabrique Territoires Santé 23" in page


def test_un_chiffre_recent_n_efface_pas_la_mosaique(registre: Registre, client: Client) -> None:
    _compter(registre, "contrats-de-ville-par-combinaison", 14, modalite="aucun")
    _compter(registre, "cls-recenses", 8, date="2024")
    page = texte(client.get("/"))
    assert "14 contrats de ville sur 14 sans dispositif de santé, en mars 2018" in page


def test_la_mosaique_garde_chaque_combinaison(registre: Registre, client: Client) -> None:
    for modalite, valeur in [("asv", 7), ("asv+cls+clsm", 4), ("aucun", 14), ("cls", 0)]:
        _compter(
            registre, "contrats-de-ville-par-combinaison", valeur, modalite=modalite,
            libelle=f"contrats de ville {modalite}", cle=f"c-{valeur}",
        )  # fmt: skip
    combinaisons = {tuple(c["codes"]): int(c["valeur"]) for c in donnees_accueil()["combinaisons"]}
    assert combinaisons == {("asv",): 7, ("asv", "cls", "clsm"): 4, (): 14, ("cls",): 0}
    page = texte(client.get("/"))
    assert "14 contrats de ville sur 25 sans dispositif de santé" in page
    assert "Aucun 14" in page
    assert "Ensemble 25" in page
    assert registre.source.reference in page


def test_ce_qui_a_change_vient_de_la_region_et_du_plus_recent(
    registre: Registre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2020, 1, 1))
    for slug, lieu, etapes in [
        ("fini", "commune-83126", [("actif", "2012"), ("termine", "2016")]),
        ("projet", "epci-248400251", [("en-projet", "2018-03")]),
        ("signe", "commune-13055", [("en-projet", "2017"), ("actif", "2017-10")]),
        ("constat", "commune-13055", [("actif", "2019")]),
        ("ailleurs", "commune-97411", [("termine", "2019")]),
        ("a-venir", "commune-83137", [("termine", "2020-06")]),
    ]:
        registre.un_dispositif("cls", lieu, slug=slug, nom=slug, etapes=etapes)
    registre.dispositifs["constat"].etapes.update(constat=True)
    registre.un_dispositif(
        "cls", "commune-83126", slug="x", etapes=[("termine", "2019")], publie=False
    )
    mouvements = donnees_accueil()["mouvements"]
    assert [(m["url"], m["date"]) for m in mouvements] == [
        ("/dispositifs/projet/", "2018-03"),
        ("/dispositifs/signe/", "2017-10"),
        ("/dispositifs/fini/", "2016"),
    ]


@pytest.mark.parametrize(
    ("date", "d_abord"),
    [("2019-12-20", True), ("2019-12", True), ("2019-10-01", False), ("2019", False)],
)
def test_ce_qui_bouge_vient_d_abord_s_il_est_recent(
    registre: Registre, client: Client, monkeypatch: pytest.MonkeyPatch, date: str, d_abord: bool
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2020, 1, 1))
    registre.un_dispositif("cls", "commune-83126", etapes=[("termine", date)])
    page = client.get("/").content.decode()
    assert (page.index("t-mouvements") < page.index("t-signes")) == d_abord


def test_chaque_signe_dit_combien_le_registre_en_a_dans_la_region(
    registre: Registre, client: Client
) -> None:
    registre.un_dispositif("cls", "commune-83126", etapes=[("actif", "2019")])
    registre.un_dispositif("cls", "commune-13055", slug="fini", etapes=[("termine", "2016")])
    registre.un_dispositif("cls", "commune-97411", slug="ailleurs")
    page = texte(client.get("/"))
    assert "Contrat local de santé 2 fiches au registre, dont 1 finie, à terme ou remplacée" in page
    assert "Atelier santé ville Aucune fiche au registre" in page
    assert "2 dispositifs" in texte(client.get("/dispositifs/?type=cls"))


def test_l_accueil_ne_montre_que_six_mouvements(registre: Registre) -> None:
    for rang in range(9):
        registre.un_dispositif(
            "cls", "commune-83126", slug=f"c{rang}", nom=f"CLS {rang}",
            etapes=[("termine", f"20{10 + rang}")],
        )  # fmt: skip
    assert len(donnees_accueil()["mouvements"]) == 6


def test_l_accueil_coute_autant_pour_trois_que_pour_trente(
    registre: Registre, client: Client
) -> None:
    def semer(debut: int, fin: int) -> None:
        for rang in range(debut, fin):
            registre.un_dispositif(
                "cls", "commune-83126", slug=f"c{rang}", nom=f"C {rang}",
                etapes=[("termine", "2016")],
            )  # fmt: skip
            _compter(registre, "asv-recenses", rang, source=une_source(f"s{rang}"))

    semer(0, 3)
    pour_trois = nombre_de_requetes(lambda: client.get("/"))
    semer(3, 30)
    assert nombre_de_requetes(lambda: client.get("/")) == pour_trois <= 8
