"""Every public address of the site, asked anything in any way: never a 500.

The addresses are read from the resolver, so that a page added tomorrow is tried too.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.fabriques import Registre, registre_de_demo, scene

# One true value for each part of an address; what is not here is tried as written.
VALEURS = {
    "echelle": "commune",
    "code": "83126",
    "slug": "la-seyne-sur-mer",
    "numero": "1",
    "jeton": "lien-incomplet",
}
PARTIE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>((?:[^()]|\([^()]*\))*)\)")
ABSURDES = [
    *("%00", "%ff%fe", "%c3%28", "%25", "'", '"', "9" * 400, "-1", "0", "1e999", "NaN", "abc"),
    *("[]", '{"a":1}', "2018-13", "2018-02-30", "9999-99-99", "0000", "commune-99999", "53"),
    *("region-53", "commune-83126%0A", "XYZ", "\u202e", "😀", "٣", "a" * 5000, "é" * 900),
    *("NEAR(", "a*", '"a', "((", "=1+1", "../../etc/passwd", "//exemple.fr", "1-2-x", "9,9"),
]
MOTS = [
    *("q", "page", "type", "types", "territoire", "au", "statut", "tri", "theme", "n", "besoin"),
    *("annee_min", "du", "genre", "generation", "auteur", "dispositif", "next", "type[]", ""),
]
ENTETES: list[dict[str, str]] = [
    {"Host": "ailleurs.exemple.fr"},
    {"Host": "a..b"},
    {"Accept": "image/png;q=abc, " * 50},
    {"X-Requested-With": "fetch", "HX-Current-URL": "\x00"},
    {"If-None-Match": ",,,", "If-Modified-Since": "hier", "Range": "bytes=x"},
    {"Cookie": 'sessionid="\\000aaaaaaaaaaaa"; csrftoken=é; messages=x:y'},
    {"X-Forwarded-For": "x" * 3000, "Authorization": "Basic \x00"},
    {"Origin": "http://["},
    {"Referer": "http://["},
]
CORPS: list[tuple[str, bytes]] = [
    ("application/x-www-form-urlencoded", b"q=%00&n=%ff&page=%2Fdispositifs%2F%00&retour=//x"),
    ("application/x-www-form-urlencoded; charset=rien", b"q=\xff"),
    ("application/x-www-form-urlencoded", b"a=1&" * 1500),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=q"),
    ("multipart/form-data", b"\x00"),
    ("application/json", b'{"a":' * 500),
]


def _adresses(motifs: Any, debut: str = "/") -> Iterator[str]:
    for motif in motifs:
        chemin = debut + str(motif.pattern).strip("^$").replace("\\.", ".")
        if isinstance(motif, URLResolver):
            # The admin has its own matrix, role by role.
            if not chemin.startswith("/admin/"):
                yield from _adresses(motif.url_patterns, chemin)
        elif isinstance(motif, URLPattern) and not chemin.startswith("/admin/"):
            yield from _remplir(chemin)


def _remplir(chemin: str) -> Iterator[str]:
    """The address with its parts filled; once for each suffix that it offers."""
    choix = []
    for nom, groupe, dedans in PARTIE.findall(chemin):
        valeur = VALEURS.get(nom or groupe)
        choix.append([valeur] if valeur else dedans.replace("\\.", ".").split("|"))
    for valeurs in product(*choix):
        suite = iter(valeurs)
        yield PARTIE.sub(lambda _, suite=suite: next(suite), chemin)


ADRESSES = sorted(set(_adresses(get_resolver().url_patterns)))
PAR_ADRESSE = 8


@pytest.fixture(scope="module", name="demo_du_module")
def _demo_du_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Registre]:
    yield from scene(django_db_blocker, registre_de_demo)


def _lire(reponse: Any) -> int:
    """The status of an answer read to its end: an export fails only once it flows."""
    if reponse.streaming:
        list(reponse)
    return int(reponse.status_code)


def _question(mot: str, valeur: str) -> str:
    brute = valeur if valeur.startswith("%") else quote(valeur)
    return f"{quote(mot)}={brute}"


def test_les_adresses_du_site_sont_toutes_essayees() -> None:
    attendues = {"/", "/territoires/", "/dispositifs.csv", "/bibliographie.csl.json", "/agenda.ics"}
    assert attendues <= set(ADRESSES)
    assert "/territoires/commune/83126-la-seyne-sur-mer.pdf" in ADRESSES
    assert not [a for a in ADRESSES if set(a) & set("<>()|^$\\")]


@pytest.mark.parametrize("adresse", ADRESSES)
def test_aucune_demande_ne_casse_une_adresse(
    demo_du_module: Registre, db: None, client: Client, adresse: str
) -> None:
    rang = ADRESSES.index(adresse)
    questions = [f"page={v}" for v in ("999999", "abc", "%00")]
    for n in range(PAR_ADRESSE):
        i = rang * PAR_ADRESSE + n
        # Word and value turn at different paces: the addresses together try every pair or so.
        questions.append(_question(MOTS[i % len(MOTS)], ABSURDES[(i // 3) % len(ABSURDES)]))
    for question in questions:
        assert _lire(client.get(adresse, QUERY_STRING=question)) < 500, question
    for entetes in ENTETES[rang % 2 :: 2]:
        assert _lire(client.get(adresse, headers=entetes)) < 500, entetes
        assert _lire(client.post(adresse, {"page": "//["}, headers=entetes)) < 500, entetes
    for methode in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "ABC"):
        assert _lire(client.generic(methode, adresse, b"x=\xff")) < 500, methode
    for genre, corps in CORPS:
        reponse = client.generic("POST", adresse, corps, genre)
        assert _lire(reponse) < 500, (genre, corps[:40])
