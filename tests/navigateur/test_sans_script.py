"""A visitor without JavaScript does everything."""

import pytest
from playwright.sync_api import Page, expect


def test_de_l_accueil_a_la_fiche_d_un_dispositif_sans_script(page_sans_script: Page) -> None:
    page = page_sans_script
    page.goto("/")
    champ = page.locator("main input[name=q]")
    champ.fill("la seyne")
    champ.press("Enter")
    expect(page.locator(".phrase[role=status]")).to_contain_text("la seyne")
    page.get_by_role("main").get_by_role("link", name="La Seyne-sur-Mer", exact=True).click()
    expect(page.locator("h1")).to_contain_text("La Seyne-sur-Mer")
    for sigle in ("ASV", "CLS", "CLSM"):
        expect(page.get_by_role("main")).to_contain_text(sigle)
    page.get_by_role("main").get_by_role("link", name="ASV de La Seyne-sur-Mer").first.click()
    expect(page.locator("h1")).to_contain_text("ASV de La Seyne-sur-Mer")
    expect(page.get_by_role("main")).to_contain_text("mars 2018")


def test_filtrer_la_liste_puis_retirer_le_filtre_sans_script(page_sans_script: Page) -> None:
    page = page_sans_script
    page.goto("/dispositifs/")
    tous = page.locator(".phrase[role=status]").inner_text()
    page.get_by_role("checkbox", name="ASV").first.check()
    page.get_by_role("button", name="Appliquer").click()
    page.wait_for_url("**type=asv**")
    expect(page.locator(".phrase[role=status]")).not_to_have_text(tous)
    page.get_by_role("list", name="Filtres actifs").get_by_role("link").first.click()
    expect(page.locator(".phrase[role=status]")).to_have_text(tous)
    assert "type=asv" not in page.url


def test_le_menu_et_les_filtres_s_ouvrent_sur_un_telephone_sans_script(
    page_sans_script: Page,
) -> None:
    page = page_sans_script
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/dispositifs/")
    expect(page.get_by_role("button", name="Appliquer")).to_be_hidden()
    page.locator("summary", has_text="Filtrer").click()
    expect(page.get_by_role("button", name="Appliquer")).to_be_visible()
    page.locator("summary", has_text="Menu").click()
    page.get_by_role("link", name="Contrats de ville").first.click()
    expect(page.locator("h1")).to_contain_text("Contrats de ville")


@pytest.mark.parametrize("commune", ["83069", "05001"])
def test_le_premier_ecran_d_un_telephone_repond_pour_une_commune_couverte_ou_vide(
    page_sans_script: Page, commune: str
) -> None:
    """Hyères, and Abriès-Ristolas where no CLS, CLSM nor ASV is known."""
    page = page_sans_script
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/territoires/commune/{commune}/")
    reponse = page.locator(".reponse")
    expect(reponse).to_contain_text("Connu ici")
    expect(reponse).to_contain_text("Près d’ici")
    bouton = reponse.get_by_role("link", name="Faut-il un CLS ici")
    cadre = bouton.bounding_box()
    assert cadre is not None
    assert cadre["y"] + cadre["height"] <= 640, cadre
    bouton.click()
    page.wait_for_url(f"**besoin=cls&territoire=commune-{commune}")
    expect(page.locator(".bref")).to_contain_text("qui paie")


def test_une_explication_repond_dans_les_deux_premiers_ecrans_d_un_telephone(
    page_sans_script: Page,
) -> None:
    page = page_sans_script
    page.set_viewport_size({"width": 320, "height": 640})
    for code in ("cls", "asv", "cpts"):
        page.goto(f"/comprendre/{code}/")
        cadre = page.locator(".bref").bounding_box()
        assert cadre is not None
        assert cadre["y"] + cadre["height"] <= 2 * 640, (code, cadre)
        page.locator(".bref a", has_text="En savoir plus").first.click()
        page.wait_for_url(f"**/comprendre/{code}/#qui-paie")
