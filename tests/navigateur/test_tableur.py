"""In the browser: a list goes out, one cell is corrected, the table comes back, it is written."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

LISTE = "/admin/dispositifs/terme/"


def _corriger(contenu: bytes, sigle: str, note: str) -> bytes:
    lignes = list(
        csv.DictReader(io.StringIO(contenu.decode("utf-8-sig"), newline=""), delimiter=";")
    )
    next(ligne for ligne in lignes if ligne["sigle"] == sigle)["note"] = note
    tampon = io.StringIO(newline="")
    redacteur = csv.DictWriter(tampon, list(lignes[0]), delimiter=";")
    redacteur.writeheader()
    redacteur.writerows(lignes)
    return tampon.getvalue().encode("utf-8-sig")


def _sortir_et_renvoyer(page: Page, sigle: str, note: str) -> None:
    page.goto(LISTE)
    page.get_by_role("link", name="Télécharger pour correction").click()
    with page.expect_download() as attente:
        page.get_by_role("link", name="CSV").click()
    corrige = _corriger(Path(attente.value.path()).read_bytes(), sigle, note)
    fichier = {"name": "corrigé.csv", "mimeType": "text/csv", "buffer": corrige}
    page.set_input_files("input[type=file]", files=[fichier])
    page.get_by_role("button", name="Voir ce qui changerait").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ce que changerait")


def test_un_tableau_corrige_se_relit_puis_s_ecrit(
    page_editrice: Page, axe: Callable[[Page], None]
) -> None:
    page = page_editrice
    _sortir_et_renvoyer(page, "CLS", "Note venue d’un tableau.")
    expect(page.locator(".bilan")).to_contain_text("1 modifiée")
    expect(page.locator("ins")).to_have_text("Note venue d’un tableau.")
    for largeur in (320, 768, 1280):
        page.set_viewport_size({"width": largeur, "height": 800})
        axe(page)
    page.get_by_role("button", name="Reprendre les lignes cochées").click()
    expect(page.locator(".messagelist .success")).to_contain_text("1 fiche modifiée")
    _sortir_et_renvoyer(page, "CLS", "")
    page.get_by_role("button", name="Reprendre les lignes cochées").click()
    expect(page.locator(".messagelist .success")).to_contain_text("1 fiche modifiée")


def test_un_conflit_montre_les_trois_valeurs(
    page_editrice: Page, axe: Callable[[Page], None]
) -> None:
    page = page_editrice
    page.goto(LISTE)
    page.get_by_role("link", name="Télécharger pour correction").click()
    with page.expect_download() as attente:
        page.get_by_role("link", name="CSV").click()
    contenu = Path(attente.value.path()).read_bytes()
    _sortir_et_renvoyer(page, "ASV", "Écrit ici entre-temps.")
    page.get_by_role("button", name="Reprendre les lignes cochées").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    page.goto(f"{LISTE}tableur/")
    corrige = _corriger(contenu, "ASV", "Écrit dans le tableau.")
    fichier = {"name": "t.csv", "mimeType": "text/csv", "buffer": corrige}
    page.set_input_files("input[type=file]", files=[fichier])
    page.get_by_role("button", name="Voir ce qui changerait").click()
    conflit = page.locator(".trois")
    expect(conflit).to_contain_text("Au téléchargement")
    expect(conflit.get_by_label("Ici maintenant")).to_be_checked()
    axe(page)
    conflit.get_by_label("Dans le tableau").check()
    page.get_by_label("ASV", exact=False).first.check()
    page.get_by_role("button", name="Reprendre les lignes cochées").click()
    expect(page.locator(".messagelist .success")).to_contain_text("1 fiche modifiée")
    _sortir_et_renvoyer(page, "ASV", "")
    page.get_by_role("button", name="Reprendre les lignes cochées").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


@pytest.mark.parametrize("largeur", [320, 1280])
def test_la_page_d_envoi_dit_ce_qui_ne_va_pas(
    page_editrice: Page, axe: Callable[[Page], None], largeur: int
) -> None:
    page = page_editrice
    page.set_viewport_size({"width": largeur, "height": 800})
    page.goto(f"{LISTE}tableur/")
    axe(page)
    page.locator("summary").click()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= largeur
