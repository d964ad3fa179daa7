"""unAPI: which formats, which notice, which file; and a clear answer to what makes no sense."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from bibliographie.lecture import ris
from bibliographie.models import AncienneNotice, Notice
from tests.bibliographie.conftest import une_notice

pytestmark = pytest.mark.django_db
FORMATS = {
    "ris": "application/x-research-info-systems",
    "bibtex": "application/x-bibtex",
    "csl": "application/vnd.citationstyles.csl+json",
}
Demander = Callable[[str], Any]


@pytest.fixture(name="demander")
def _demander(client: Client) -> Demander:
    return lambda requete: client.get(f"/unapi/{requete}")


@pytest.fixture(name="notice")
def _notice(db: None) -> Notice:
    return une_notice("Un référentiel & ses « guides »", urls=["https://exemple.fr/un"])


def _corps(reponse: Any) -> str:
    return b"".join(reponse).decode()


def _formats(reponse: Any) -> tuple[str | None, dict[str, str]]:
    assert reponse["Content-Type"].startswith("application/xml")
    racine = etree.fromstring(reponse.content)
    assert racine.tag == "formats"
    return racine.get("id"), {f.attrib["name"]: f.attrib["type"] for f in racine}


def test_sans_rien_dire_on_lit_les_formats(demander: Demander) -> None:
    reponse = demander("")
    assert reponse.status_code == 200
    assert _formats(reponse) == (None, FORMATS)


def test_une_notice_dit_les_siens_et_demande_de_choisir(demander: Demander, notice: Notice) -> None:
    reponse = demander(f"?id={notice.numero}")
    assert reponse.status_code == 300
    assert _formats(reponse) == (str(notice.numero), FORMATS)


@pytest.mark.parametrize(("format_", "mime"), FORMATS.items())
def test_une_notice_et_un_format_donnent_le_fichier(
    demander: Demander, notice: Notice, format_: str, mime: str
) -> None:
    reponse = demander(f"?id={notice.numero}&format={format_}")
    assert reponse.status_code == 200
    assert reponse["Content-Type"].startswith(mime)
    assert "https://exemple.fr/un" in _corps(reponse)


def test_le_fichier_est_celui_de_la_notice(demander: Demander, notice: Notice) -> None:
    (lu,) = ris.lire(_corps(demander(f"?id={notice.numero}&format=ris")).replace("\r", ""))
    assert (lu.reference.titre, lu.reference.cle) == (notice.titre, notice.cle)
    (item,) = json.loads(_corps(demander(f"?id={notice.numero}&format=csl")))
    assert item["title"] == notice.titre


def test_un_numero_reuni_a_un_autre_rend_celui_qui_est_garde(
    demander: Demander, notice: Notice
) -> None:
    AncienneNotice.objects.create(numero=4321, cle="ancienne", notice=notice)
    reponse = demander("?id=4321&format=ris")
    assert reponse.status_code == 200
    assert notice.cle in _corps(reponse)


@pytest.mark.parametrize(
    ("requete", "statut", "phrase"),
    [
        ("?format=ris", 400, "quelle notice"),
        ("?id=&format=ris", 400, "quelle notice"),
        ("?id=9999999&format=ris", 404, "Aucune notice publiée"),
        ("?id=9999999", 404, "Aucune notice publiée"),
        ("?id=abc&format=ris", 404, "Aucune notice publiée"),
        ("?id=٣&format=ris", 404, "Aucune notice publiée"),
        ("?id=-1&format=ris", 404, "Aucune notice publiée"),
        (f"?id={'9' * 3000}&format=ris", 404, "Aucune notice publiée"),
        ("?id=<script>alert(1)</script>", 404, "Aucune notice publiée"),
        ("?id=N&format=mods", 406, "ris, bibtex, csl"),
        ("?id=N&format=RIS", 406, "ris, bibtex, csl"),
        ("?id=N&format=../ris", 406, "ris, bibtex, csl"),
    ],
)
def test_ce_qui_n_a_pas_de_reponse_le_dit_en_une_phrase(
    demander: Demander, notice: Notice, requete: str, statut: int, phrase: str
) -> None:
    reponse = demander(requete.replace("=N&", f"={notice.numero}&"))
    assert reponse.status_code == statut
    assert reponse["Content-Type"] == "text/plain; charset=utf-8"
    assert phrase in reponse.content.decode()
    assert "<script>" not in reponse.content.decode()


def test_un_brouillon_ne_sort_pas(demander: Demander) -> None:
    brouillon = une_notice("Pas encore", etat="brouillon")
    for suite in ("", "&format=ris"):
        assert demander(f"?id={brouillon.numero}{suite}").status_code == 404


def test_on_ne_fait_que_lire(client: Client) -> None:
    assert client.post("/unapi/").status_code == 405
    assert client.head("/unapi/").status_code == 200
