"""In the browser: two notices are one."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def _ecrire_une_notice(page: Page, titre: str, cle: str) -> None:
    page.goto("/admin/bibliographie/notice/add/")
    page.select_option("select[name=type]", "rapport")
    page.fill("textarea[name=titre]", titre)
    page.fill("input[name=cle]", cle)
    page.locator("input[name=_save]").first.click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_deux_notices_se_comparent_puis_se_fusionnent(
    page_editrice: Page, axe: Callable[[Page], None]
) -> None:
    page = page_editrice
    _ecrire_une_notice(page, "Essai de fusion dans un navigateur", "essai-de-fusion-1")
    _ecrire_une_notice(page, "Essai de FUSION dans un navigateur", "essai-de-fusion-2")
    page.goto("/admin/bibliographie/notice/")
    page.get_by_role("link", name="Doublons possibles").click()
    axe(page)
    paire = page.locator(".paires li", has_text="Essai de")
    paire.get_by_role("link", name="Comparer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fusionner deux fiches")
    for largeur in (320, 768, 1280):
        page.set_viewport_size({"width": largeur, "height": 800})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= largeur
    page.locator("input[name=champ-titre][value=b]").check()
    page.get_by_role("button", name="Voir la fusion avant de confirmer").click()
    expect(page.get_by_role("status")).to_contain_text("Rien n’est encore écrit")
    axe(page)
    page.get_by_role("button", name="Fusionner").click()
    expect(page.locator(".messagelist .success")).to_contain_text("Fusion faite")
    expect(page.locator("textarea[name=titre]")).to_have_value("Essai de FUSION dans un navigateur")
    # As it was: the merged notice goes.
    page.goto("/admin/bibliographie/notice/?q=essai+de+fusion")
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.locator("#result_list tbody th a").first.click()
    page.get_by_role("link", name="Supprimer").first.click()
    page.get_by_label("Pourquoi supprimer cette fiche").fill("essai")
    page.get_by_role("button", name="Supprimer").click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_ce_ne_sont_pas_des_doublons_se_retient(page_editrice: Page) -> None:
    page = page_editrice
    page.goto("/admin/bibliographie/notice/doublons/")
    paires = page.locator(".paires li")
    avant = paires.count()
    assert avant
    paires.first.get_by_role("button", name="Ce ne sont pas des doublons").click()
    expect(page.locator(".messagelist .success")).to_contain_text("restent deux fiches")
    expect(paires).to_have_count(avant - 1)
