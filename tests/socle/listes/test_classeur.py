"""The workbook made for people: words first, codes last as text, a sheet that explains."""

import io
from typing import Any

import openpyxl
import pytest
from django.http import QueryDict

from socle.listes.classeur import LisezMoi
from socle.listes.colonnes import Colonne, en_mots, pour_des_gens
from socle.listes.exports import exporter
from socle.models import Source
from tests.lecture import octets
from tests.socle.listes.test_filtre_strict import SourceFiltre

COLONNES = [
    Colonne("cle", "La clé.", lambda s: s.cle, titre="Clé", code=True),
    Colonne("titre", "Le titre.", lambda s: s.titre, titre="Titre", largeur=44),
    Colonne("genre", "Un code.", lambda s: s.cle[0], titre="Code du genre", code=True),
    Colonne("rang", "Un nombre.", lambda s: len(s.titre), titre="Longueur"),
    Colonne("numero", "Un code en chiffres.", lambda s: 4112, titre="Numéro", code=True),
    en_mots("genre", "Genre", lambda s: f"Genre {s.cle[0]}"),
]


@pytest.fixture(name="classeur")
def _classeur(db: None, settings: Any) -> openpyxl.Workbook:
    """Two records, one filter."""
    settings.ADRESSE_DU_SITE = "https://portail.example.org"
    Source.objects.bulk_create(Source(cle=c, titre=t) for c, t in (("a1", "04112"), ("b2", "1")))
    filtre = SourceFiltre(QueryDict("titre=1"), Source.objects.order_by("cle"))
    lisez_moi = LisezMoi.de(filtre, "Sources", "/sources/")
    contenu = octets(exporter(filtre, COLONNES, "sources", "xlsx", lisez_moi))
    return openpyxl.load_workbook(io.BytesIO(contenu))


def test_les_mots_prennent_la_place_de_leur_code_et_les_codes_viennent_a_la_fin() -> None:
    noms = [colonne.nom for colonne in pour_des_gens(COLONNES)]
    assert noms == ["titre", "genre_en_mots", "rang", "cle", "genre", "numero"]


def test_une_colonne_se_range_apres_celle_dont_elle_parle() -> None:
    ou = Colonne("ou", "Où.", lambda s: "", apres="titre")
    noms = [colonne.nom for colonne in pour_des_gens([*COLONNES, ou])]
    assert noms[:3] == ["titre", "ou", "genre_en_mots"]


def test_les_en_tetes_et_les_valeurs_sont_des_mots(classeur: openpyxl.Workbook) -> None:
    entete, premiere, _ = classeur.worksheets[0].values
    assert entete == ("Titre", "Genre", "Longueur", "Clé", "Code du genre", "Numéro")
    assert premiere == ("04112", "Genre a", 5, "a1", "a", "4112")


def test_les_codes_sont_du_texte_meme_en_chiffres(classeur: openpyxl.Workbook) -> None:
    feuille = classeur.worksheets[0]
    for rang in (4, 5, 6):
        assert feuille.cell(2, rang).number_format == "@"
        assert feuille.cell(2, rang).data_type == "s"
    assert feuille.cell(2, 3).data_type == "n"


def test_l_en_tete_reste_en_vue_se_filtre_et_les_colonnes_ont_leur_largeur(
    classeur: openpyxl.Workbook,
) -> None:
    feuille = classeur.worksheets[0]
    assert feuille.freeze_panes == "A2"
    assert feuille.auto_filter.ref == "A1:F3"
    assert feuille.column_dimensions["A"].width == pytest.approx(44, abs=1)


def test_la_feuille_lisez_moi_dit_ce_qu_est_le_fichier(classeur: openpyxl.Workbook) -> None:
    assert classeur.sheetnames == ["sources", "Lisez-moi"]
    lignes = [ligne for ligne in classeur["Lisez-moi"].values if any(ligne)]
    dites = {nom: valeur for nom, valeur, _ in lignes}
    assert lignes[0][0] == "Sources"
    assert dites["La même liste, à jour"] == "https://portail.example.org/sources/?titre=1"
    assert dites["Source"].startswith("CRES")
    assert dites["Licence"].startswith("Licence Ouverte 2.0")
    assert dites["Extrait le"]
    sens = "Un code. En mots ici, en codes dans «\u00a0Code du genre\u00a0»."
    assert ("Genre", "genre_en_mots", sens) in lignes
    assert ("Titre", "titre", "Le titre.") in lignes


def test_la_feuille_lisez_moi_dit_les_filtres(classeur: openpyxl.Workbook) -> None:
    textes = [v for ligne in classeur["Lisez-moi"].values for v in ligne if v]
    assert "1" in textes
    assert ("Filtres", "aucun") in list(LisezMoi("Sources", "/sources/").lignes())
