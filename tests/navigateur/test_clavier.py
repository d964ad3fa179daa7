"""The keyboard alone: skip link, search, result, filters; the focus always seen."""

import pytest
from playwright.sync_api import Page, expect

TOUCHES_MAX = 60
# From « Aller aux résultats » to the first row: what is said of the list, its layouts, its sorts.
JUSQU_A_LA_PREMIERE_LIGNE = 10
# The focused element, as a person would name it, and whether something shows that it is.
FOCUS = """() => {
  const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
  const etiquette = e.labels && e.labels[0] && e.labels[0].innerText;
  const nom = etiquette || e.innerText || e.ariaLabel || "";
  return {
    nom: nom.trim().replace(/\\s+/g, " "), balise: e.tagName, id: e.id, nomChamp: e.name || "",
    visible: r.width > 0 && r.height > 0,
    marque: parseFloat(s.outlineWidth) > 0 && s.outlineStyle !== "none" || s.boxShadow !== "none",
  };
}"""


def _tabuler_jusqu_a(page: Page, **attendu: str) -> None:
    """Press Tab until the focused element has these traits; each stop on the way is visible."""
    for _ in range(TOUCHES_MAX):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        assert focus["visible"], f"le focus se perd sur {focus}"
        assert focus["marque"], f"rien ne montre le focus sur {focus}"
        if all(focus[trait] == valeur for trait, valeur in attendu.items()):
            return
    raise AssertionError(f"{attendu} ne s’atteint pas en {TOUCHES_MAX} touches")


def test_le_premier_arret_saute_au_contenu(page_surveillee: Page) -> None:
    page_surveillee.goto("/aide/")
    _tabuler_jusqu_a(page_surveillee, nom="Aller au contenu")
    page_surveillee.keyboard.press("Enter")
    expect(page_surveillee.locator("#contenu")).to_be_focused()


def test_chercher_sa_commune_et_lire_sa_fiche_au_clavier(page_surveillee: Page) -> None:
    page = page_surveillee
    page.goto("/")
    _tabuler_jusqu_a(page, nomChamp="q")
    page.keyboard.type("la seyne")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=*")
    _tabuler_jusqu_a(page, nom="La Seyne-sur-Mer")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("La Seyne-sur-Mer")


def test_filtrer_la_liste_au_clavier(page_surveillee: Page) -> None:
    page = page_surveillee
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/dispositifs/")
    _tabuler_jusqu_a(page, nom="Appliquer")
    _tabuler_jusqu_a(page, nomChamp="type")
    page.keyboard.press("Space")
    page.wait_for_url("**type=*")
    expect(page.get_by_role("list", name="Filtres actifs")).to_be_visible()


@pytest.mark.parametrize(
    ("chemin", "ligne"), [("/dispositifs/", ".ligne h4 a"), ("/bibliographie/", ".notice h3 a")]
)
def test_le_second_arret_mene_aux_resultats(page_surveillee: Page, chemin: str, ligne: str) -> None:
    page = page_surveillee
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(chemin)
    _tabuler_jusqu_a(page, nom="Aller au contenu")
    _tabuler_jusqu_a(page, nom="Aller aux résultats")
    page.keyboard.press("Enter")
    expect(page.locator("#resultats")).to_be_focused()
    for _ in range(JUSQU_A_LA_PREMIERE_LIGNE):
        page.keyboard.press("Tab")
        if page.evaluate("ligne => document.activeElement.matches(ligne)", ligne):
            return
    raise AssertionError("la première ligne est loin des résultats")


def test_ouvrir_les_filtres_d_un_telephone_au_clavier(page_surveillee: Page) -> None:
    page = page_surveillee
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/dispositifs/")
    _tabuler_jusqu_a(page, balise="SUMMARY", nom="Filtrer")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Appliquer")).to_be_visible()
