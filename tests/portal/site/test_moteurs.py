"""Found by others: the sitemap and its dates, robots.txt, a page's one address and picture."""

import re

import pytest
from django.conf import LazySettings, settings
from django.contrib.staticfiles import finders
from django.test import Client

from tests.bibliographie.conftest import une_notice
from tests.dispositifs.comprendre.ecrits import une_explication
from tests.fabriques import Registre, nombre_de_requetes
from tests.portal.site.test_adresses import SEYNE

SITE = "https://portail.exemple.fr"
LOC, DATE = re.compile(r"<loc>(.*?)</loc>"), re.compile(r"<lastmod>(\d{4}-\d\d-\d\d)")


@pytest.fixture(autouse=True)
def site(settings: LazySettings) -> None:
    settings.ADRESSE_DU_SITE = SITE


def test_le_plan_pour_les_moteurs_dit_chaque_fiche_et_sa_date(
    registre: Registre, client: Client
) -> None:
    registre.un_dispositif("asv", "commune-83126")
    registre.un_dispositif("cls", "commune-83126", publie=False)
    une_notice()
    une_explication("cls")
    sections = [
        adresse.partition("/sitemap-")[2] for adresse in LOC.findall(_lire(client, "sitemap.xml"))
    ]
    assert "dispositifs.xml" in sections
    pages = {section: _lire(client, f"sitemap-{section}") for section in sections}
    adresses = [adresse for page in pages.values() for adresse in LOC.findall(page)]
    assert len(adresses) == len(set(adresses))
    assert {f"{SITE}/", f"{SITE}{SEYNE}"} <= set(adresses)
    for fiche in registre.dispositifs.values():
        assert (f"{SITE}{fiche.get_absolute_url()}" in adresses) == fiche.est_publie
    assert len(DATE.findall(pages["dispositifs.xml"])) == len(LOC.findall(pages["dispositifs.xml"]))
    # The small register has nothing to compare yet.
    for adresse in set(adresses) - {f"{SITE}/comprendre/comparer/"}:
        if "/territoires/" not in adresse:
            assert client.get(adresse.removeprefix(SITE)).status_code == 200, adresse


def test_cent_fiches_ne_demandent_pas_plus_qu_une(registre: Registre, client: Client) -> None:
    une_notice("Première")
    _lire(client, "sitemap-notices.xml")
    une = nombre_de_requetes(lambda: _lire(client, "sitemap-notices.xml"))
    for rang in range(30):
        une_notice(f"Notice {rang}")
    assert nombre_de_requetes(lambda: _lire(client, "sitemap-notices.xml")) == une <= 4


def test_les_robots_trouvent_le_plan(db: None, client: Client) -> None:
    assert f"Sitemap: {SITE}/sitemap.xml" in _lire(client, "robots.txt")


@pytest.mark.parametrize(
    ("adresse", "canonique"),
    [
        ("/", "/"),
        (f"{SEYNE}?au=2018", SEYNE),
        ("/dispositifs/?type=asv&tri=nom&vue=tableau&q=x", "/dispositifs/?type=asv"),
        ("/dispositifs/?page=1", "/dispositifs/"),
        ("/recherche/?q=sante+mentale", "/recherche/"),
    ],
)
def test_une_page_n_a_qu_une_adresse(
    registre: Registre, client: Client, adresse: str, canonique: str
) -> None:
    page = client.get(adresse).content.decode()
    assert re.findall(r'rel="canonical" href="(.*?)"', page) == [f"{SITE}{canonique}"]
    assert f'property="og:url" content="{SITE}{canonique}"' in page


def test_une_page_se_partage_avec_son_titre_et_une_image_d_ici(
    registre: Registre, client: Client
) -> None:
    page = client.get(SEYNE).content.decode()
    titre = re.findall(r"<title>\s*(.*?)\s*</title>", page, re.DOTALL)
    assert re.findall(r'property="og:title" content="(.*?)"', page) == titre
    decrite = re.findall(r'name="description" content="(.*?)"', page)
    assert re.findall(r'property="og:description" content="(.*?)"', page) == decrite
    (image,) = re.findall(r'property="og:image" content="(.*?)"', page)
    assert finders.find(image.removeprefix(f"{SITE}{settings.STATIC_URL}"))


@pytest.mark.parametrize("adresse", ["/rien/", "/compte/connexion/", "/signaler/"])
def test_une_page_d_erreur_ou_privee_n_a_rien_a_partager(
    registre: Registre, client: Client, adresse: str
) -> None:
    assert 'rel="canonical"' not in client.get(adresse).content.decode()


def _lire(client: Client, fichier: str) -> str:
    return client.get(f"/{fichier}").content.decode()
