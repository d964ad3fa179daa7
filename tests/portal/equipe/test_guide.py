"""The staff guide: every page opens, every link answers, and it speaks of buttons that exist."""

import gettext
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from portal.equipe import guide
from portal.equipe.roles import ROLES
from tests.lecture import BLANCS
from tests.maison.typographie import fautes

Entrer = Callable[[str], Client]
FICHIERS = sorted(guide.DOSSIER.glob("*.md"))
LES_NOMS = [fichier.stem for fichier in FICHIERS if fichier.stem != guide.SOMMAIRE]
# A page or a whole line of code is not prose.
CODE = re.compile(r"`[^`]*`|\]\([^)]*\)|\|")
ETIQUETTE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
BOUTON = re.compile(r"\*\*«\s(.+?)\s»\*\*")


@pytest.fixture
def equipe(db: None) -> Client:
    """A colleague who may do nothing yet: the guide is for all."""
    client = Client()
    client.force_login(User.objects.create_user("nouvelle", is_staff=True))
    return client


def _texte(nom: str) -> str:
    return (guide.DOSSIER / f"{nom}.md").read_text(encoding="utf-8")


def _mots_de_l_administration() -> str:
    """Everything that the admin can print: our templates, our strings, Django’s in French."""
    racine = Path(settings.BASE_DIR)
    lus = [f.read_text(encoding="utf-8") for f in (racine / "templates").rglob("*.html")]
    # Words stand between tags, and in the values of buttons.
    lus += [ETIQUETTE.sub("", texte) for texte in lus]
    for app in ("socle", "territoires", "dispositifs", "bibliographie", "portal"):
        lus += [f.read_text(encoding="utf-8") for f in (racine / app).rglob("*.py")]
    langues = Path(admin.__file__).parent / "locale"
    django = gettext.translation("django", langues, ["fr"])
    lus += (phrases := [m for m in vars(django)["_catalog"].values() if isinstance(m, str)])
    noms_de_modeles = [str(modele._meta.verbose_name) for modele in apps.get_models()]
    a_nommer = "%(verbose_name)s"
    lus += [m.replace(a_nommer, nom) for m in phrases if a_nommer in m for nom in noms_de_modeles]
    # A sentence that Python breaks over two lines is one sentence.
    return re.sub(
        r"\"\s+f?\"", "", BLANCS.sub(" ", " ".join(lus).replace("&nbsp;", " ")).casefold()
    )


def test_le_sommaire_mene_a_toutes_les_pages() -> None:
    assert sorted(guide.noms()) == LES_NOMS
    assert len(LES_NOMS) >= 15


def test_le_sommaire_dit_les_trois_roles() -> None:
    assert all(role in _texte(guide.SOMMAIRE) for role in ROLES)


@pytest.mark.parametrize("nom", LES_NOMS)
def test_une_page_s_ouvre_et_ses_images_sont_servies(equipe: Client, nom: str) -> None:
    reponse = equipe.get(f"/admin/guide/{nom}/")
    page = reponse.content.decode()
    assert reponse.status_code == 200
    assert page.count("<h1") == 1
    assert guide.lire(nom).titre in page
    for source in re.findall(r'<img src="/static/(guide/[^"]+)"', page):
        assert finders.find(source), source
    assert page.count("<img src") == _texte(nom).count("![")


@pytest.mark.parametrize("nom", [*LES_NOMS, guide.SOMMAIRE])
def test_chaque_lien_repond_et_chaque_ancre_existe(equipe: Client, nom: str) -> None:
    morts = []
    for lien in re.findall(r'<a href="([^"]+)"', guide.lire(nom).corps):
        chemin, _, ancre = unquote(lien).partition("#")
        page = equipe.get(chemin)
        if page.status_code != 200 or (ancre and f'id="{ancre}"' not in page.content.decode()):
            morts.append(lien)
    assert morts == []


def test_chaque_bouton_nomme_existe() -> None:
    mots = _mots_de_l_administration()
    absents = {
        f"{fichier.name} : {bouton}"
        for fichier in FICHIERS
        for bouton in BOUTON.findall(fichier.read_text(encoding="utf-8"))
        if BLANCS.sub(" ", bouton).rstrip("….").casefold() not in mots
    }
    assert absents == set()


@pytest.mark.parametrize("fichier", FICHIERS, ids=lambda fichier: fichier.stem)
def test_le_guide_est_en_francais_imprime(fichier: Path) -> None:
    assert fautes(CODE.sub("X", fichier.read_text(encoding="utf-8"))) == []


def test_les_images_sont_toutes_montrees_decrites_et_petites() -> None:
    ecrit = "".join(map(_texte, LES_NOMS))
    images = sorted((guide.DOSSIER / "images").glob("*.png"))
    montrees = re.findall(r"!\[([^\]]*)\]\(images/([a-z-]+\.png)\)", ecrit)
    assert {nom for _, nom in montrees} == {image.name for image in images}
    assert all(len(texte) > 20 for texte, _ in montrees)
    poids = {image.name: image.stat().st_size for image in images}
    assert {nom: octets for nom, octets in poids.items() if octets > 120_000} == {}
    assert sum(poids.values()) < 2_000_000


def test_chaque_page_de_l_administration_mene_a_sa_tache(entrer_comme: Entrer) -> None:
    client = entrer_comme("tous")
    for adresse, nom in {
        "/admin/": "accueil",
        "/admin/dispositifs/dispositif/": "publier",
        "/admin/dispositifs/dispositif/tableur/": "tableur",
        "/admin/dispositifs/organisme/doublons/": "doublons",
        "/admin/bibliographie/notice/importer/": "notices",
        "/admin/dispositifs/proposition/": "propositions",
        "/admin/auth/user/": "comptes",
    }.items():
        assert f'href="/admin/guide/{nom}/"' in client.get(adresse).content.decode(), adresse
    assert 'href="/admin/guide/"' in client.get("/admin/socle/source/").content.decode()
    assert {nom for nom, _ in guide.TACHES} <= set(LES_NOMS)


def test_le_guide_est_pour_l_equipe() -> None:
    reponse = Client().get(reverse("guide"))
    assert reponse.status_code == 302
    assert reponse["Location"].startswith("/admin/login/")


def test_une_page_inconnue_ne_se_trouve_pas(equipe: Client) -> None:
    for nom in ("nulle-part", "README", "images"):
        assert equipe.get(f"/admin/guide/{nom}/").status_code == 404
    assert equipe.post("/admin/guide/").status_code == 405


def test_l_image_du_site_emporte_le_guide() -> None:
    ignores = (settings.BASE_DIR / ".dockerignore").read_text(encoding="utf-8").split()
    assert "docs" not in ignores
    assert "!docs/guide" in ignores
