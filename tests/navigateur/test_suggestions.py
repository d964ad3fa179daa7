"""What is proposed under a field while one types: an ease for those who have scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.navigateur.surveillance import Surveillance

SURFACE = "document.activeElement.getAttribute('aria-activedescendant')"


def test_les_propositions_se_parcourent_aux_fleches_et_s_ouvrent_par_entree(
    page_surveillee: Page, axe: Callable[[Page], None]
) -> None:
    page = page_surveillee
    page.goto("/territoires/")
    champ = page.locator("main input[name=q]")
    champ.press_sequentially("la seyne", delay=30)
    proposee = page.get_by_role("option", name="La Seyne-sur-Mer")
    expect(proposee).to_be_visible()
    expect(champ).to_have_attribute("aria-expanded", "true")
    axe(page)
    page.keyboard.press("ArrowDown")
    expect(proposee).to_have_attribute("aria-selected", "true")
    assert page.evaluate(SURFACE) == proposee.get_attribute("id")
    axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(champ).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(proposee).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("La Seyne-sur-Mer")


@pytest.mark.parametrize("chemin", ["/", "/agenda/", "/une-page-qui-n-existe-pas/"])
def test_la_meme_case_est_a_l_accueil_dans_l_en_tete_et_quand_la_page_manque(
    page: Page, chemin: str
) -> None:
    page.goto(chemin)
    page.locator("input[data-suggestions]").last.press_sequentially("cls hy", delay=30)
    page.get_by_role("option", name="CLS d’Hyères").click()
    page.wait_for_url("**/dispositifs/cls-hyeres/")


def test_au_dessus_du_clavier_d_un_telephone_la_liste_se_voit(
    new_context: Callable[..., BrowserContext], surveiller: Callable[[Page], Surveillance]
) -> None:
    """320 × 300: what a phone leaves above its keyboard."""
    page = new_context(viewport={"width": 320, "height": 300}).new_page()
    surveiller(page)
    page.goto("/")
    page.locator("main input[name=q]").press_sequentially("toul", delay=30)
    premiere = page.get_by_role("option").first
    expect(premiere).to_contain_text("Toulon")
    expect(premiere).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_un_lieu_choisi_filtre_la_liste(page_surveillee: Page) -> None:
    page = page_surveillee
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/dispositifs/")
    page.get_by_label("Un autre lieu").press_sequentially("draguignan", delay=30)
    page.get_by_role("option", name="Draguignan").first.click()
    page.wait_for_url("**territoire=commune-83050*")


def test_sans_script_la_case_envoie_ce_qui_est_ecrit(page_sans_script: Page) -> None:
    page_sans_script.goto("/agenda/")
    champ = page_sans_script.locator("header input[name=q]")
    expect(champ).not_to_have_attribute("role", "combobox")
    champ.fill("cls hyères")
    champ.press("Enter")
    page_sans_script.wait_for_url("**/dispositifs/cls-hyeres/")


def test_la_position_n_est_demandee_que_si_l_on_appuie(page_surveillee: Page) -> None:
    """Without outlines of communes the button is not there: nothing could answer."""
    page_surveillee.goto("/territoires/")
    expect(page_surveillee.get_by_role("button", name="Ma position")).to_have_count(0)
