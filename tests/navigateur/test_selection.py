"""An editor composes a sélection: a section, two notices found by a few words, their order."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

TITRE = "Sélection d’essai"
PAGE = "/bibliographie/selections/selection-dessai/"
PREMIERE = "La santé mentale dans la cité"
SECONDE = "Repenser les actions de la ville au prisme de la santé mentale"


def _enregistrer(page: Page) -> None:
    page.locator("input[name=_continue]").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def _ajouter_la_notice(page: Page, rang: int, mots: str, titre: str, ordre: int) -> None:
    """One entry, its notice chosen in what the field proposes."""
    ligne = page.locator(f"#entrees-{rang}")
    if not ligne.count():
        page.get_by_text("Ajouter un objet Entrée supplémentaire").click()
    ligne.locator(".select2-selection").click()
    page.locator(".select2-search__field").fill(mots)
    page.locator(".select2-results__option", has_text=titre).click()
    expect(ligne.locator(".select2-selection__rendered")).to_contain_text(titre)
    page.locator(f"input[name=entrees-{rang}-ordre]").fill(str(ordre))


def _deplacer_a_la_main_puis_au_clavier(page: Page) -> None:
    """The second entry is dragged above the first, then put back with the arrow keys."""
    titres = page.locator("#entrees-group tr.has_original .original p")
    expect(titres).to_contain_text([PREMIERE, SECONDE])
    poignees = page.locator("#entrees-group tr.has_original .poignee")
    poignees.nth(1).scroll_into_view_if_needed()
    depart, arrivee = poignees.nth(1).bounding_box(), poignees.nth(0).bounding_box()
    assert depart
    assert arrivee
    page.mouse.move(depart["x"] + 5, depart["y"] + 5)
    page.mouse.down()
    page.mouse.move(arrivee["x"] + 5, arrivee["y"] - 5, steps=5)
    page.mouse.up()
    expect(titres).to_contain_text([SECONDE, PREMIERE])
    _enregistrer(page)
    expect(titres).to_contain_text([SECONDE, PREMIERE])
    poignees.nth(0).press("ArrowDown")
    expect(titres).to_contain_text([PREMIERE, SECONDE])
    _enregistrer(page)


@pytest.fixture
def selection_commencee(page_editrice: Page) -> str:
    """A sélection with one section; where it is edited. The test removes it."""
    page = page_editrice
    page.goto("/admin/bibliographie/selection/add/")
    page.locator("input[name=titre]").fill(TITRE)
    # The address is written when the title is left.
    page.locator("input[name=titre]").press("Tab")
    expect(page.locator("input[name=slug]")).to_have_value("selection-dessai")
    if not page.locator("input[name=sections-0-titre]").count():
        page.get_by_text("Ajouter un objet Section supplémentaire").click()
    page.locator("input[name=sections-0-titre]").fill("Pour commencer")
    _enregistrer(page)
    return page.url


def test_une_selection_se_compose_s_ordonne_et_se_publie(
    page_editrice: Page, selection_commencee: str, axe: Callable[[Page], None]
) -> None:
    page = page_editrice
    page.locator("#sections-group .inlinechangelink").first.click()
    page.wait_for_url("**/bibliographie/section/**")
    _ajouter_la_notice(page, 0, "prisme de la santé", SECONDE, 2)
    _ajouter_la_notice(page, 1, "santé mentale dans la cité", PREMIERE, 1)
    axe(page)
    _enregistrer(page)

    _deplacer_a_la_main_puis_au_clavier(page)

    page.goto(selection_commencee)
    expect(page.locator("#sections-group .field-nombre").first).to_contain_text("2")
    axe(page)
    page.get_by_role("link", name="Voir la page telle qu’elle sera").click()
    expect(page.get_by_role("heading", name="Pour commencer")).to_be_visible()
    page.get_by_role("link", name="Revenir à la fiche").click()
    page.get_by_role("button", name="Publier").last.click()
    expect(page.locator(".messagelist .success")).to_be_visible()

    page.goto(PAGE)
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITRE)
    entrees = page.locator(".rubrique .imprimees > li")
    expect(entrees).to_have_count(2)
    expect(entrees.nth(0)).to_contain_text(PREMIERE)
    expect(entrees.nth(1)).to_contain_text(SECONDE)
    axe(page)

    # Put back: other tests read the list of sélections.
    page.goto(selection_commencee)
    page.get_by_role("link", name="Supprimer", exact=True).last.click()
    page.get_by_role("textbox", name="Pourquoi supprimer").fill("Fin de l’essai")
    page.get_by_role("button", name="Supprimer").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
