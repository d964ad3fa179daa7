"""The same list as a file: what a spreadsheet or a program reads back."""

import csv
import io
import json
from collections.abc import Iterator

import openpyxl
import pytest
from django.http import QueryDict
from django.http.response import HttpResponseBase
from hypothesis import given
from hypothesis import strategies as st

from socle.listes.colonnes import Colonne
from socle.listes.exports import FORMULES, LOT, exporter, neutraliser
from socle.models import Source
from tests.fabriques import nombre_de_requetes
from tests.lecture import octets
from tests.socle.listes.test_filtre_strict import SourceFiltre

COLONNES = [
    Colonne("clé", "La clé.", lambda s: s.cle),
    Colonne("titre", "Le titre.", lambda s: s.titre),
    Colonne("rang", "Un nombre.", lambda s: len(s.titre)),
    Colonne("vide", "Rien.", lambda s: None),
]


def exporter_en(suffixe: str, requete: str = "") -> HttpResponseBase:
    filtre = SourceFiltre(QueryDict(requete), Source.objects.order_by("cle"))
    return exporter(filtre, COLONNES, "sources", suffixe)


def lire_csv(contenu: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(contenu.decode("utf-8-sig"), newline=""), delimiter=";"))


def lire_xlsx(contenu: bytes) -> list[tuple[object, ...]]:
    feuille = openpyxl.load_workbook(io.BytesIO(contenu)).active
    assert feuille is not None
    return list(feuille.values)


TITRES = {
    "a": "01234",
    "b": "=1+1",
    "c": 'L’« été »\u00a0; 5 % "net"',
    "d": "@SUM(A1)\nsuite",
    "e": "-3",
    "f": "\t=cmd",
}


@pytest.fixture(name="_sources")
def _sources(db: None) -> None:
    Source.objects.bulk_create(Source(cle=c, titre=t) for c, t in TITRES.items())


@pytest.mark.usefixtures("_sources")
def test_le_csv_s_ouvre_dans_un_tableur_francais() -> None:
    reponse = exporter_en("csv")
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert reponse["Content-Disposition"] == 'attachment; filename="sources.csv"'
    contenu = octets(reponse)
    assert contenu.startswith("\ufeffclé;titre;rang;vide\r\n".encode())
    assert len(contenu.splitlines()) == len(TITRES) + 2  # the header, and one title on two lines


@pytest.mark.usefixtures("_sources")
def test_le_csv_neutralise_ce_qu_un_tableur_executerait() -> None:
    lignes = {ligne[0]: ligne[1] for ligne in lire_csv(octets(exporter_en("csv")))[1:]}
    assert lignes == {
        "a": '="01234"',
        "b": "'=1+1",
        "c": TITRES["c"],
        "d": "'@SUM(A1)\nsuite",
        "e": "'-3",
        "f": "'\t=cmd",
    }


@pytest.mark.usefixtures("_sources")
def test_le_xlsx_garde_zeros_et_formules_comme_du_texte() -> None:
    reponse = exporter_en("xlsx")
    assert reponse["Content-Disposition"] == 'attachment; filename="sources.xlsx"'
    lignes = lire_xlsx(octets(reponse))
    assert lignes[0] == ("clé", "titre", "rang", "vide")
    assert {ligne[0]: ligne[1] for ligne in lignes[1:]} == TITRES
    assert lignes[1][2:] == (5, None)


@pytest.mark.usefixtures("_sources")
def test_le_xlsx_ne_contient_aucune_formule() -> None:
    feuille = openpyxl.load_workbook(io.BytesIO(octets(exporter_en("xlsx")))).active
    assert feuille is not None
    assert {cellule.data_type for ligne in feuille for cellule in ligne} <= {"s", "n"}


@pytest.mark.usefixtures("_sources")
def test_le_json_se_lit_et_dit_sa_licence_et_sa_date() -> None:
    reponse = exporter_en("json")
    assert reponse["Content-Type"] == "application/json; charset=utf-8"
    donnees = json.loads(octets(reponse))
    assert donnees["licence"] == "etalab-2.0"
    assert len(donnees["extrait_le"]) == 10
    assert [e["titre"] for e in donnees["elements"]] == list(TITRES.values())
    assert donnees["elements"][0] == {"clé": "a", "titre": "01234", "rang": 5, "vide": None}


@pytest.mark.parametrize("suffixe", ["csv", "xlsx", "json"])
def test_une_liste_vide_donne_un_fichier_vide_et_lisible(db: None, suffixe: str) -> None:
    contenu = octets(exporter_en(suffixe))
    if suffixe == "json":
        assert json.loads(contenu)["elements"] == []
    elif suffixe == "csv":
        assert lire_csv(contenu) == [["clé", "titre", "rang", "vide"]]
    else:
        assert len(lire_xlsx(contenu)) == 1


@pytest.mark.usefixtures("_sources")
@pytest.mark.parametrize("suffixe", ["csv", "xlsx", "json"])
def test_un_filtre_invalide_donne_une_erreur_en_francais_et_aucun_fichier(suffixe: str) -> None:
    reponse = exporter_en(suffixe, "organisme=xyz&date=hier")
    assert reponse.status_code == 400
    assert reponse["Content-Type"] == "text/plain; charset=utf-8"
    lignes = octets(reponse).decode().splitlines()
    assert len(lignes) == 2
    assert "ne fait pas partie des choix" in lignes[0]


@pytest.mark.usefixtures("_sources")
def test_les_trois_formats_disent_les_memes_lignes() -> None:
    requete = "titre=1"
    attendues = ["a", "b", "d"]
    en_csv = [ligne[0] for ligne in lire_csv(octets(exporter_en("csv", requete)))[1:]]
    en_xlsx = [ligne[0] for ligne in lire_xlsx(octets(exporter_en("xlsx", requete)))[1:]]
    en_json = [e["clé"] for e in json.loads(octets(exporter_en("json", requete)))["elements"]]
    assert en_csv == en_xlsx == en_json == attendues


@pytest.mark.parametrize("suffixe", ["csv", "json"])
def test_le_fichier_part_par_morceaux_sans_tenir_toute_la_liste(db: None, suffixe: str) -> None:
    Source.objects.bulk_create(Source(cle=f"s{n:04}", titre="t") for n in range(2 * LOT + 1))
    reponse = exporter_en(suffixe)
    assert reponse.streaming
    morceaux: Iterator[bytes] = iter(reponse)
    assert nombre_de_requetes(lambda: [next(morceaux) for _ in range(3)]) == 1
    assert len(list(morceaux)) >= 2 * LOT - 2


@given(st.text())
def test_rien_de_neutralise_ne_commence_comme_une_formule(texte: str) -> None:
    neutre = neutraliser(texte)
    assert isinstance(neutre, str)
    assert not neutre.startswith(FORMULES)
    assert neutre.endswith(texte)


@pytest.mark.parametrize("valeur", [3, -3, 4.5, None, "CLS", "a=b", "01"])
def test_ce_qui_n_est_pas_une_formule_reste_tel_quel(valeur: object) -> None:
    assert neutraliser(valeur) == valeur
