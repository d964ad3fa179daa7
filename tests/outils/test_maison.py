"""The drawing of the house: what it reads, and that it is one file for one tree."""

from pathlib import Path

import pytest
from lxml import etree

from outils.maison import __main__ as commande
from outils.maison.dessin import dessiner
from outils.maison.lecture import APPS, Maison, Piece, lire, modules_importes
from tests.maison.arbre import RACINE

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def petite(tmp_path: Path) -> Maison:
    """A house of two rooms that know each other, one of which uses the ground floor."""
    for chemin, source in {
        "socle/dates.py": "",
        "socle/web/pdf.py": "from socle import dates\n",
        "socle/migrations/0001_initial.py": "import socle.web.pdf\n",
        "portal/lieu/vues.py": "def f():\n    from socle.web.pdf import ecrire, lire\n",
        "portal/lieu/page.py": "import socle.dates\nfrom portal.lieu import vues\n",
    }.items():
        fichier = tmp_path / chemin
        fichier.parent.mkdir(parents=True, exist_ok=True)
        fichier.write_text(source, encoding="utf-8")
    return lire(tmp_path)


def test_un_import_est_un_fichier_qui_nomme_un_module_d_une_autre_piece(petite: Maison) -> None:
    lieu, web, porte = Piece("portal", "lieu"), Piece("socle", "web"), Piece("socle", "")
    assert petite.imports == {(lieu, web): 1, (lieu, porte): 1, (web, porte): 1}
    assert petite.fichiers == {lieu: 2, web: 1, porte: 1}


def test_un_nom_pris_dans_un_module_est_un_import_de_ce_module() -> None:
    modules = {"socle.dates": Piece("socle", ""), "socle": Piece("socle", "")}
    lus = list(modules_importes("from socle.dates import bornes\nimport json\n", modules))
    assert lus == ["socle.dates"]


def test_le_dessin_est_le_meme_deux_fois_et_sans_script() -> None:
    dessin = dessiner(lire(RACINE), RACINE)
    assert dessin == dessiner(lire(RACINE), RACINE)
    racine = etree.fromstring(dessin)
    noms = {element.tag.removeprefix(SVG) for element in racine.iter()}
    assert noms == {"svg", "title", "desc", "style", "rect", "path", "text", "g"}
    attributs = {nom for element in racine.iter() for nom in element.attrib}
    assert not [nom for nom in attributs if nom.startswith("on") or nom in ("href", "style")]


def test_chaque_piece_est_nommee_dans_le_dessin() -> None:
    maison = lire(RACINE)
    textes = {e.text for e in etree.fromstring(dessiner(maison, RACINE)).iter(f"{SVG}text")}
    attendus = {p.libelle for app in APPS for p in maison.etage(app)} | set(APPS)
    assert attendus <= textes


def test_un_dessin_perime_est_dit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(commande, "DESSIN", tmp_path / "maison.svg")
    assert commande.main(["--verifier"]) == 1
    assert "make architecture" in capsys.readouterr().out
    assert commande.main([]) == 0
    assert commande.main(["--verifier"]) == 0
    (tmp_path / "maison.svg").write_text("autre", encoding="utf-8")
    assert commande.main(["--verifier"]) == 1
