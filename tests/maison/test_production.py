"""The system checks refuse an unsafe production, and only that."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from outils.verifier import environnement_de_production
from portal import checks
from tests.maison.arbre import RACINE

SURS: dict[str, Any] = {
    "DEBUG": False,
    "CLE_DE_DEVELOPPEMENT": settings.CLE_DE_DEVELOPPEMENT,
    "SECRET_KEY": "k" * 25 + secrets.token_urlsafe(40),
    "ALLOWED_HOSTS": ["portail.example.org"],
    "ADRESSE_DU_SITE": "https://portail.example.org",
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "CACHES": {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "MFA_OBLIGATOIRE": True,
}
LOCMEM = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SQLITE = {"default": {"ENGINE": "django.db.backends.sqlite3"}}


@pytest.fixture
def dire(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Ids of the messages for safe settings with these changes."""

    def identifiants(processus: str = "2", **changes: Any) -> list[str]:
        monkeypatch.setenv("WEB_CONCURRENCY", processus)
        monkeypatch.setattr(checks, "settings", SimpleNamespace(**(SURS | changes)))
        return [str(message.id) for message in checks.production_sure(None)]

    return identifiants


def test_des_reglages_surs_ne_font_rien_dire(dire: Callable[..., list[str]]) -> None:
    assert dire() == []


@pytest.mark.parametrize(
    ("changes", "attendu"),
    [
        ({"SECRET_KEY": settings.CLE_DE_DEVELOPPEMENT}, ["portal.E001"]),
        ({"SECRET_KEY": "courte"}, ["portal.E002"]),
        ({"ALLOWED_HOSTS": ["*"]}, ["portal.E003"]),
        ({"ALLOWED_HOSTS": []}, ["portal.E004", "portal.E006"]),
        ({"ALLOWED_HOSTS": ["localhost", "127.0.0.1"]}, ["portal.E004", "portal.E006"]),
        ({"ADRESSE_DU_SITE": "http://portail.example.org"}, ["portal.E005"]),
        ({"ADRESSE_DU_SITE": "https://portail.example.org/"}, ["portal.E005"]),
        ({"ADRESSE_DU_SITE": "https://ailleurs.example.org"}, ["portal.E006"]),
        ({"ALLOWED_HOSTS": [".example.org"]}, []),
        ({"DATABASES": SQLITE}, ["portal.W001"]),
        ({"CACHES": LOCMEM}, ["portal.W002"]),
        (
            {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
            ["portal.W003"],
        ),
        ({"MFA_OBLIGATOIRE": False}, ["portal.W004"]),
    ],
)
def test_un_reglage_dangereux_est_nomme(
    dire: Callable[..., list[str]], changes: dict[str, Any], attendu: list[str]
) -> None:
    assert dire(**changes) == attendu


def test_un_site_de_developpement_n_est_pas_inquiete(dire: Callable[..., list[str]]) -> None:
    assert dire(DEBUG=True, SECRET_KEY=settings.CLE_DE_DEVELOPPEMENT) == []


def test_un_seul_processus_peut_garder_son_cache_en_memoire(
    dire: Callable[..., list[str]],
) -> None:
    assert dire(processus="1", CACHES=LOCMEM) == []


def _controler(environnement: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=RACINE,
        env=environnement,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "valeur", "message"),
    [
        ("SECRET_KEY", "trop-courte", "portal.E002"),
        ("SECURE_HSTS_SECONDS", "0", "security.W004"),
        ("SECURE_SSL_REDIRECT", "false", "security.W008"),
    ],
)
def test_check_deploy_refuse_ce_qui_affaiblit_la_production(
    variable: str, valeur: str, message: str
) -> None:
    """The variables of the documentation reach the settings, and Django's own checks see them."""
    resultat = _controler(environnement_de_production() | {variable: valeur})
    assert resultat.returncode != 0
    assert message in resultat.stderr


def test_migrate_refuse_une_production_avec_la_cle_publiee() -> None:
    """The checks run before any command that matters, not only in check --deploy."""
    environnement = os.environ | {"DEBUG": "false", "DATABASE_URL": "sqlite://:memory:"}
    environnement.pop("SECRET_KEY", None)
    resultat = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=RACINE,
        env=environnement,
        capture_output=True,
        text=True,
        check=False,
    )
    assert resultat.returncode != 0
    assert "portal.E001" in resultat.stderr


@pytest.mark.django_db
def test_la_base_range_les_textes_octet_par_octet(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.tri_de_la_base(None, databases=["default"]) == []
    assert checks.tri_de_la_base(None) == []
    monkeypatch.setattr(checks, "PAR_OCTETS", "SELECT 'aa' < 'a b'")
    (message,) = checks.tri_de_la_base(None, databases=["default"])
    assert message.id == "portal.W005"
