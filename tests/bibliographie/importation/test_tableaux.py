"""Tables of notices in every form that spreadsheets give: one reader, and what it says is told."""

import pytest

from bibliographie.importation import Lot, lire
from bibliographie.lecture.champs import Lecture, Rebut
from tests.socle.tableur import classeurs

ENTETE = ["Titre", "Éditeurs"]


def _titres(lot: Lot) -> list[str]:
    return [lu.reference.titre for lu in lot.lus if isinstance(lu, Lecture)]


def test_une_ligne_sep_n_est_pas_l_entete() -> None:
    lot = lire("x.csv", b"sep=;\nTitre;Date\nEssai;mars-19\n")
    assert _titres(lot) == ["Essai"]
    assert lot.lus[0].ligne == 3


def test_la_feuille_des_notices_est_trouvee_ou_qu_elle_soit() -> None:
    lignes = [["Notre liste"], ENTETE, ["Essai", "CRES"]]
    lot = lire("x.xlsx", classeurs.xlsx(("Lisez-moi", [["Lisez-moi"]]), ("Notices", lignes)))
    assert _titres(lot) == ["Essai"]
    assert lot.lus[0].ligne == 3
    assert "«\u00a0Notices\u00a0»" in lot.avertissements[0]
    assert "«\u00a0Notre liste\u00a0»" in lot.avertissements[1]


def test_un_ods_se_lit_comme_un_xlsx() -> None:
    lignes = [ENTETE, ["L’été", "CRES"]]
    en_ods = classeurs.ods("".join(map(classeurs.rangee_ods, lignes)))
    lot = lire("x.ods", en_ods)
    assert lot.format == "ods"
    assert lot.lus == lire("x.xlsx", classeurs.xlsx(("F", lignes))).lus


@pytest.mark.parametrize(
    "cellule", ["<f>A9</f>", '<f t="shared" si="0"/><v/>', "<f>1/0</f><v></v>"]
)
def test_un_titre_sans_valeur_est_refuse_avec_une_phrase(cellule: str) -> None:
    entete = classeurs.ENTETE
    lignes = f'<row r="2"><c r="A2">{cellule}</c><c r="B2"><v>2019</v></c></row>'
    (rebut,) = lire("x.xlsx", classeurs.xlsx_brut(entete + lignes)).lus
    assert isinstance(rebut, Rebut)
    assert (rebut.ligne, "n’a pas su calculer" in rebut.raison) == (2, True)


def test_un_titre_en_erreur_n_est_pas_un_titre() -> None:
    rebut, bonne = lire("x.csv", b"titre;date\n#REF!;2019\n#MeToo;2019\n").lus
    assert isinstance(rebut, Rebut)
    assert isinstance(bonne, Lecture)
    assert bonne.reference.titre == "#MeToo"
