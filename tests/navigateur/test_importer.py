"""In the browser: a file that loses nothing, mended on the page, imported, seen in the notice."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, StorageState, expect

from tests.navigateur.surveillance import Surveillance

IMPORTER = "/admin/bibliographie/notice/importer/"
RIS = """TY  - BOOK
TI  - Un guide {mot} que personne n’a
AU  - MOTARD, Clémentine
PY  - 2019 c.
SN  - 978-2-9516000-0-1
CY  - Marseille
PB  - CRES {mot}
DB  - Cairn
ER  -
TY  - RPRT
PY  - 2018
PB  - CRES {mot}
ER  -
"""


def _donner(page: Page, mot: str, nom: str = "zotero.ris") -> bytes:
    contenu = RIS.format(mot=mot).encode()
    page.goto(IMPORTER)
    fichier = {"name": nom, "mimeType": "text/plain", "buffer": contenu}
    page.get_by_label("Fichier").set_input_files([fichier])
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Importer {nom}")
    return contenu


def _abandonner(page: Page) -> None:
    page.get_by_role("button", name="Abandonner cet import").click()
    expect(page.get_by_text("Rien de plus n’a été écrit.")).to_be_visible()


def _corriger_et_importer(page: Page, mot: str) -> None:
    """Mend the ISBN and the missing title by the keyboard, read again, then write."""
    isbn = page.get_by_label("ISBN ou ISSN (SN), ligne 1")
    expect(isbn).to_have_value("978-2-9516000-0-1")
    isbn.fill("978-2-9516000-0-3")
    page.get_by_label("Titre, ligne 10").fill(f"Rapport {mot} retrouvé")
    page.get_by_label("Titre, ligne 10").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Rien n’est encore écrit")
    expect(page.locator("main")).to_contain_text("2 nouvelles")
    page.get_by_role("button", name="Confirmer ces choix").click()
    expect(page.locator(".messagelist .success")).to_contain_text("2 notices créées, à relire")


def test_un_isbn_faux_et_un_titre_absent_se_corrigent_puis_se_lisent_dans_la_notice(
    page_editrice: Page, axe: Callable[[Page], None]
) -> None:
    page = page_editrice
    _donner(page, "corrigé")
    expect(page.locator("main")).to_contain_text(
        "11 champs lus, 5 repris, 1 corrigé, 5 mis de côté"
    )
    for largeur in (320, 390, 1280):
        page.set_viewport_size({"width": largeur, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur
        axe(page)
    for detail in page.locator("details.corrige > summary").all():
        detail.click()
    axe(page)
    _corriger_et_importer(page, "corrigé")
    page.goto("/admin/bibliographie/notice/?q=guide+corrigé+personne")
    page.get_by_role("link", name="Un guide corrigé que personne n’a").click()
    expect(page.locator("#id_isbn")).to_have_value("978-2-9516000-0-3")
    expect(page.locator("#id_lieu")).to_have_value("Marseille")
    expect(page.locator("#provenances-group")).to_contain_text("DB\u00a0: Cairn")


def test_l_import_se_corrige_sans_script(
    new_context: Callable[..., BrowserContext],
    surveiller: Callable[[Page], Surveillance],
    session_editrice: StorageState,
) -> None:
    contexte = new_context(java_script_enabled=False, storage_state=session_editrice)
    page = contexte.new_page()
    surveiller(page)
    _donner(page, "sans script")
    page.get_by_role("link", name="Voir seulement les lignes").click()
    expect(page.locator("main")).to_contain_text("Seules sont montrées les lignes")
    page.get_by_role("link", name="Voir toutes les lignes").click()
    _corriger_et_importer(page, "sans script")


def test_deux_imports_attendent_et_le_fichier_d_origine_se_reprend(
    page_editrice: Page, axe: Callable[[Page], None]
) -> None:
    page = page_editrice
    contenu = _donner(page, "premier", "premier.ris")
    with page.expect_download() as attente:
        page.get_by_role("link", name="Reprendre le fichier d’origine").click()
    assert attente.value.suggested_filename == "premier.ris"
    assert Path(attente.value.path()).read_bytes() == contenu
    _donner(page, "second", "second.ris")
    page.goto(IMPORTER)
    attendent = page.locator(".attendent li")
    expect(attendent).to_have_count(2)
    expect(attendent.first).to_contain_text("2 lignes à voir")
    for largeur in (320, 390, 1280):
        page.set_viewport_size({"width": largeur, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur
        axe(page)
    page.goto("/admin/")
    expect(page.get_by_role("link", name="premier.ris")).to_be_visible()
    page.goto(IMPORTER)
    page.get_by_role("button", name="Abandonner second.ris").click()
    expect(attendent).to_have_count(1)
    page.get_by_role("link", name="premier.ris").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Importer premier.ris")
    adresse = page.url
    _abandonner(page)
    page.goto(adresse)
    expect(page.locator(".messagelist")).to_contain_text("n’attend plus")


def test_deux_fichiers_donnes_ensemble_font_deux_imports(page_editrice: Page) -> None:
    page = page_editrice
    page.goto(IMPORTER)
    noms = ["ensemble-1.csv", "ensemble-2.csv"]
    page.get_by_label("Fichier").set_input_files(
        [{"name": nom, "mimeType": "text/csv", "buffer": b"titre\nUn titre\n"} for nom in noms]
    )
    page.get_by_role("button", name="Voir l’aperçu").click()
    expect(page.locator(".messagelist")).to_contain_text("2 fichiers lus")
    for nom in noms:
        page.get_by_role("button", name=f"Abandonner {nom}").click()
        expect(page.get_by_role("link", name=nom)).to_have_count(0)
