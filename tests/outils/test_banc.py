"""The bench runs from end to end at a tiny size, so that it is ready when it is asked for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from outils.banc.comparaisons import verdict

RACINE = Path(__file__).resolve().parent.parent.parent
PAGES = ("commune", "département", "région", "dispositif", "notice", "bibliographie, recherche")


@pytest.fixture(scope="module")
def rapport(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `make bench` prints for sixty notices; without Datasette, which wants a network."""
    tailles = {"notices": 60, "dispositifs": 30, "quartiers": 5, "tours": 1}
    options = [mot for nom, n in tailles.items() for mot in (f"--{nom}", str(n))]
    options += ["--lignes", "10", "200", "--formats", "csv", "--sans-datasette"]
    options += ["--dossier", str(tmp_path_factory.mktemp("banc"))]
    environnement = {n: v for n, v in os.environ.items() if n != "DATABASE_URL"}
    resultat = subprocess.run(
        [sys.executable, "-m", "outils.banc", *options],
        cwd=RACINE,
        env=environnement,
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode == 0, resultat.stdout + resultat.stderr
    return resultat.stdout


def _partie(rapport: str, titre: str) -> str:
    debut = rapport.index(titre)
    return rapport[debut : rapport.find("\n\n", debut)]


@pytest.mark.parametrize(
    "titre",
    ["Une fiche ÷ une vue Django nue", "La même demande, répétée", "taille France ÷ taille PACA"],
)
def test_chaque_comparaison_est_un_rapport_avec_sa_cible(rapport: str, titre: str) -> None:
    lignes = _partie(rapport, titre).splitlines()[1:]
    assert len(lignes) >= 5
    for ligne in lignes:
        assert re.search(r"\d,\d\d \(cible [\d,]+ : (tenue|MANQUÉE)\)", ligne), ligne


@pytest.mark.parametrize("nom", PAGES)
def test_chaque_page_dit_son_nombre_de_requetes_aux_deux_tailles(rapport: str, nom: str) -> None:
    assert re.search(rf"  {nom} +\d+, \d+\n", _partie(rapport, "Requêtes SQL par page") + "\n")


def test_la_premiere_page_est_pesee_avec_ses_fichiers(rapport: str) -> None:
    requetes = re.search(r"requêtes .*, (\d+)\n", _partie(rapport, "Première page") + "\n")
    assert requetes is not None
    assert int(requetes[1]) > 1


def test_un_export_dit_ce_qu_il_ajoute_a_la_memoire(rapport: str) -> None:
    assert re.search(r"  csv +\+\d+,\d Mo pour \d+,\d Mo envoyés", rapport)


def test_une_cible_manquee_est_dite() -> None:
    assert "MANQUÉE" in verdict(5.01, 5)
    assert "tenue" in verdict(5.0, 5)
