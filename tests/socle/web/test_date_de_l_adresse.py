"""« ?au= » as people write it: one address a date, wherever it is asked."""

import pytest
from django.test import Client


@pytest.mark.parametrize("page", ["/dispositifs/", "/observatoire.csv", "/territoires/region/93/"])
@pytest.mark.parametrize("ecrite", ["mars 2018", "03/2018", "Mars 2018 ", " 2018-03"])
def test_une_date_ecrite_comme_le_site_la_dit_mene_a_son_adresse(
    client: Client, page: str, ecrite: str
) -> None:
    reponse = client.get(page, {"type": "asv", "au": ecrite})
    assert reponse["Location"] == f"{page}?type=asv&au=2018-03"


@pytest.mark.parametrize("ecrite", ["2018-03", "2018", "hier", ""])
@pytest.mark.django_db
def test_une_date_deja_courte_ou_illisible_reste_ou_elle_est(client: Client, ecrite: str) -> None:
    assert client.get("/dispositifs/", {"au": ecrite}).status_code in (200, 400)


def test_une_date_n_envoie_jamais_sur_un_autre_site(client: Client) -> None:
    reponse = client.get("/", {"au": "mars 2018"}, PATH_INFO="//ailleurs.example.org/")
    assert reponse["Location"] == "/%2Failleurs.example.org/?au=2018-03"
