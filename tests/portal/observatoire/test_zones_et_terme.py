"""The gaps said without a gender, once; and what came to its term said under its bar."""

from django.test import Client

from tests.fabriques import Registre
from tests.lecture import texte


def test_une_zone_blanche_ne_s_accorde_avec_aucun_genre(registre: Registre, client: Client) -> None:
    for demande, dit in (
        ("type=cpts", "ne connaît pas de communauté professionnelle territoriale de santé, les"),
        ("type=asv", "ne connaît pas d’atelier santé ville, les"),
        ("", "ne connaît aucun dispositif, les"),
    ):
        assert dit in texte(client.get(f"/observatoire/zones-blanches/?{demande}"))


def test_sans_zone_blanche_la_page_le_dit_une_fois(registre: Registre, client: Client) -> None:
    registre.un_dispositif("cpts", perimetre=[("region-93", "entiere")])
    page = texte(client.get("/observatoire/zones-blanches/?type=cpts"))
    assert "0 commune" not in page
    assert page.count("Aucune commune") == 1


def test_le_terme_passe_est_dit_sous_la_barre(registre: Registre, client: Client) -> None:
    registre.un_contrat("commune-83126", generation="2015-2023")
    page = texte(client.get("/observatoire/"))
    assert "1 fiche est arrivée à son terme : les communes" in page
