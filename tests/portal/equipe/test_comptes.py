"""Accounts: the second factor, the lock-out, the rules of passwords, who has not come."""

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client, RequestFactory
from django.utils import timezone

from socle.web.mandataire import adresse_du_client

CONNEXION = "/compte/connexion/"
BON = "phare-du-planier-1774"


@pytest.fixture(autouse=True)
def _compteurs_remis_a_zero() -> Iterator[None]:
    """Rate limits live in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def compte(db: None) -> User:
    return User.objects.create_superuser("camille", password=BON)


def entrer(client: Client, mot_de_passe: str = BON, suite: str = "", **entetes: str) -> Any:
    donnees = {"login": "camille", "password": mot_de_passe} | ({"next": suite} if suite else {})
    return client.post(CONNEXION, donnees, headers=entetes)


def code_de(secret: str) -> str:
    """The code that the application of the phone shows now."""
    compteurs = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, compteurs[len(compteurs) // 2]))


@pytest.fixture
def secret(compte: User) -> str:
    """The account protected by a second factor."""
    secret = generate_totp_secret()
    TOTP.activate(compte, secret)
    return secret


def test_la_connexion_de_l_administration_est_celle_du_site(client: Client, db: None) -> None:
    reponse = client.get("/admin/dispositifs/dispositif/")
    assert reponse.status_code == 302
    reponse = client.get(reponse["Location"])
    assert reponse["Location"].startswith(CONNEXION)
    assert "next=" in reponse["Location"]


def test_le_mot_de_passe_suffit_quand_le_second_facteur_n_est_pas_exige(
    client: Client, compte: User, settings: Any
) -> None:
    settings.MFA_OBLIGATOIRE = False
    reponse = entrer(client, suite="/admin/socle/source/")
    assert reponse["Location"] == "/admin/socle/source/"
    assert client.get("/admin/").status_code == 200
    assert client.session.get_expiry_age() <= 8 * 3600


def test_un_mauvais_mot_de_passe_est_dit_en_francais(client: Client, compte: User) -> None:
    reponse = entrer(client, "faux")
    assert "L’identifiant ou le mot de passe n’est pas le bon." in reponse.content.decode()


def test_la_suite_ne_mene_jamais_ailleurs(client: Client, compte: User) -> None:
    for ailleurs in ("https://mal.example/", "//mal.example/", "javascript:alert(1)"):
        assert entrer(Client(), suite=ailleurs)["Location"] == "/admin/"


def test_sans_second_facteur_on_ne_va_qu_a_sa_mise_en_place(
    client: Client, compte: User, settings: Any
) -> None:
    settings.MFA_OBLIGATOIRE = True
    entrer(client)
    for adresse in ("/admin/", "/admin/socle/source/", "/"):
        reponse = client.get(adresse)
        assert reponse["Location"] == "/compte/double-authentification/activer/", adresse
    assert Client().get("/admin/login/").status_code == 302


def test_on_active_le_second_facteur_et_on_entre(
    client: Client, compte: User, settings: Any
) -> None:
    settings.MFA_OBLIGATOIRE = True
    entrer(client)
    page = client.get("/compte/double-authentification/activer/")
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    dessin = client.get("/compte/double-authentification/code-qr.svg")
    assert dessin["Content-Type"] == "image/svg+xml"
    assert "no-store" in dessin["Cache-Control"]
    faux = client.post("/compte/double-authentification/activer/", {"code": "000000x"})
    assert "Ce code n’est pas le bon" in faux.content.decode()
    reponse = client.post("/compte/double-authentification/activer/", {"code": code_de(secret)})
    assert reponse["Location"] == "/compte/double-authentification/secours/"
    codes = client.get(reponse["Location"]).context["unused_codes"]
    assert len(codes) == 10
    assert client.get("/admin/").status_code == 200
    assert client.get("/compte/double-authentification/code-qr.svg").status_code == 404


def test_un_compte_protege_demande_son_code(
    client: Client, compte: User, secret: str, settings: Any
) -> None:
    settings.MFA_OBLIGATOIRE = True
    reponse = entrer(client, suite="/admin/socle/source/")
    assert reponse["Location"].startswith("/compte/double-authentification/code/")
    assert client.get("/admin/").status_code == 302
    reponse = client.post("/compte/double-authentification/code/", {"code": code_de(secret)})
    assert reponse["Location"] == "/admin/socle/source/"
    assert client.get("/admin/").status_code == 200


def test_un_code_de_secours_ne_sert_qu_une_fois(client: Client, compte: User, secret: str) -> None:
    secours = RecoveryCodes.activate(compte).generate_codes()[0]
    entrer(client)
    assert (
        client.post("/compte/double-authentification/code/", {"code": secours})["Location"]
        == "/admin/"
    )
    autre = Client()
    entrer(autre)
    reponse = autre.post("/compte/double-authentification/code/", {"code": secours})
    assert "Ce code n’est pas le bon" in reponse.content.decode()


def test_les_codes_ne_se_devinent_pas_a_la_suite(client: Client, compte: User, secret: str) -> None:
    entrer(client)
    for _ in range(12):
        page = client.post("/compte/double-authentification/code/", {"code": "abcdef"})
    assert "Trop d’essais" in page.content.decode()


def test_le_compte_se_verrouille_et_la_page_dit_combien_de_temps(
    client: Client, compte: User
) -> None:
    for _ in range(5):
        reponse = entrer(client, "faux")
    assert reponse.status_code == 429
    page = reponse.content.decode()
    assert "Ce compte est verrouillé" in page
    assert "30\u00a0minutes" in page
    assert reponse["Retry-After"] == "1800"
    assert entrer(client).status_code == 429, "le bon mot de passe n’ouvre plus"


def test_un_collegue_d_ailleurs_n_est_pas_verrouille(
    client: Client, compte: User, settings: Any
) -> None:
    settings.MANDATAIRES = 1
    for _ in range(5):
        entrer(client, "faux", x_forwarded_for="203.0.113.9")
    assert entrer(client, x_forwarded_for="198.51.100.4").status_code == 302


def test_un_verrou_se_leve_dans_l_administration(
    client: Client, compte: User, settings: Any
) -> None:
    settings.MFA_OBLIGATOIRE = False
    for _ in range(5):
        entrer(client, "faux")
    chef = Client()
    chef.force_login(User.objects.create_superuser("chef"))
    liste = chef.get("/admin/axes/accessattempt/")
    essai = liste.context["cl"].queryset.get()
    assert essai.username == "camille"
    chef.post(f"/admin/axes/accessattempt/{essai.pk}/delete/", {"post": "yes"})
    assert entrer(client).status_code == 302


@pytest.mark.parametrize(
    ("combien", "ecrites", "attendue"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.0.0.1, 203.0.113.9", "203.0.113.9"),
        (2, "9.9.9.9, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "n’importe quoi".encode("ascii", "ignore").decode(), "::"),
        (1, "", "127.0.0.1"),
    ],
)
def test_l_adresse_est_celle_qu_ecrit_notre_mandataire(
    settings: Any, combien: int, ecrites: str, attendue: str
) -> None:
    settings.MANDATAIRES = combien
    requete = RequestFactory().get("/", headers={"x-forwarded-for": ecrites})
    assert adresse_du_client(requete) == attendue


@pytest.mark.parametrize("faible", ["court-1234", "123456789012", "motdepasse", "camille"])
def test_un_mot_de_passe_faible_est_refuse(faible: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(faible)


def test_un_mot_de_passe_de_douze_caracteres_est_accepte() -> None:
    validate_password("cabanon-2026")


def test_personne_ne_cree_son_compte(client: Client, db: None) -> None:
    for adresse in ("/compte/signup/", "/compte/inscription/", "/accounts/signup/"):
        assert client.get(adresse).status_code == 404


def test_la_liste_dit_qui_n_est_jamais_venu(client: Client, compte: User) -> None:
    ancien = timezone.now() - datetime.timedelta(days=200)
    User.objects.create_user("ancienne", last_login=ancien)
    User.objects.create_user("jamais")
    client.force_login(compte)
    for valeur, attendus in (("jamais", ["jamais"]), ("ancienne", ["ancienne"])):
        page = client.get("/admin/auth/user/", {"connexion": valeur})
        assert [u.username for u in page.context["cl"].result_list] == attendus
    page = client.get("/admin/auth/user/", {"double": "non"})
    assert page.context["cl"].result_count == 3


def test_un_telephone_perdu_se_repare(client: Client, compte: User, secret: str) -> None:
    chef = User.objects.create_superuser("chef")
    client.force_login(chef)
    donnees = {"action": "retirer_le_second_facteur", "_selected_action": [compte.pk]}
    client.post("/admin/auth/user/", donnees)
    assert Authenticator.objects.filter(user=compte).exists(), "rien avant la confirmation"
    page = client.post("/admin/auth/user/", donnees | {"confirme": "1"}, follow=True)
    assert "Double authentification retirée : camille." in page.content.decode()
    assert not Authenticator.objects.filter(user=compte).exists()


def test_la_machine_rouvre_un_compte_dont_le_telephone_est_perdu(
    compte: User, secret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for attendu in ("retirée", "déjà absente"):
        call_command("retirer_double_authentification", "camille")
        assert attendu in capsys.readouterr().out
    with pytest.raises(CommandError, match="Aucun compte ne s’appelle"):
        call_command("retirer_double_authentification", "personne")


def test_le_compte_de_demonstration_entre_aussitot(
    client: Client, db: None, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DEBUG = True
    settings.MFA_OBLIGATOIRE = False
    call_command("creer_compte_demo")
    mot_de_passe = capsys.readouterr().out.split("Mot de passe")[1].split()[0]
    validate_password(mot_de_passe)
    client.post(CONNEXION, {"login": "demo", "password": mot_de_passe})
    assert client.get("/admin/").status_code == 200
