"""ANCT's list of quartiers and the correspondence of 2015, in their exact published shape."""

import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook

from territoires.importation import qpv
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
        (BERTHE.replace("QN08301M", "QN8301M"), r"ligne 3, code QN8301M : .* « code_qp »"),
        (BERTHE.replace("Berthe", ""), "code QN08301M : « lib_qp » est vide"),
        (BERTHE.replace("83126", "812"), "code QN08301M : « 812 » n’a pas la forme"),
        (BERTHE.replace("83126", "83999"), "code QN08301M : commune inconnue : 83999"),
        (BERTHE.replace('"=""83126"""', ""), "code QN08301M : « insee_com » est vide"),
        (BERTHE.replace('"=""83126"""', "/"), "code QN08301M : « insee_com » est vide"),
        (BERTHE.replace("Berthe", "B\x07"), "code QN08301M : caractère interdit"),
        (BERTHE.replace("Berthe", "B" * 151), "code QN08301M : le nom dépasse 150"),
        (BERTHE.replace("Berthe", '"Berthe'), "ligne 3, code QN08301M : ligne mal formée"),
        (BERTHE + "x;y", "code QN08301M : 14 colonnes au lieu de 10"),
    ],
)
def test_une_ligne_fausse_est_dite_et_ecartee_et_les_autres_sont_ecrites(
    sans_quartier: Lieux, listes: Listes, ligne: str, message: str
) -> None:
    with pytest.raises(CommandError) as erreur:
        listes.importer(ESCOURTINES, ligne)
    texte = str(erreur.value).replace("\u00a0", " ")
    assert erreur.value.returncode == 2
    assert "listeqp2024-cog2024.csv" in texte
    assert re.search(message, texte), texte
    assert "1 ligne écartée, les autres valent." in texte
    assert [t.code for t in Territoire.objects.filter(echelle="qpv")] == ["QN01341I"]


def test_quand_toutes_les_lignes_sont_fausses_rien_n_est_ecrit(
    sans_quartier: Lieux, listes: Listes
) -> None:
    with pytest.raises(CommandError, match="Rien n’a été écrit") as erreur:
        listes.importer(BERTHE.replace("83126", "83999"))
    assert erreur.value.returncode == 1


def test_une_ligne_ecartee_ne_fait_pas_disparaitre_son_quartier(
    sans_quartier: Lieux, listes: Listes
) -> None:
    listes.importer(ESCOURTINES, BERTHE)
    with pytest.raises(CommandError, match="n’est pas tenu pour disparu"):
        listes.importer(ESCOURTINES, BERTHE.replace("QN08301M", "QN8301M"))
    assert not quartier("QN08301M").est_obsolete


@pytest.mark.parametrize(
    ("seconde", "message"),
    [
        (BERTHE, "ligne 3, code QN08301M : ce code est déjà donné plus haut$"),
        (BERTHE.replace("Berthe", "Autre"), "ligne 3.* déjà donné plus haut, sous un autre nom"),
    ],
)
def test_un_code_donne_deux_fois_vaut_par_sa_premiere_ligne(
    sans_quartier: Lieux, listes: Listes, seconde: str, message: str
) -> None:
    with pytest.raises(CommandError) as erreur:
        listes.importer(BERTHE, seconde)
    assert re.search(message, str(erreur.value).replace("\u00a0", " "), re.MULTILINE)
    assert quartier("QN08301M").nom == "Berthe"


def test_une_ligne_par_commune_fait_un_seul_quartier_ou_aucun(
    sans_quartier: Lieux, listes: Listes
) -> None:
    seconde = "QN01341I;Les Escourtines;;;;;{};;;;;;"
    premiere = ESCOURTINES.replace("13055;13070", "13055")
    listes.importer(premiere, seconde.format("13070"))
    assert {"commune-13055", "commune-13070"} <= dans("QN01341I").keys()
    quartier("QN01341I").delete()
    with pytest.raises(CommandError) as erreur:
        listes.importer(premiere, seconde.format("13999"), BERTHE)
    assert "une autre ligne de ce quartier est fausse" in str(erreur.value)
    assert [t.code for t in Territoire.objects.filter(echelle="qpv")] == ["QN08301M"]


def test_un_quartier_d_arrondissement_est_de_sa_commune(
    sans_quartier: Lieux, listes: Listes
) -> None:
    listes.importer(ESCOURTINES.replace("13055;13070", "13201"))
    assert dans("QN01341I")["commune-13055"] is True


def test_un_code_de_mayotte_finit_par_c(sans_quartier: Lieux, listes: Listes) -> None:
    listes.importer(BERTHE.replace("QN08301M", "qn97651c"))
    assert quartier("QN97651C").nom == "Berthe"
    assert [t.code for t in Territoire.objects.chercher("qn97651c")] == ["QN97651C"]


def test_un_classeur_se_lit_comme_un_csv(
    sans_quartier: Lieux, listes: Listes, capsys: pytest.CaptureFixture[str]
) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["Quartiers prioritaires de la politique de la ville"])
    feuille.append(["Code du quartier", "Nom du quartier", "Code INSEE commune"])
    feuille.append(["QN01341I", "Les Escourtines", "13055, 13070"])
    feuille.append(["QN08301M", "Berthe", 83126])
    feuille.append(["QN08302M", "Ailleurs", 83999])
    chemin = listes.liste.with_suffix(".xlsx")
    classeur.save(chemin)
    with pytest.raises(CommandError) as erreur:
        call_command("importer_qpv", str(chemin), ecrire=True, verbosity=0)
    assert f"{chemin.name}, ligne 5, code QN08302M" in str(erreur.value).replace("\u00a0", " ")
    assert "au-dessus des en-têtes" in capsys.readouterr().out
    assert dans("QN08301M")["commune-83126"] is True
    assert dans("QN01341I")["commune-13070"] is False


@pytest.mark.parametrize(
    ("contenu", "message"),
    [
        (b"", "est vide"),
        (b"%PDF-1.4", "PDF"),
        (b"PK\x03\x04rien", "classeur est abîmé"),
        (b"nom;prix\nBerthe;3\n", "colonnes absentes"),
    ],
)
def test_un_fichier_qui_n_est_pas_une_liste_est_refuse_en_francais(
    sans_quartier: Lieux, listes: Listes, contenu: bytes, message: str
) -> None:
    listes.liste.write_bytes(contenu)
    with pytest.raises(CommandError, match=message) as erreur:
        call_command("importer_qpv", str(listes.liste), ecrire=True, verbosity=0)
    assert "Rien n’a été écrit" in str(erreur.value)
    listes.liste.unlink()
    with pytest.raises(CommandError, match="introuvable"):
        call_command("importer_qpv", str(listes.liste), ecrire=True, verbosity=0)


def test_une_correspondance_vers_un_quartier_absent_est_ecartee(
    sans_quartier: Lieux, listes: Listes
) -> None:
    with pytest.raises(CommandError, match=r"correspondance\.csv, ligne 2, code QN01341I"):
        listes.importer(BERTHE, correspondance=CORRESPONDANCE)
    assert [t.code for t in quartier("QP083001").successeurs.all()] == ["QN08301M"]
    assert not Territoire.objects.filter(code="QP013009").exists()


def test_une_geographie_inchangee_garde_son_code_en_vigueur() -> None:
    """Overseas, a code may go on from one list to the next: it is not old."""
    quartiers = [qpv.Quartier("QP971001", "Centre", frozenset({"97105"}))]
    lu = qpv.referentiel(quartiers, {"QP971001": frozenset({"QP971001"})}, 2024)
    assert not lu.fiches["qpv", "QP971001"].obsolete
