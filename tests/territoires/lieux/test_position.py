"""« Ma position »: a point, and the commune whose outline holds it."""

import pytest
from django.test import Client

from territoires.contours.trace import coder
from territoires.lieux.position import contient
from territoires.models import Contour, Territoire

Lieux = dict[str, Territoire]
CARRE = [(590_000, 4_308_000), (592_000, 4_308_000), (592_000, 4_312_000), (590_000, 4_312_000)]
TROU = [(590_500, 4_309_000), (591_500, 4_309_000), (591_500, 4_311_000), (590_500, 4_311_000)]


@pytest.fixture
def contour(lieux: Lieux) -> Contour:
    """A square with a hole, said to be La Seyne-sur-Mer."""
    return Contour.objects.create(
        territoire=lieux["commune-83126"],
        fin=coder([[CARRE, TROU]]),
        grossier=coder([[CARRE, TROU]]),
        **{"ouest": 590_000, "est": 592_000, "sud": 4_308_000, "nord": 4_312_000},
        **{"longitude": 590_200, "latitude": 4_308_500},
        source="essai",
    )


def test_un_point_dans_un_trou_est_dehors() -> None:
    assert contient([CARRE, TROU], (590_200, 4_310_000))
    assert not contient([CARRE, TROU], (591_000, 4_310_000))
    assert not contient([CARRE, TROU], (593_000, 4_310_000))


def test_un_point_donne_sa_commune_et_rien_n_est_garde(client: Client, contour: Contour) -> None:
    reponse = client.post(
        "/territoires/ma-position/", {"latitude": "43.0850", "longitude": "5.9020"}
    )
    assert reponse.json() == {
        "url": "/territoires/commune/83126-la-seyne-sur-mer/",
        "nom": "La Seyne-sur-Mer",
    }
    assert "no-store" in reponse["Cache-Control"]
    assert not reponse.cookies


@pytest.mark.parametrize(
    ("point", "statut"),
    [
        ({"latitude": "43.10", "longitude": "5.9100"}, 404),
        ({"latitude": "48.85", "longitude": "2.35"}, 404),
        ({"latitude": "ici", "longitude": "là"}, 400),
        ({"latitude": "nan", "longitude": "inf"}, 400),
        ({}, 400),
    ],
)
def test_un_point_sans_commune_le_dit(
    client: Client, contour: Contour, point: dict[str, str], statut: int
) -> None:
    assert client.post("/territoires/ma-position/", point).status_code == statut


def test_un_point_ne_va_pas_dans_une_adresse(client: Client, contour: Contour) -> None:
    assert client.get("/territoires/ma-position/?latitude=43&longitude=5").status_code == 405


def test_le_bouton_n_est_la_qu_avec_des_contours(client: Client, lieux: Lieux) -> None:
    assert "data-position" not in client.get("/territoires/").content.decode()
    assert "data-position" not in client.get("/").content.decode()


def test_avec_des_contours_le_bouton_attend_le_script(client: Client, contour: Contour) -> None:
    for chemin in ("/", "/territoires/"):
        reponse = client.get(chemin)
        assert 'hidden data-position="/territoires/ma-position/"' in reponse.content.decode()
        assert "geolocation=(self)" in reponse["Permissions-Policy"]
