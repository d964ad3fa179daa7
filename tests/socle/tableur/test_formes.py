"""The table comes back in whatever form the spreadsheet gave it: the same lines are proposed."""

from typing import Any

import pytest
from django.test import Client

from socle.models import Source
from socle.tableur.comparaison import Etat
from tests import fabriques
from tests.socle.tableur import classeurs
from tests.socle.tableur.conftest import Lignes, confirmer, envoyer, lire, retour_de, sortir

pytestmark = pytest.mark.django_db


@pytest.fixture(name="lignes")
def _lignes(editrice: Client) -> Lignes:
    """Two sources as downloaded, the first with another title."""
    fabriques.une_source("a")
    fabriques.une_source("b")
    lignes = sorted(lire(sortir(editrice, Source, "xlsx")), key=lambda ligne: ligne["cle"])
    lignes[0]["titre"] = "L’été des élus"
    return lignes


def _cellules(lignes: Lignes) -> list[list[str]]:
    return [list(lignes[0]), *([str(v or "") for v in ligne.values()] for ligne in lignes)]


def _propose(reponse: Any) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each line of the diff: its state, its key, what each cell becomes."""
    return [
        (ligne.etat, ligne.cle, [(e.colonne.nom, e.tableau) for e in ligne.ecarts])
        for ligne in retour_de(reponse).lignes
    ]


ATTENDU = [(Etat.MODIFIEE, "a", [("titre", "L’été des élus")])]


def test_en_ods_comme_en_xlsx(editrice: Client, lignes: Lignes) -> None:
    cellules = _cellules(lignes)
    en_xlsx = envoyer(editrice, Source, classeurs.xlsx(("F", cellules)), "t.xlsx")
    en_ods = classeurs.ods("".join(map(classeurs.rangee_ods, cellules)))
    reponse = envoyer(editrice, Source, en_ods, "t.ods")
    assert _propose(en_xlsx) == _propose(reponse) == ATTENDU
    confirmer(editrice, reponse)
    assert Source.objects.get(cle="a").titre == "L’été des élus"


@pytest.mark.parametrize("encodage", ["utf-16", "mac-roman", "cp1252"])
@pytest.mark.parametrize("separateur", [";", ",", "\t", "|"])
def test_en_texte_quels_que_soient_le_separateur_et_l_encodage(
    editrice: Client, lignes: Lignes, separateur: str, encodage: str
) -> None:
    texte = "\n".join(
        separateur.join(f'"{cellule}"' for cellule in ligne) for ligne in _cellules(lignes)
    )
    assert _propose(envoyer(editrice, Source, texte.encode(encodage))) == ATTENDU


def test_une_ligne_sep_et_un_mois_d_excel(editrice: Client) -> None:
    fabriques.une_source("a")
    reponse = envoyer(editrice, Source, b"sep=;\ncle;date\na;mars-19\n")
    assert _propose(reponse) == [(Etat.CONFLIT, "a", [("date", "2019-03")])]


def test_une_feuille_masquee_et_un_titre_sont_dits_jusqu_a_la_page(
    editrice: Client, lignes: Lignes
) -> None:
    cellules = [["Corrigé le 3 mars"], *_cellules(lignes)]
    contenu = classeurs.xlsx(("Cachée", cellules), ("Vue", [["x"]]), masquees=["Cachée"])
    reponse = envoyer(editrice, Source, contenu, "t.xlsx")
    assert _propose(reponse) == ATTENDU
    page = reponse.content.decode()
    assert "«\u00a0Cachée\u00a0», est masquée dans le classeur" in page
    assert "«\u00a0Corrigé le 3 mars\u00a0»" in page


def test_une_formule_sans_valeur_n_efface_rien_et_se_dit(editrice: Client) -> None:
    fabriques.une_source("a")
    texte = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'
    entete = "".join(texte.format(*x) for x in (("A1", "cle"), ("B1", "titre"), ("C1", "note")))
    ligne = f'{texte.format("A2", "a")}<c r="B2"><f>1+1</f></c>{texte.format("C2", "Vue")}'
    reponse = envoyer(
        editrice,
        Source,
        classeurs.xlsx_brut(f'<row r="1">{entete}</row><row r="2">{ligne}</row>'),
        "t.xlsx",
    )
    (erreur,) = retour_de(reponse).erreurs
    assert erreur.erreurs == (("titre", "c’est une formule\u00a0: collez sa valeur à la place"),)


def test_une_cellule_en_erreur_n_efface_rien_et_se_dit(editrice: Client) -> None:
    fabriques.une_source("a")
    faux = 'table:formula="of:=1/0" office:value-type="string" calcext:value-type="error"'
    lignes = classeurs.rangee_ods(["cle", "titre"]) + classeurs.rangee_ods(
        ["a", classeurs.cellule_ods("#DIV/0!", faux)]
    )
    (erreur,) = retour_de(envoyer(editrice, Source, classeurs.ods(lignes), "t.ods")).erreurs
    assert "n’a pas su calculer" in erreur.erreurs[0][1]


def test_une_ligne_mal_formee_est_a_corriger_et_les_autres_se_reprennent(
    editrice: Client, lignes: Lignes
) -> None:
    entete, *rangees = (";".join(cellules) for cellules in _cellules(lignes[::-1]))
    contenu = "\n".join([entete, f'"{rangees[0]}', rangees[1]])
    reponse = envoyer(editrice, Source, contenu.encode())
    (erreur,) = retour_de(reponse).erreurs
    assert (erreur.numero, erreur.cle) == (2, "b")
    assert _propose(reponse) == ATTENDU
    assert "guillemets mal fermés" in erreur.erreurs[0][1]
    confirmer(editrice, reponse)
    assert Source.objects.get(cle="a").titre == "L’été des élus"
    assert Source.objects.filter(cle="b").exists()
