"""Whatever the address bar holds, a page in French comes back: never a 500.

Random words and values, true and absurd, on every list and its files.
"""

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.fabriques import Registre

LISTES = [
    *("/dispositifs/", "/dispositifs.csv", "/dispositifs.xlsx", "/dispositifs.json"),
    *("/contrats-de-ville/", "/contrats-de-ville.csv", "/contrats-de-ville.xlsx"),
    *("/contrats-de-ville.json", "/territoires/", "/territoires/suggestions/"),
    *("/territoires.csv", "/territoires.xlsx", "/territoires.json"),
]
MOTS = [
    *("q", "type", "territoire", "statut", "coordination", "echelle", "porteur", "theme"),
    *("contrat", "fraicheur", "generation", "au", "tri", "vue", "page", "utm_source", ""),
]
VRAIS = [
    *("asv", "CLS", "contrat-de-ville", "commune-83126", "departement-2a", "commune-05143"),
    *("region-93", "actif", "inconnu", "aucune", "oui", "jamais", "2015-2023", "2018", "2018-03"),
    *("territoire", "verification", "tableau", "la seyne", "1", "2"),
]
ABSURDES = [
    *("", " ", "-1", "0", "999999", "9" * 400, "1e999", "NaN", "None", "null", "[]", "{}"),
    *("2018-13", "2018-02-30", "0000", "9999-99-99", "2018-03-31T25:61", "'; DROP TABLE x;--"),
    *('" OR 1=1', "%", "_", "\\", "*", "(", "a" * 300, "commune-", "-83126", "commune-83126-x"),
    *(
        "../../etc/passwd",
        "<script>",
        "{{ 7*7 }}",
        "\ud800",
        "\u202e",
        "é" * 250,
        "😀",
        "\r\n",
        "\x1b",
    ),
    *("٣", "commune-８３１２６", "ﬁ", "œ", "AND", "NEAR(", '"', "a*", "-a", "a OR", "^a", "q:a"),
]
REPONSES = (200, 400)
VALEURS = st.one_of(
    st.sampled_from(VRAIS),
    st.sampled_from(ABSURDES),
    st.text(st.characters(exclude_categories=[]), max_size=30),
)
REQUETES = st.lists(st.tuples(st.sampled_from(MOTS), VALEURS), max_size=8)
CALME = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


def demander(client: Client, adresse: str) -> Any:
    """The answer, read to its end: an export fails only once it flows."""
    reponse = client.get(adresse, headers={"X-Requested-With": "fetch"})
    if reponse.streaming:
        assert sum(len(morceau) for morceau in reponse) > 0
    return reponse


def encoder(mots: list[tuple[str, str]]) -> str:
    return urlencode(mots, errors="surrogatepass")


@CALME
@given(liste=st.sampled_from(LISTES), mots=REQUETES)
@example(liste="/dispositifs/", mots=[("theme", "x"), ("territoire", "commune-83126")])
def test_une_liste_repond_toujours(
    demo_partagee: Registre, client: Client, liste: str, mots: list[tuple[str, str]]
) -> None:
    assert demander(client, f"{liste}?{encoder(mots)}").status_code in REPONSES


@CALME
@given(liste=st.sampled_from(LISTES), octets=st.binary(max_size=60))
def test_des_octets_quelconques_ne_cassent_rien(
    demo_partagee: Registre, client: Client, liste: str, octets: bytes
) -> None:
    requete = octets.decode("latin-1").replace("#", "")
    reponse = client.get(liste, QUERY_STRING=requete, headers={"X-Requested-With": "fetch"})
    if reponse.streaming:
        list(reponse)
    assert reponse.status_code in REPONSES


@CALME
@given(
    racine=st.sampled_from(
        ["/dispositifs/", "/contrats-de-ville/", "/territoires/", "/territoires/commune/"]
    ),
    chemin=st.one_of(st.sampled_from(VRAIS), st.sampled_from(ABSURDES), st.text(max_size=20)),
)
def test_une_adresse_quelconque_mene_a_une_page(
    demo_partagee: Registre, client: Client, racine: str, chemin: str
) -> None:
    adresse = racine + quote(chemin, safe="/-", errors="surrogatepass") + "/"
    assert demander(client, adresse).status_code in (200, 301, 302, 400, 404)


@pytest.mark.parametrize(
    ("liste", "mot"),
    [
        ("/dispositifs/", "q"),
        ("/dispositifs/", "page"),
        ("/dispositifs.csv", "au"),
        ("/dispositifs.csv", "territoire"),
        ("/contrats-de-ville.json", "q"),
        ("/contrats-de-ville.json", "territoire"),
        ("/territoires/", "q"),
    ],
)
def test_une_valeur_absurde_seule_ne_casse_rien(
    demo_partagee: Registre, client: Client, liste: str, mot: str
) -> None:
    """Alone, so that no other error keeps it from the database."""
    for valeur in ABSURDES:
        reponse = demander(client, f"{liste}?{encoder([(mot, valeur)])}")
        assert reponse.status_code in REPONSES, (mot, valeur)


@pytest.mark.parametrize("liste", LISTES)
def test_une_requete_de_cinq_mille_caracteres_est_refusee_poliment(
    demo_partagee: Registre, client: Client, liste: str
) -> None:
    reponse = client.get(f"{liste}?q={'a' * 5000}")
    assert reponse.status_code == 400
    assert "L’adresse est trop longue" in reponse.content.decode()
