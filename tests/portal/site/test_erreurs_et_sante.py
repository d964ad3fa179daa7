"""When something is wrong: a page in French with a way on; and what the supervisor reads."""

from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client, RequestFactory

from portal.site import vues
from tests.lecture import texte

CHEMINS = ['href="/"', 'href="/territoires/"']


def test_une_adresse_inconnue_dit_ou_aller(db: None, client: Client) -> None:
    reponse = client.get("/rien/de/tel/")
    assert reponse.status_code == 404
    page = reponse.content.decode()
    assert 'lang="fr"' in page
    assert [chemin for chemin in CHEMINS if chemin not in page] == []
    assert "Not Found" not in page


def test_la_demonstration_montre_la_meme_page_introuvable(db: None, settings: Any) -> None:
    """`make demo` runs with DEBUG, where Django would show its table of addresses, in English."""
    settings.DEBUG = True
    page = Client().get("/rien/de/tel/", follow=True).content.decode()
    assert "Cette page n’est pas sur la carte" in page
    assert "URLconf" not in page


def test_une_panne_ne_montre_aucune_trace_et_ne_demande_rien_a_la_base(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    def panne(request: Any) -> None:
        raise RuntimeError("secret de famille")

    monkeypatch.setattr("portal.site.vues.donnees_accueil", lambda: panne(None))
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        reponse = client.get("/")
    assert reponse.status_code == 500
    page = reponse.content.decode()
    assert 'lang="fr"' in page
    assert 'href="/"' in page
    for indice in ("secret de famille", "RuntimeError", "Traceback", str(settings.BASE_DIR)):
        assert indice not in page


@pytest.mark.parametrize(
    ("vue", "code"), [(vues.erreur_400, 400), (vues.erreur_403, 403), (vues.erreur_404, 404)]
)
def test_chaque_page_d_erreur_se_rend_sans_session_ni_utilisateur(vue: Any, code: int) -> None:
    """An error may come before the middleware that attach them."""
    reponse = vue(RequestFactory().get("/x"), ValueError())
    assert reponse.status_code == code
    assert 'href="/"' in reponse.content.decode()


def test_un_formulaire_perime_l_explique(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    reponse = client.post("/admin/login/", {"username": "x", "password": "y"})
    assert reponse.status_code == 403
    assert 'lang="fr"' in reponse.content.decode()


def test_sante_repond_quand_la_base_repond(
    db: None, client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        reponse = client.get("/sante/")
    assert (reponse.status_code, reponse.json()) == (200, {"etat": "ok"})
    assert "no-store" in reponse["Cache-Control"]


def test_sante_dit_que_la_base_ne_repond_pas(db: None, client: Client) -> None:
    def injoignable() -> None:
        raise OperationalError("connexion refusée sur 10.0.0.5")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "cursor", injoignable)
        reponse = client.get("/sante/")
    assert (reponse.status_code, reponse.json()) == (503, {"etat": "base de données injoignable"})


def test_les_robots_sont_tenus_hors_de_l_administration(db: None, client: Client) -> None:
    reponse = client.get("/robots.txt")
    assert reponse["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in reponse.content.decode()


PAGES = ["/", "/aide/", "/plan-du-site/", "/accessibilite/", "/mentions-legales/"]
PAGES += ["/donnees-personnelles/", "/territoires/", "/dispositifs/", "/contrats-de-ville/"]


@pytest.mark.parametrize("adresse", PAGES)
def test_une_page_publique_n_ecrit_rien_et_ne_donne_aucun_temoin(
    db: None, client: Client, adresse: str
) -> None:
    reponse = client.get(adresse)
    assert reponse.status_code == 200
    assert not reponse.cookies
    assert texte(reponse).count(" Aller au contenu ") == 1
    csp = reponse["Content-Security-Policy"]
    assert "default-src 'none'" in csp
    assert "unsafe" not in csp
    for entete in ("Permissions-Policy", "Referrer-Policy", "X-Content-Type-Options"):
        assert reponse[entete]
