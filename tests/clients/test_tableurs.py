"""The CSV files as LibreOffice Calc opens them in France, as pandas and frictionless read them."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver
from frictionless import Resource
from openpyxl import load_workbook

from bibliographie.formats.colonnes import COLONNES as COLONNES_NOTICES
from bibliographie.importation import Etat, comparer, lire
from dispositifs.models import Dispositif, Organisme
from socle.tableur.modeles import Tableau
from tests.clients.programmes import ENREGISTRER_EN_CSV, calc
from tests.lecture import lignes_csv, lignes_json, octets
from tests.socle.tableur.conftest import envoyer, retour_de, sortir

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("france")]
avec_calc = pytest.mark.programme("soffice")

SELECTION = "guides-pour-agir-2022"
# Every address of the site that ends with « .csv », asked where codes begin with a zero.
ADRESSES = {
    "dispositifs": "/dispositifs.csv?hors_region=oui",
    "contrats-de-ville": "/contrats-de-ville.csv?hors_region=oui",
    "territoires": "/territoires.csv?q=saint",
    "observatoire": "/observatoire.csv?territoire=departement-04",
    "zones-blanches": "/observatoire/zones-blanches.csv?territoire=departement-04&type=clsm",
    "bibliographie": "/bibliographie.csv",
    "selection": f"/bibliographie/selections/{SELECTION}.csv",
}
JOUR = re.compile(r"\d{4}-\d\d-\d\d")
Rangees = list[dict[str, Any]]


def _les_adresses(motifs: Any, avant: str = "") -> Iterator[str]:
    for motif in motifs:
        ici = avant + str(motif.pattern)
        if hasattr(motif, "url_patterns"):
            yield from _les_adresses(motif.url_patterns, ici)
        else:
            yield ici


def test_aucune_adresse_de_csv_n_est_oubliee() -> None:
    """Those of the admin are the correction tables (below) and the list of invitations."""
    publiques = [
        adresse
        for adresse in _les_adresses(get_resolver().url_patterns)
        if "csv" in adresse and not adresse.startswith("admin/")
    ]
    assert len(publiques) == len(ADRESSES), publiques


def _telecharger(client: Client, dossier: Path) -> list[Path]:
    for nom, adresse in ADRESSES.items():
        reponse = client.get(adresse)
        assert reponse.status_code == 200
        (dossier / f"{nom}.csv").write_bytes(octets(reponse))
    return [dossier / f"{nom}.csv" for nom in ADRESSES]


def _attendues(client: Client, nom: str) -> Rangees:
    """What the file says: its JSON, where it has one; else its cells, guards undone."""
    if nom == "selection":
        return list(lignes_csv(client.get(ADRESSES[nom])))
    return lignes_json(client.get(ADRESSES[nom].replace(".csv", ".json")))


def _montree(cellule: Any) -> str:
    """What a cell of Calc shows. A day is a day, however the country writes it."""
    if isinstance(cellule, datetime.datetime):
        return cellule.date().isoformat()
    return "" if cellule is None else str(cellule)


def _ecrite(valeur: Any) -> str:
    texte = "" if valeur is None else str(valeur)
    return f"'{texte}" if texte.startswith(("=", "+", "-", "@")) else texte


def _mangees(lues: Rangees, attendues: Rangees) -> list[tuple[str, str, str]]:
    """(column, written, shown) wherever a cell does not show what was written."""
    assert len(lues) == len(attendues) > 0
    return [
        (colonne, _ecrite(valeur), _montree(lue[colonne]))
        for lue, attendue in zip(lues, attendues, strict=True)
        for colonne, valeur in attendue.items()
        if _montree(lue[colonne]) != _ecrite(valeur)
    ]


def _rangees(classeur: Path) -> Rangees:
    entete, *lignes = load_workbook(classeur, data_only=True).worksheets[0].values
    return [dict(zip(map(str, entete), ligne, strict=True)) for ligne in lignes]


@avec_calc
def test_calc_montre_chaque_cellule_telle_qu_elle_est_ecrite(
    client: Client, tmp_path: Path
) -> None:
    ouverts = calc(tmp_path, "xlsx", _telecharger(client, tmp_path))
    for nom, classeur in ouverts.items():
        lues = _rangees(classeur)
        assert _mangees(lues, _attendues(client, nom)) == [], nom
    (manosque,) = [x for x in _rangees(ouverts["zones-blanches"]) if x["code"] == "04112"]
    assert (manosque["departement_code"], manosque["epci_code"]) == ("04", "200034700")


@avec_calc
def test_calc_rend_chaque_classeur_tel_qu_il_est(client: Client, tmp_path: Path) -> None:
    """Every list but the sélection has a workbook: a code stays a text, a number a number."""
    fichiers = []
    for nom in ADRESSES.keys() - {"selection"}:
        fichiers.append(tmp_path / f"{nom}.xlsx")
        fichiers[-1].write_bytes(octets(client.get(ADRESSES[nom].replace(".csv", ".xlsx"))))
    for fichier, rendu in zip(fichiers, calc(tmp_path, "xlsx", fichiers).values(), strict=True):
        assert _rangees(rendu) == _rangees(fichier), fichier.stem


@avec_calc
def test_ce_que_calc_enregistre_se_reimporte_sans_rien_changer(
    client: Client, tmp_path: Path
) -> None:
    """The catalogue opened in Calc, saved as CSV and as XLSX, and imported again."""
    fichier = tmp_path / "bibliographie.csv"
    fichier.write_bytes(octets(client.get("/bibliographie.csv")))
    for vers in ("xlsx", ENREGISTRER_EN_CSV):
        (rendu,) = calc(tmp_path, vers, [fichier]).values()
        comparaisons = comparer(lire(rendu.name, rendu.read_bytes()).lus)
        assert len(comparaisons) == 222
        changees = [c for c in comparaisons if c.etat is not Etat.IDENTIQUE or c.remarques]
        assert changees == []


@avec_calc
@pytest.mark.parametrize("modele", [Dispositif, Organisme])
def test_un_tableau_de_correction_passe_par_calc_sans_rien_changer(
    client: Client, tmp_path: Path, modele: Any
) -> None:
    client.force_login(User.objects.create_superuser("editrice", password="x"))
    fichier = tmp_path / "tableau.csv"
    fichier.write_bytes(sortir(client, modele))
    (rendu,) = calc(tmp_path, ENREGISTRER_EN_CSV, [fichier]).values()
    retour = retour_de(envoyer(client, modele, rendu.read_bytes()))
    assert [vue for _, _, vues in retour.groupes for vue in vues] == []
    assert Tableau.objects.filter(sens=Tableau.Sens.SORTI).count() == 1


def test_un_programme_qui_devine_les_types_ne_perd_aucun_code(
    client: Client, tmp_path: Path
) -> None:
    """frictionless guesses as pandas does: bare, « 04112 » would be the integer 4112."""
    for fichier in _telecharger(client, tmp_path):
        lu = Resource(path=fichier.name, basepath=str(tmp_path), encoding="utf-8-sig")
        rangees = [dict(rangee) for rangee in lu.read_rows()]
        attendues = _attendues(client, fichier.stem)
        for rangee, attendue in zip(rangees, attendues, strict=True):
            for colonne, valeur in attendue.items():
                assert _sans_garde(rangee[colonne]) == _ecrite(valeur), (fichier.stem, colonne)


def _sans_garde(valeur: Any) -> str:
    if isinstance(valeur, datetime.date):
        return valeur.isoformat()
    return re.sub(r'^="(.*)"$', r"\1", "" if valeur is None else str(valeur))


def test_les_colonnes_lues_sont_celles_que_dit_la_documentation(
    client: Client, tmp_path: Path
) -> None:
    fichier = tmp_path / "bibliographie.csv"
    fichier.write_bytes(octets(client.get("/bibliographie.csv")))
    lu = Resource(path=fichier.name, basepath=str(tmp_path), encoding="utf-8-sig")
    rapport = lu.validate()
    assert rapport.valid, rapport.flatten(["type", "message"])[:5]
    assert lu.schema.field_names == [c.nom for c in COLONNES_NOTICES]
