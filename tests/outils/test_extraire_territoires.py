"""The extraction reads several yearly packages: names, postcodes, ends that the newest forgot."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from outils import extraire_territoires


def commune(code: str, nom: str, **champs: Any) -> dict[str, Any]:
    """One entry of communes.json, in its published shape."""
    return {
        "code": code,
        "nom": nom,
        "typeLiaison": 0,
        "departement": "93",
        "type": "commune-actuelle",
        "codesPostaux": ["93200"],
    } | champs


SAINT_DENIS = commune("93066", "Saint-Denis", anciensCodes=["93059", "93001"])
PIERREFITTE = commune("93059", "Pierrefitte-sur-Seine", codesPostaux=["93380"])
CERESTE = commune("04045", "Céreste", departement="04")
DEPARTEMENT = {"code": "93", "nom": "Seine-Saint-Denis", "typeLiaison": 3, "zone": "metro"}
PAQUETS: dict[str, list[dict[str, Any]]] = {
    "2026": [SAINT_DENIS, commune("04045", "Céreste-en-Luberon", departement="04")],
    "2025": [SAINT_DENIS, CERESTE],
    "2024": [SAINT_DENIS, PIERREFITTE, CERESTE],
}


def ecrire_paquet(racine: Path, communes: list[dict[str, Any]]) -> Path:
    """A folder made as an unpacked package."""
    donnees = racine / "data"
    donnees.mkdir(parents=True)
    contenus = {
        "communes": communes,
        "epci": [],
        "departements": [DEPARTEMENT | {"region": "11"}],
        "regions": [{"code": "11", "nom": "Île-de-France", "typeLiaison": 1, "zone": "metro"}],
    }
    for nom, contenu in contenus.items():
        (donnees / f"{nom}.json").write_text(json.dumps(contenu), encoding="utf-8")
    return racine


@pytest.fixture
def paquets(tmp_path: Path) -> dict[str, Path]:
    """The three packages, by year."""
    return {annee: ecrire_paquet(tmp_path / annee, c) for annee, c in PAQUETS.items()}


def extraire(
    paquets: dict[str, Path], sortie: Path, monkeypatch: pytest.MonkeyPatch, *annees: str
) -> dict[str, dict[str, str]]:
    """Run the tool and read the old codes and the communes, by code."""
    anciens = [f"{annee}={paquets[annee]}" for annee in annees]
    arguments = ["extraire", str(paquets["2026"]), *anciens, "--sortie", str(sortie)]
    monkeypatch.setattr(sys, "argv", arguments)
    extraire_territoires.lancer()
    lignes: dict[str, dict[str, str]] = {}
    for nom in ("anciens", "communes"):
        with (sortie / f"{nom}.csv").open(encoding="utf-8", newline="") as lu:
            lignes |= {ligne["code"]: ligne for ligne in csv.DictReader(lu)}
    return lignes


def test_un_paquet_plus_vieux_nomme_et_date_ce_que_le_dernier_a_oublie(
    paquets: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lignes = extraire(paquets, tmp_path / "csv", monkeypatch, "2024", "2025")
    assert lignes["93059"] == {
        "code": "93059",
        "nom": "Pierrefitte-sur-Seine",
        "liaison": "0",
        "successeur": "93066",
        "codes_postaux": "93380",
        "obsolete_depuis": "2025",
    }


def test_ce_qu_aucun_paquet_ne_dit_reste_vide(
    paquets: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lignes = extraire(paquets, tmp_path / "csv", monkeypatch, "2024", "2025")
    assert lignes["93001"]["successeur"] == "93066"
    assert not any(lignes["93001"][c] for c in ("nom", "codes_postaux", "obsolete_depuis"))
    seul = extraire(paquets, tmp_path / "seul", monkeypatch)
    assert not any(seul["93059"][c] for c in ("nom", "codes_postaux", "obsolete_depuis"))


def test_une_commune_qui_change_de_nom_garde_l_ancien(
    paquets: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lignes = extraire(paquets, tmp_path / "csv", monkeypatch, "2024", "2025")
    assert lignes["04045"]["anciens_noms"] == "Céreste"
    assert lignes["93066"]["anciens_noms"] == ""


def test_une_annee_qui_manque_est_refusee(
    paquets: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        extraire(paquets, tmp_path / "csv", monkeypatch, "2024")
    assert "doivent se suivre jusqu’à 2025" in capsys.readouterr().err
