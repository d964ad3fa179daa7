"""Browser fixtures: the running site, Debian's Chromium, a page that tolerates no error, axe."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.navigateur.chromium import chercher_chromium, options_de_lancement
from tests.navigateur.pages import STATUTS_VOULUS
from tests.navigateur.site import COMPTE, MOT_DE_PASSE, Site, base_chargee, demarrer
from tests.navigateur.surveillance import Surveillance, violations_axe

# Milliseconds: a machine that builds something else answers late, and late is not wrong.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Site]:
    """The site with its real data, one a worker. Its pages are for reading; a test that
    writes puts things back, or writes where no other looks."""
    travailleur = os.environ.get("PYTEST_XDIST_WORKER", "seul")
    dossier = tmp_path_factory.getbasetemp()
    commun: Path = dossier if travailleur == "seul" else dossier.parent
    with (
        base_chargee(commun, travailleur) as base,
        demarrer(base, commun / f"site-{travailleur}.log", django_db_blocker.unblock) as site,
    ):
        yield site


@pytest.fixture(scope="session")
def base_url(site: Site) -> str:
    """What pytest-playwright puts before the addresses that tests visit."""
    return site.adresse


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, quiet."""
    if chercher_chromium() is None:
        pytest.fail("Chromium est absent : apt install chromium")
    return browser_type_launch_args | options_de_lancement()


@pytest.fixture
def surveiller(site: Site) -> Iterator[Callable[[Page], Surveillance]]:
    """Watch a page opened by the test itself (another context, no script…)."""
    surveillances: list[Surveillance] = []

    def ouvrir(page: Page) -> Surveillance:
        surveillances.append(_surveillance(page, site))
        return surveillances[-1]

    yield ouvrir
    problemes = [ligne for surveillance in surveillances for ligne in surveillance.problemes]
    assert not problemes, "\n".join(problemes)


def _surveillance(page: Page, site: Site) -> Surveillance:
    page.set_default_timeout(PATIENCE)
    surveillance = Surveillance(page, site.adresse)
    for chemin, statut in STATUTS_VOULUS.items():
        surveillance.vouloir(chemin, statut)
    return surveillance


@pytest.fixture
def page_surveillee(page: Page, surveiller: Callable[[Page], Surveillance]) -> Page:
    """A page on which any console error, script error, CSP violation, request elsewhere or
    unwanted status fails the test."""
    surveiller(page)
    return page


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Assert that axe finds nothing to say of the page as it stands."""

    def verifier(page: Page) -> None:
        trouvees = violations_axe(page)
        assert not trouvees, "\n".join(trouvees)

    return verifier


@pytest.fixture
def page_sans_script(
    new_context: Callable[..., BrowserContext], surveiller: Callable[[Page], Surveillance]
) -> Page:
    """A visitor without JavaScript."""
    page = new_context(java_script_enabled=False).new_page()
    surveiller(page)
    return page


@pytest.fixture(scope="session")
def session_editrice(browser: Browser, site: Site) -> StorageState:
    """The cookies of an editor: one signs in once a session, hashing a password is slow."""
    contexte = browser.new_context(base_url=site.adresse)
    page = contexte.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/admin/login/?next=/admin/")
    page.fill("input[name=login]", COMPTE)
    page.fill("input[name=password]", MOT_DE_PASSE)
    page.click("main [type=submit]")
    page.wait_for_url("**/admin/")
    cookies = contexte.storage_state()
    contexte.close()
    return cookies


def _onglet_garde(browser: Browser, site: Site, **options: Any) -> Iterator[Surveillance]:
    """One tab for many tests: each new one costs a process, which compiles every script again."""
    contexte = browser.new_context(base_url=site.adresse, **options)
    yield _surveillance(contexte.new_page(), site)
    contexte.close()


@pytest.fixture(scope="session")
def _onglet_du_lecteur(browser: Browser, site: Site) -> Iterator[Surveillance]:
    yield from _onglet_garde(browser, site)


@pytest.fixture
def onglet(_onglet_du_lecteur: Surveillance) -> Iterator[Page]:
    """A watched page for a test that only reads; what it left, the next one finds."""
    yield from _onglet_du_lecteur.pour_un_test()


@pytest.fixture(scope="session")
def _onglet_de_l_editrice(
    browser: Browser, site: Site, session_editrice: StorageState
) -> Iterator[Surveillance]:
    yield from _onglet_garde(browser, site, storage_state=session_editrice)


@pytest.fixture
def page_editrice(_onglet_de_l_editrice: Surveillance) -> Iterator[Page]:
    """A watched page, signed in to the admin, the same from test to test."""
    yield from _onglet_de_l_editrice.pour_un_test()
