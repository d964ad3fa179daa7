"""ANCT's list of quartiers and the correspondence of 2015, in their exact published shape."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from territoires.importation import qpv
from territoires.importation.lecture import FichierIllisibleError
from territoires.models import Appartenance, Territoire

Lieux = dict[str, Territoire]
ENTETE = (
    "code_qp;lib_qp;insee_reg;lib_reg;insee_dep;lib_dep;insee_com;lib_com;siren_epci;lib_epci;;;"
)
# Names, codes and communes are made up in the published shape, but for the guard and the BOM.
ESCOURTINES = (
    "QN01341I;Les Escourtines;93;Provence-Alpes-Côte d'Azur;13;Bouches-du-Rhône;"
    '"=""13055;13070""";Marseille, La Penne-sur-Huveaune;200054807;'
    "Métropole d'Aix-Marseille-Provence;;;"
)
BERTHE = (
    'QN08301M;Berthe;93;Provence-Alpes-Côte d\'Azur;83;Var;"=""83126""";La Seyne-sur-Mer;'
    "248300543;Métropole Toulon-Provence-Méditerranée;;;"
)
SAINT_GENIS = "QN00501N;Le Bourg;93;PACA;05;Hautes-Alpes;05143;Saint-Genis;200068765;CC;;;"
COLONNES_2015 = "QP2024;QP2015_1;QP2015_2;QP2015_3\n"
CORRESPONDANCE = COLONNES_2015 + "QN01341I;QP013009;QP013010;\nQN08301M;QP083001;;\n"


@pytest.fixture
def sans_quartier(lieux: Lieux) -> Lieux:
    """The cast, before any list of quartiers."""
    lieux["qpv-QN01341I"].delete()
    return lieux


class Listes:
    """The two files on disk, and the command that reads them."""

    def __init__(self, racine: Path) -> None:
        self.liste = racine / "listeqp2024-cog2024.csv"
        self.correspondance = racine / "correspondance.csv"

    def importer(self, *lignes: str, correspondance: str = "", **options: Any) -> str:
        """What the command prints."""
        texte = "\r\n".join([ENTETE, *lignes]) + "\r\n"
        self.liste.write_bytes(b"\xef\xbb\xbf" + texte.encode())
        if correspondance:
            self.correspondance.write_text(correspondance, encoding="utf-8")
            options["correspondance"] = str(self.correspondance)
        sortie = StringIO()
        options = {"ecrire": True} | options
        call_command("importer_qpv", str(self.liste), stdout=sortie, **options)
        return sortie.getvalue().replace("\u202f", " ")


@pytest.fixture
def listes(tmp_path: Path) -> Listes:
    return Listes(tmp_path)


def quartier(code: str) -> Territoire:
    return Territoire.objects.get(echelle="qpv", code=code)


def dans(code: str) -> dict[str, bool]:
    """Reference → whole?, of what contains a quartier."""
    lignes = Appartenance.objects.filter(contenu=quartier(code)).select_related("contenant")
    return {
        ligne.contenant.reference: ligne.entiere
        for ligne in lignes
        if ligne.contenant_id != ligne.contenu_id
    }


def test_un_quartier_de_deux_communes_est_lu_malgre_la_garde_d_excel(
    sans_quartier: Lieux, listes: Listes
) -> None:
    listes.importer(ESCOURTINES)
    assert quartier("QN01341I").nom == "Les Escourtines"
    assert quartier("QN01341I").millesime == 2024
    assert dans("QN01341I") == {
        "commune-13055": False,
        "commune-13070": False,
        "epci-200054807": True,
        "departement-13": True,
        "region-93": True,
        "pays-FR": True,
    }


def test_a_blanc_rien_n_est_ecrit(sans_quartier: Lieux, listes: Listes) -> None:
    sortie = listes.importer(BERTHE, ecrire=False)
    assert "1 ajouté" in sortie
    assert "Rien n’a été écrit" in sortie
    assert not Territoire.objects.filter(echelle="qpv").exists()


def test_le_second_import_ne_change_rien(sans_quartier: Lieux, listes: Listes) -> None:
    listes.importer(ESCOURTINES, BERTHE, correspondance=CORRESPONDANCE)
    with CaptureQueriesContext(connection) as requetes:
        sortie = listes.importer(ESCOURTINES, BERTHE, correspondance=CORRESPONDANCE)
    assert "0 ajouté, 0 modifié, 0 obsolète, 5 inchangés" in sortie
    ecrites = [r["sql"] for r in requetes if r["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert ecrites == []


def test_l_import_des_quartiers_ne_touche_pas_aux_communes(
    sans_quartier: Lieux, listes: Listes
) -> None:
    avant = set(Appartenance.objects.values_list("pk", flat=True))
    listes.importer(ESCOURTINES)
    assert avant <= set(Appartenance.objects.values_list("pk", flat=True))
    assert Territoire.objects.en_vigueur().exclude(echelle="qpv").count() == len(sans_quartier) - 2


def test_un_code_de_2015_mene_a_ses_heritiers(sans_quartier: Lieux, listes: Listes) -> None:
    listes.importer(ESCOURTINES, BERTHE, correspondance=CORRESPONDANCE)
    for ancien in ("QP013009", "QP013010"):
        assert quartier(ancien).est_obsolete
        assert [t.code for t in quartier(ancien).successeurs.all()] == ["QN01341I"]
        assert dans(ancien)["departement-13"]
    assert [t.reference for t in Territoire.objects.chercher("qp083001")] == ["qpv-QP083001"]


def test_un_quartier_coupe_en_deux_a_deux_heritiers(sans_quartier: Lieux, listes: Listes) -> None:
    correspondance = COLONNES_2015 + "QN01341I;QP013009;;\nQN08301M;QP013009;;\n"
    listes.importer(ESCOURTINES, BERTHE, correspondance=correspondance)
    assert {t.code for t in quartier("QP013009").successeurs.all()} == {"QN01341I", "QN08301M"}


def test_un_quartier_qui_sort_de_la_liste_devient_ancien(
    sans_quartier: Lieux, listes: Listes
) -> None:
    listes.importer(ESCOURTINES, BERTHE)
    sortie = listes.importer(ESCOURTINES, millesime=2030)
    assert "1 obsolète" in sortie
    assert "sans successeur connu" in sortie
    assert quartier("QN08301M").obsolete_depuis == 2030
    # It stays where it was: what was declared in its name is still found there.
    assert dans("QN08301M")["commune-83126"]
    assert "Rien à changer" in listes.importer(ESCOURTINES, millesime=2030)


def test_une_ancienne_commune_vaut_celle_qui_lui_succede(
    sans_quartier: Lieux, listes: Listes
) -> None:
    listes.importer(SAINT_GENIS)
    assert dans("QN00501N")["commune-05053"]


@pytest.mark.parametrize(
    ("ligne", "message"),
    [
        (BERTHE.replace("QN08301M", "QN8301M"), r"ligne 2, code QN8301M : .* « code_qp »"),
        (BERTHE.replace("Berthe", ""), "code QN08301M : « lib_qp » est vide"),
        (BERTHE.replace("83126", "8126"), "code QN08301M : « 8126 » n’a pas la forme"),
        (BERTHE.replace("83126", "83999"), "code QN08301M : commune inconnue : 83999"),
        (BERTHE.replace('"=""83126"""', ""), "code QN08301M : « insee_com » est vide"),
        (BERTHE.replace("Berthe", "B\x07"), "code QN08301M : caractère interdit"),
        (BERTHE.replace("Berthe", "B" * 151), "code QN08301M : le nom dépasse 150"),
        (BERTHE + "x;y", "code QN08301M : 14 colonnes au lieu de 10"),
        (BERTHE + "\r\n" + BERTHE, "ligne 3, code QN08301M : ce code est déjà donné"),
    ],
)
def test_une_ligne_mal_formee_dit_ou_et_pourquoi(
    sans_quartier: Lieux, listes: Listes, ligne: str, message: str
) -> None:
    with pytest.raises(CommandError) as erreur:
        listes.importer(ligne)
    texte = str(erreur.value).replace("\u00a0", " ")
    assert "listeqp2024-cog2024.csv" in texte
    assert re.search(message, texte), texte
    assert not Territoire.objects.filter(echelle="qpv").exists()


def test_une_correspondance_vers_un_quartier_absent_est_refusee(
    sans_quartier: Lieux, listes: Listes
) -> None:
    with pytest.raises(CommandError, match=r"correspondance\.csv, ligne 2, code QN01341I"):
        listes.importer(BERTHE, correspondance=CORRESPONDANCE)
    assert not Territoire.objects.filter(echelle="qpv").exists()


def test_une_geographie_inchangee_garde_son_code_en_vigueur() -> None:
    """Overseas, a code may go on from one list to the next: it is not old."""
    quartiers = [qpv.Quartier("QP971001", "Centre", frozenset({"97105"}))]
    lu = qpv.referentiel(quartiers, {"QP971001": frozenset({"QP971001"})}, 2024)
    assert not lu.fiches["qpv", "QP971001"].obsolete


LISTE = "\n".join([ENTETE, ESCOURTINES, BERTHE])


@given(st.text(max_size=12), st.integers(0, len(LISTE)), st.integers(0, 20))
def test_une_liste_abimee_est_lue_ou_refusee_ligne_a_ligne(
    bruit: str, ou: int, longueur: int
) -> None:
    abimee = LISTE[:ou] + bruit + LISTE[ou + longueur :]
    try:
        lu: list[qpv.Quartier] | FichierIllisibleError = qpv.lire_liste(
            abimee, "liste.csv", {"13055", "13070", "83126"}
        )
    except FichierIllisibleError as erreur:
        lu = erreur
    if isinstance(lu, FichierIllisibleError):
        assert all(e.fichier == "liste.csv" and e.raison for e in lu.erreurs)
    else:
        assert all(q.communes for q in lu)
