"""The bench runs from end to end at a tiny size, so that it is ready when it is asked for."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from psycopg import sql

from outils.banc.bases import Base, empreinte
from outils.banc.bilan import Bilan
from outils.banc.charge import Charge
from outils.banc.mesure import Mesure, meilleure
from outils.banc.mesures import ECRITE, GARDEE, NUE, Releve
from outils.banc.pages import CATALOGUE, FICHE, FLUX, LISTE, PAGES, REGISTRE, Page
from outils.banc.preparation import TAILLES, Nombres, preparer
from outils.banc.rapport import adresses, lentes, mettre_a_jour, nombre, rapports

RACINE = Path(__file__).resolve().parent.parent.parent
TERRITOIRES = RACINE / "fixtures" / "territoires"
PACA = {"04", "05", "06", "13", "83", "84"}


def _lire(nom: str) -> list[dict[str, str]]:
    with (TERRITOIRES / nom).open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


def _ecrire(dossier: Path, nom: str, lignes: list[dict[str, str]]) -> None:
    with (dossier / nom).open("w", encoding="utf-8", newline="") as fichier:
        ecrivain = csv.DictWriter(fichier, list(lignes[0]))
        ecrivain.writeheader()
        ecrivain.writerows(lignes)


@pytest.fixture(scope="module")
def dossier() -> Path:
    """Where the seed is kept from run to run, as `make bench` keeps its own."""
    return RACINE / ".pytest_cache" / "banc"


@pytest.fixture(scope="module")
def territoires(dossier: Path) -> Path:
    """The region, the large communes, and those of the register: a twentieth of France."""
    dossier = dossier / "territoires"
    dossier.mkdir(parents=True, exist_ok=True)
    fixtures = "".join(f.read_text("utf-8") for f in (RACINE / "fixtures").rglob("*.yaml"))
    nommees = set(re.findall(r"commune-(\w{5})", fixtures))
    nommees |= {code for epci in _lire("epci_anciens.csv") for code in epci["communes"].split()}
    communes = [
        c
        for c in _lire("communes.csv")
        if c["departement"] in PACA or c["code"] in nommees or int(c["population"] or 0) > 30_000
    ]
    codes = {c["code"] for c in communes}
    _ecrire(dossier, "communes.csv", communes)
    _ecrire(dossier, "anciens.csv", [a for a in _lire("anciens.csv") if a["successeur"] in codes])
    entiers = ("arrondissements", "departements", "epci", "epci_anciens", "millesimes", "qpv")
    for nom in (*entiers, "regions"):
        _ecrire(dossier, f"{nom}.csv", _lire(f"{nom}.csv"))
    return dossier


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    """Where to copy to when the suite runs on PostgreSQL; "" when it does not."""
    suite = os.environ.get("DATABASE_URL", "")
    if not suite.startswith("postgres"):
        yield ""
        return
    nom = f"banc_{os.getpid()}"
    yield urlunsplit(urlsplit(suite)._replace(path=f"/{nom}"))
    serveur = urlunsplit(urlsplit(suite)._replace(path="/postgres"))
    with psycopg.connect(serveur, autocommit=True) as connexion:
        for taille in TAILLES:
            base = sql.Identifier(f"{nom}_{taille.lower()}")
            connexion.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(base))


@pytest.fixture(scope="module")
def sortie(dossier: Path, territoires: Path, postgres: str) -> str:
    """`make bench` for sixty notices, under a ceiling that no page can hold."""
    options = ["--notices", "60", "--dispositifs", "30", "--quartiers", "5", "--tours", "1"]
    options += ["--charge", "0.5", "--plafond", "0.001", "--sans-datasette", "--base", postgres]
    options += ["--dossier", str(dossier), "--territoires", str(territoires)]
    execution = subprocess.run(
        [sys.executable, "-m", "outils.banc", *options],
        cwd=RACINE,
        env={n: v for n, v in os.environ.items() if n != "DATABASE_URL"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert execution.returncode == 1, execution.stdout + execution.stderr
    assert "Ne répond pas" not in execution.stdout
    return execution.stdout


def _noms() -> list[str]:
    listes = [("dispositifs", REGISTRE), ("bibliographie", CATALOGUE)]
    filtrees = [f"{nom}, {f}".rstrip(", ") for nom, table in listes for f, _, _ in table]
    return [*(nom for nom, *_ in PAGES), "contrat de ville", "sélection", *filtrees]


def test_chaque_sorte_d_adresse_a_sa_ligne(sortie: str) -> None:
    lignes = {ligne.split(" | ")[0].removeprefix("| ") for ligne in sortie.splitlines()}
    assert set(_noms()) <= lignes


@pytest.mark.parametrize("nom", ["commune", "dispositifs, thème + q", "bibliographie, thème + q"])
def test_une_ligne_dit_processeur_ecoule_et_requetes(sortie: str, nom: str) -> None:
    ligne = next(x for x in sortie.splitlines() if x.startswith(f"| {nom} |"))
    _, _, processeur, _, ecoule, requetes, gardee, *_ = ligne.split("|")
    assert all(x.strip().endswith(" ms") for x in (processeur, ecoule, gardee))
    assert int(requetes) > 1


def test_la_charge_est_mesuree_par_un_vrai_serveur(sortie: str) -> None:
    assert re.search(r"\| 64 connexions, réponses par seconde \| ≥ 3 000 \| \d", sortie)


def test_les_deux_bases_sont_cote_a_cote(sortie: str, postgres: str) -> None:
    moteurs = "SQLite | PostgreSQL" if postgres else "SQLite"
    assert f"| rapport | cible | {moteurs} |\n" in sortie


def test_ce_qui_depasse_le_plafond_est_nomme(sortie: str) -> None:
    assert "adresses au-dessus de 0,0 s" in sortie
    assert re.search(r"\| commune \| `/territoires/commune/83126-.*` \| SQLite, France \|", sortie)


@pytest.mark.usefixtures("sortie")
def test_le_semis_est_garde(
    dossier: Path, territoires: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, france = preparer(dossier, Nombres(5, 30, 60), territoires, "")
    assert france.exists()
    assert capsys.readouterr().out == ""


def test_un_semis_demande_se_fait_une_fois(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ordres = []
    monkeypatch.setattr(Base, "lancer", lambda _, *arguments: ordres.append(arguments[2:]))
    for _ in range(2):
        # Its files are made by `lancer`: an empty base stands for each.
        preparer(tmp_path, Nombres(5, 30, 60), tmp_path, "")
    assert ordres == [("paca", str(tmp_path)), ("france", "5", "30", "60")]
    assert "→ Semis : france 5 30 60" in capsys.readouterr().out


def test_le_semis_change_avec_ce_qui_est_demande() -> None:
    assert empreinte([1]) != empreinte([2])
    assert empreinte([1]) == empreinte([1])


# What is said of it, without running anything


def _bilan(attente: float, *, statut: int = 200) -> Bilan:
    """A sheet, a list and a file that cost what is said; PACA costs 10 ms, Datasette 100."""
    pages = [
        Page("commune", FICHE, "/c/"),
        Page("bibliographie, q", LISTE, "/b/?q=x", "/voisin/"),
        Page("bibliographie.csv", FLUX, "/b.csv"),
    ]
    releves = [Releve("SQLite", "PACA"), Releve("SQLite", "France"), Releve("Datasette", "France")]
    cout = {"SQLite": attente, "Datasette": 0.1}
    for releve in releves:
        secondes = 0.01 if releve.taille == "PACA" else cout[releve.moteur]
        for page in pages:
            mesure = Mesure(statut, 1_000, attente, secondes, 0.0, debut=min(secondes, 0.02))
            releve.noter(page, ECRITE, mesure)
            releve.noter(page, GARDEE, Mesure(200, cpu=0.001))
            releve.noter(page, NUE, Mesure(200, cpu=0.002))
    charge = Charge("SQLite", 1.0, [0.01] * 4_000)
    return Bilan(pages, releves, [charge], 2.0)


def test_tout_tient_sous_les_cibles() -> None:
    bilan = _bilan(0.015)
    assert bilan.code == 0
    assert "MANQUÉE" not in rapports(bilan)
    assert lentes(bilan) == "Aucune adresse publique ne dépasse 2,0 s."


def test_une_adresse_au_dessus_du_plafond_est_nommee_et_fait_echouer() -> None:
    bilan = _bilan(2.5)
    assert bilan.code == 1
    assert "`/b/?q=x` | SQLite, France | 2,5 s" in lentes(bilan)
    assert "3 fois sur 3" not in rapports(bilan)
    assert "(commune 1 250)" in rapports(bilan)
    assert "**25,0**" in adresses(bilan, "SQLite")


def test_un_fichier_n_est_juge_que_sur_son_debut() -> None:
    assert all(page.nom != "bibliographie.csv" for _, page, _, _ in _bilan(2.5).lentes())


def test_une_adresse_qui_ne_repond_pas_fait_echouer() -> None:
    assert _bilan(0.015, statut=500).code == 1


def test_la_meilleure_mesure_est_la_moins_chere() -> None:
    lente, vive = Mesure(200, cpu=1.0), Mesure(200, cpu=0.2, attente=0.1)
    assert meilleure(lente, vive) == vive
    assert meilleure(vive, lente) == vive


def test_le_document_garde_ce_qui_precede_le_releve(tmp_path: Path) -> None:
    document = tmp_path / "mesures.md"
    document.write_text("# Mesurer\n\nUn.\n\n## Relevé du 1 mai 2026\n\nAncien.\n", "utf-8")
    for _ in range(2):
        mettre_a_jour(document, _bilan(0.015), "make bench")
    texte = document.read_text("utf-8")
    assert texte.startswith("# Mesurer\n\nUn.\n\n## Relevé du ")
    assert "Ancien" not in texte
    assert texte.count("## Relevé du ") == 1


def test_les_nombres_sont_ecrits_en_francais() -> None:
    assert [nombre(n) for n in (0.123, 12.34, 1234.5)] == ["0,12", "12,3", "1\u202f234"]
