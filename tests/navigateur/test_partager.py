"""The share button: the device's sheet where there is one, else the address copied."""

from playwright.sync_api import Page, expect

FICHE = "/dispositifs/asv-la-seyne-sur-mer/"


def test_sans_script_le_bouton_ne_se_voit_pas(page_sans_script: Page) -> None:
    page_sans_script.goto(FICHE)
    expect(page_sans_script.locator("[data-partager]")).to_be_hidden()


def test_le_bouton_ouvre_le_partage_de_l_appareil_avec_l_adresse_canonique(
    page_surveillee: Page,
) -> None:
    page_surveillee.add_init_script(
        "navigator.share = async donnees => { window.partage = donnees.url; };"
    )
    page_surveillee.goto(f"{FICHE}?au=2018-03")
    page_surveillee.get_by_role("button", name="Partager cette page").click()
    canonique = page_surveillee.locator("link[rel=canonical]").get_attribute("href")
    assert page_surveillee.evaluate("window.partage") == canonique


def test_faute_de_partage_l_adresse_se_copie(page_surveillee: Page) -> None:
    page_surveillee.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page_surveillee.add_init_script("navigator.share = undefined;")
    page_surveillee.goto(FICHE)
    page_surveillee.get_by_role("button", name="Partager cette page").click()
    expect(page_surveillee.locator("[data-partager] [role=status]")).to_have_text("Adresse copiée.")
