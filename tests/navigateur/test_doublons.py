"""While an editor types, the page says which notices look like the one being written."""

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture(name="titre")
def _titre(page_editrice: Page) -> str:
    """The title of a notice of the catalogue, as the site shows it."""
    page_editrice.goto("/bibliographie/?tri=titre&type=rapport")
    lien = page_editrice.locator("main h2 a, main h3 a").first
    return lien.inner_text().strip()


def test_le_titre_d_une_notice_connue_se_signale_pendant_la_saisie(
    page_editrice: Page, titre: str
) -> None:
    page = page_editrice
    page.goto("/admin/bibliographie/notice/add/")
    zone = page.locator(".field-titre [role=status]")
    expect(zone).to_have_attribute("aria-live", "polite")
    expect(zone).to_be_empty()
    page.locator("#id_titre").fill(titre.upper())
    expect(zone).to_contain_text("Une notice ressemble à celle-ci")
    expect(zone).to_contain_text("même titre")
    expect(page.locator("#id_titre")).to_be_focused()
    expect(zone.get_by_role("link")).to_have_attribute("target", "_blank")
    page.locator("#id_titre").fill(f"{titre} – autre chose")
    expect(zone).to_be_empty()


def test_une_notice_existante_ne_se_signale_pas_elle_meme(page_editrice: Page, titre: str) -> None:
    page = page_editrice
    page.goto(f"/admin/bibliographie/notice/?q={titre.split()[0]}")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_url("**/change/**")
    champ = page.locator("#id_titre")
    avant = champ.input_value()
    champ.fill(f"{avant} bis")
    with page.expect_response("**/ressemblances/**"):
        champ.fill(avant)
    expect(page.locator(".field-titre [role=status]")).to_be_empty()
