"""Every fact of the small register is of 2018 or before: no page says it in the present."""

import re

import pytest
from django.test import Client

from dispositifs.models import Chiffre
from tests.dispositifs.comptes.test_recensement import dire_absent
from tests.fabriques import Registre
from tests.lecture import lignes_csv, texte

PRESENTS = re.compile(r"\b(couvre|couvrent|couverte?s?|en cours)\b")
LIEUX = ["pays-FR", "region-93", "departement-83", "epci-248400251", "commune-13055"]


@pytest.mark.parametrize("au", ["", "2021", "2050"])
@pytest.mark.parametrize("lieu", LIEUX)
@pytest.mark.parametrize("adresse", ["/observatoire/", "/observatoire/zones-blanches/", "/carte/"])
def test_rien_de_perime_n_est_dit_au_present(
    demo_partagee: Registre, client: Client, adresse: str, lieu: str, au: str
) -> None:
    page = texte(client.get(f"{adresse}?territoire={lieu}&au={au}"))
    assert PRESENTS.findall(page) == []


def test_le_chapo_compte_ce_qui_est_a_jour_et_ce_qui_ne_l_est_plus(
    demo_partagee: Registre, client: Client
) -> None:
    page = texte(client.get("/observatoire/?territoire=departement-83"))
    # Three schemes of 2018; the contrat de ville of 2015-2023 came to its term; a project too.
    assert re.search(r"\d dispositifs connus au .+? : \d à confirmer, 1 arrivé à son terme", page)
    alors = texte(client.get("/observatoire/?territoire=departement-83&au=2018-04"))
    assert re.search(r"\d dispositifs connus en avril 2018 : \d à jour", alors)
    futur = texte(client.get("/observatoire/?territoire=departement-83&au=2050"))
    assert re.search(r"\d dispositifs connus à ce jour : en 2050, \d à confirmer", futur)


def test_l_absence_se_voit_sans_choisir_de_type(demo_partagee: Registre, client: Client) -> None:
    dire_absent(demo_partagee, "departement-05", "asv", "cls", "clsm")
    page = texte(client.get("/observatoire/?territoire=departement-05"))
    assert "absence constatée 1 (100" in page
    assert "Absence constatée : " in page[: page.index("Ce que l’on sait")]
    lignes = lignes_csv(client.get("/observatoire/zones-blanches.csv?type=asv"))
    [commune] = [x for x in lignes if x["code"] == "05053"]
    assert (commune["absence_types"], commune["absence_dates"]) == ("asv", "2018-03")
    cote = texte(client.get("/observatoire/?territoire=region-93"))
    assert "0 absence constatée" in cote


def test_un_chiffre_publie_dit_ce_qu_il_compte_ou_et_quand(
    demo_partagee: Registre, client: Client
) -> None:
    Chiffre.objects.create(
        cle="asv-23",
        sujet="asv-recenses",
        libelle="ateliers santé ville recensés",
        unite="ASV",
        valeur=23,
        date="2018-03",
        type=demo_partagee.types["asv"],
        territoire=demo_partagee.lieux["region-93"],
        source=demo_partagee.source,
    )
    dit = "Selon la source, 23 ateliers santé ville recensés"
    ou = "en Provence-Alpes-Côte d’Azur"
    registre = "au registre, 2 fiches en vie à cette date."
    ecart = "La source en compte 21 de plus, sans fiche en vie à cette date."
    page = texte(client.get("/observatoire/"))
    assert f"{dit}, {ou}, en mars 2018 ; {registre} {ecart}" in page
    liste = texte(client.get("/dispositifs/?territoire=region-93"))
    assert f"{dit} {ou} en mars 2018 ; {registre} {ecart}" in liste
    for dite in (page, liste):
        assert "reste à inscrire" not in dite
