"""A page is made once for all readers without a cookie, and anew as soon as anything is written."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.test import Client, RequestFactory
from django.utils import timezone

from socle.models import Theme
from socle.web import cache_pages
from socle.web.cache_pages import CacheDesPagesMiddleware, Pages
from socle.web.cache_version import version_des_donnees

# What is kept depends on what is committed: these tests really commit.
pytestmark = pytest.mark.django_db(transaction=True)


class Site:
    """One view behind the middleware, and how many times it was called."""

    def __init__(self) -> None:
        self.vue: Callable[[HttpRequest], Any] = lambda request: HttpResponse(
            ", ".join(Theme.objects.values_list("nom", flat=True))
        )
        self.appels = 0
        self.intergiciel = CacheDesPagesMiddleware(self._repondre)

    def _repondre(self, request: HttpRequest) -> Any:
        self.appels += 1
        return self.vue(request)

    def lire(self, chemin: str = "/page/", **entetes: str) -> Any:
        """GET, with these headers (`Cookie="…"`)."""
        noms = {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
        return self.intergiciel(RequestFactory().get(chemin, headers=noms))


@pytest.fixture(name="site")
def _site() -> Site:
    return Site()


@pytest.fixture(name="rien_n_est_ecrit")
def _rien_n_est_ecrit(monkeypatch: pytest.MonkeyPatch) -> None:
    """The version stands still: on PostgreSQL, what the other worker writes moves it too."""
    monkeypatch.setattr(cache_pages, "version_des_donnees", lambda: "v1")


def test_la_version_ne_bouge_pas_tant_que_rien_n_est_ecrit() -> None:
    # Another database of the same server may be written between two looks, not between all.
    assert any(version_des_donnees() == version_des_donnees() != "" for _ in range(1_000))


@pytest.mark.usefixtures("rien_n_est_ecrit")
def test_la_meme_page_n_est_faite_qu_une_fois(site: Site) -> None:
    premiere, seconde = site.lire(), site.lire()
    assert site.appels == 1
    assert premiere.content == seconde.content
    assert seconde["Cache-Control"] == "no-cache"
    assert "Cookie" in seconde["Vary"]
    assert premiere["ETag"] == seconde["ETag"]


def test_un_navigateur_qui_a_deja_la_page_recoit_304(site: Site) -> None:
    etag = site.lire()["ETag"]
    reponse = site.lire(If_None_Match=etag)
    assert (reponse.status_code, reponse.content) == (304, b"")
    assert reponse["ETag"] == etag
    Theme.objects.create(slug="eau", nom="Eau")
    assert site.lire(If_None_Match=etag).status_code == 200


def ecrire_par_save() -> None:
    Theme.objects.create(slug="eau", nom="Eau")


def ecrire_par_lot() -> None:
    Theme.objects.bulk_create([Theme(slug="eau", nom="Eau")])


def ecrire_en_sql() -> None:
    with connection.cursor() as curseur:
        curseur.execute(
            "INSERT INTO socle_theme (slug, nom, description) VALUES ('eau', 'Eau', '')"
        )


def ecrire_en_transaction() -> None:
    with transaction.atomic():
        Theme.objects.create(slug="eau", nom="Eau")


@pytest.mark.parametrize(
    "ecrire",
    [ecrire_par_save, ecrire_par_lot, ecrire_en_sql, ecrire_en_transaction],
)
def test_une_ecriture_quelle_qu_elle_soit_se_voit_aussitot(
    site: Site, ecrire: Callable[[], None]
) -> None:
    assert site.lire().content == b""
    ecrire()
    assert site.lire().content == b"Eau"
    Theme.objects.all().delete()
    assert site.lire().content == b""
    assert site.appels == 3


def test_une_ecriture_pendant_que_la_page_se_fait_n_est_pas_manquee(site: Site) -> None:
    def vue(request: HttpRequest) -> HttpResponse:
        lus = ", ".join(Theme.objects.values_list("nom", flat=True))
        if not lus:
            Theme.objects.create(slug="eau", nom="Eau")
        return HttpResponse(lus)

    site.vue = vue
    assert site.lire().content == b""
    assert site.lire().content == b"Eau"


def test_une_transaction_ouverte_ne_laisse_rien_dans_le_cache(site: Site) -> None:
    with transaction.atomic():
        Theme.objects.create(slug="eau", nom="Eau")
        assert version_des_donnees() == ""
        assert site.lire().content == b"Eau"
        transaction.set_rollback(True)
    assert site.lire().content == b""


@pytest.mark.usefixtures("rien_n_est_ecrit")
def test_la_page_se_refait_le_lendemain(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.lire()
    monkeypatch.setattr(timezone, "localdate", lambda *a: datetime.date(2031, 1, 2))
    site.lire()
    assert site.appels == 2


@pytest.mark.usefixtures("rien_n_est_ecrit")
@pytest.mark.parametrize(
    "entetes",
    [{"Cookie": "sessionid=x"}, {"Authorization": "Basic x"}, {"X_Requested_With": "fetch"}],
)
def test_qui_dit_quelque_chose_de_soi_a_sa_propre_page(site: Site, entetes: dict[str, str]) -> None:
    for _ in range(2):
        site.lire()
        reponse = site.lire(**entetes)
    assert site.appels == 3
    assert "ETag" not in reponse


def test_la_page_d_un_porteur_de_temoin_est_a_lui_seul(site: Site) -> None:
    reponse = site.lire(Cookie="sessionid=x")
    assert "private" in reponse["Cache-Control"]
    assert "Cookie" in reponse["Vary"]


def avec_temoin(request: HttpRequest) -> HttpResponse:
    reponse = HttpResponse("à moi")
    reponse.set_cookie("sessionid", "x")
    return reponse


def avec(**entetes: str) -> Callable[[HttpRequest], HttpResponse]:
    noms = {nom.replace("_", "-"): valeur for nom, valeur in entetes.items()}
    return lambda request: HttpResponse("x", headers=noms)


@pytest.mark.parametrize(
    "vue",
    [
        avec_temoin,
        avec(Cache_Control="private"),
        avec(Cache_Control="max-age=0, no-store"),
        avec(Vary="Accept-Language"),
        lambda request: HttpResponse("introuvable", status=404),
        lambda request: HttpResponse(b"x" * 1_000_001),
        lambda request: FileResponse([b"x"]),
    ],
)
def test_ce_qui_est_pour_quelqu_un_ou_passager_n_est_pas_garde(site: Site, vue: Any) -> None:
    site.vue = vue
    site.lire()
    site.lire()
    assert site.appels == 2


@pytest.mark.parametrize("chemin", ["/admin/", "/compte/connexion/", "/actualiser/abc/"])
def test_les_pages_de_l_equipe_et_des_liens_signes_ne_sont_jamais_gardees(
    site: Site, chemin: str
) -> None:
    site.lire(chemin)
    site.lire(chemin)
    assert site.appels == 2


def test_deux_adresses_sont_deux_pages(site: Site) -> None:
    site.vue = lambda request: HttpResponse(request.get_full_path())
    assert {site.lire(c).content for c in ("/a/", "/a/?q=1", "/a/?q=2", "/a/")} == {
        b"/a/",
        b"/a/?q=1",
        b"/a/?q=2",
    }


@pytest.mark.usefixtures("rien_n_est_ecrit")
def test_une_demande_d_entetes_lit_le_cache_sans_le_remplir(site: Site) -> None:
    site.intergiciel(RequestFactory().head("/page/"))
    site.lire()
    site.intergiciel(RequestFactory().head("/page/"))
    assert site.appels == 2


def test_ce_que_l_on_fait_d_une_page_rendue_ne_change_pas_celle_qui_est_gardee(
    site: Site,
) -> None:
    premiere = site.lire()
    premiere["X-Pour-Un-Seul"] = "oui"
    premiere.set_cookie("sessionid", "x")
    premiere.close()
    seconde = site.lire()
    assert "X-Pour-Un-Seul" not in seconde
    assert not seconde.cookies
    assert not seconde.closed


def test_la_place_est_bornee_et_la_moins_demandee_part_d_abord() -> None:
    pages = Pages(octets_max=3 * 2_001)
    for nom in ("a", "b", "c"):
        pages.garder("v1", (nom,), HttpResponse("x"))
    pages.lire("v1", ("a",))
    pages.garder("v1", ("d",), HttpResponse("x"))
    assert [bool(pages.lire("v1", (nom,))) for nom in "abcd"] == [True, False, True, True]
    pages.garder("v2", ("a",), HttpResponse("x"))
    assert len(pages) == 1


@pytest.fixture(name="lecteur")
def _lecteur() -> Client:
    return Client(enforce_csrf_checks=True)


@pytest.mark.usefixtures("rien_n_est_ecrit")
def test_sur_le_site_une_page_publique_relue_ne_pose_aucune_question_a_la_base(
    lecteur: Client, django_assert_num_queries: Any
) -> None:
    premiere = lecteur.get("/aide/")
    with django_assert_num_queries(0):
        seconde = lecteur.get("/aide/")
    assert premiere.content == seconde.content
    assert seconde["Content-Security-Policy"] == premiere["Content-Security-Policy"]
    assert seconde["X-Frame-Options"] == "DENY"
    assert not seconde.cookies


def test_un_jeton_csrf_ne_passe_jamais_d_un_lecteur_a_l_autre(site: Site) -> None:
    garde = CsrfViewMiddleware(lambda request: HttpResponse(get_token(request)))
    site.vue = garde
    assert site.lire().content != site.lire().content
    assert site.appels == 2
