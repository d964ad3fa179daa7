"""What no page can read is refused early, in French, with a way on."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from socle.web.middleware import LONGUEUR_MAX, RequeteLisibleMiddleware


@pytest.mark.parametrize(
    "adresse",
    [
        "/dispositifs/?q=a%00b",
        "/dispositifs/?%00=1",
        "/territoires/?q=%00",
        "/dispositifs.csv?q=%00",
        "/contrats-de-ville/?territoire=commune-83126%00",
        "/dispositifs/asv%00/",
        "/aide/?x=%00",
    ],
)
def test_un_caractere_nul_est_refuse_avant_la_base(
    client: Client, django_assert_num_queries: object, db: None, adresse: str
) -> None:
    with django_assert_num_queries(0):
        reponse = client.get(adresse)
    assert reponse.status_code == 400
    page = reponse.content.decode()
    assert "contient un caractère qu’aucune page ne sait lire" in page
    assert 'href="/territoires/"' in page


@pytest.mark.parametrize("adresse", ["/dispositifs/", "/territoires/", "/dispositifs.xlsx", "/"])
def test_une_adresse_sans_fin_est_refusee(client: Client, db: None, adresse: str) -> None:
    reponse = client.get(f"{adresse}?q={'a' * 5000}")
    assert reponse.status_code == 400
    assert "L’adresse est trop longue" in reponse.content.decode()


def test_trop_de_mots_dans_l_adresse_est_une_erreur_de_demande(client: Client, db: None) -> None:
    """Django refuses 1,000 words: the page that says so must not count them again and fail."""
    reponse = client.get("/dispositifs/?" + "a&" * 1500)
    assert reponse.status_code == 400
    assert "Cette demande ne se lit pas" in reponse.content.decode()


def test_une_adresse_qui_n_en_est_pas_une_ne_fait_tomber_personne(client: Client, db: None) -> None:
    """`urlsplit` raises on « //[x »: as the page a reader reports, as the origin of a form."""
    assert client.get("/signaler/?page=//[x").status_code == 400
    reponse = client.post("/ma-selection/changer/", {"vider": ""}, headers={"origin": "http://["})
    assert reponse.status_code == 403


def _passer(requete: HttpRequest) -> HttpResponse:
    return RequeteLisibleMiddleware(lambda _: HttpResponse("vue"))(requete)


@pytest.mark.parametrize(
    "requete",
    ["q=%2500", "q=100%25", "q=%C3%A9t%C3%A9", "q=%ff%fe", "q=" + "a" * (LONGUEUR_MAX - 2)],
)
def test_le_reste_passe(requete: str) -> None:
    assert _passer(RequestFactory().get("/", QUERY_STRING=requete)).content == b"vue"


def test_un_temoin_qui_cache_un_caractere_nul_ne_se_lit_pas(client: Client, db: None) -> None:
    """PostgreSQL would be asked for a session of that name."""
    temoin = {"Cookie": 'sessionid="\\000aaaaaaaaaaaa"; autre=a'}
    assert client.get("/aide/", headers=temoin).status_code == 200
    requete = RequestFactory().get("/", headers=temoin)
    assert "\0" in requete.COOKIES["sessionid"]
    RequeteLisibleMiddleware(lambda _: HttpResponse("vue"))(requete)
    assert requete.COOKIES == {"autre": "a"}
