"""Who sends a form too often waits; who reads never does."""

from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from bibliographie.selections.ma_selection import GESTES_PAR_MINUTE
from socle.web import debit


@pytest.fixture(autouse=True)
def _cache_vide(monkeypatch: pytest.MonkeyPatch) -> None:
    """No count left by another test, and a clock that only moves when told."""
    cache.clear()
    monkeypatch.setattr(debit.time, "time", lambda: 1_000_000.0)


def avancer(monkeypatch: pytest.MonkeyPatch, secondes: float) -> None:
    """Let the time pass."""
    monkeypatch.setattr(debit.time, "time", lambda: 1_000_000.0 + secondes)


def test_la_limite_est_permise_et_l_acte_suivant_depasse() -> None:
    assert [debit.depasse("essai", 3, 60) for _ in range(5)] == [False, False, False, True, True]
    assert not debit.depasse("autre", 3, 60)


def test_une_nouvelle_periode_remet_le_compte_a_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [debit.depasse("essai", 1, 60) for _ in range(2)] == [False, True]
    avancer(monkeypatch, 60)
    assert not debit.depasse("essai", 1, 60)


def test_une_limite_nulle_refuse_tout() -> None:
    assert debit.depasse("essai", 0, 60)


def test_l_adresse_du_visiteur_n_est_pas_gardee(rf: RequestFactory) -> None:
    empreinte = debit.visiteur(rf.get("/", REMOTE_ADDR="192.0.2.7"))
    assert "192.0.2.7" not in empreinte
    assert empreinte == debit.visiteur(rf.post("/x", REMOTE_ADDR="192.0.2.7"))
    assert empreinte != debit.visiteur(rf.get("/", REMOTE_ADDR="192.0.2.8"))


def test_derriere_le_mandataire_seule_l_adresse_qu_il_a_ecrite_compte(
    rf: RequestFactory, settings: Any
) -> None:
    settings.MANDATAIRES = 1
    un = rf.get("/", headers={"X-Forwarded-For": "203.0.113.1, 192.0.2.7"})
    deux = rf.get("/", headers={"X-Forwarded-For": "203.0.113.99, 192.0.2.7"})
    assert debit.visiteur(un) == debit.visiteur(deux)


def test_sans_mandataire_un_visiteur_ne_choisit_pas_son_adresse(rf: RequestFactory) -> None:
    un = rf.get("/", headers={"X-Forwarded-For": "203.0.113.1"})
    deux = rf.get("/", headers={"X-Forwarded-For": "203.0.113.2"})
    assert debit.visiteur(un) == debit.visiteur(deux)


def test_lire_n_est_jamais_compte(rf: RequestFactory) -> None:
    @debit.au_plus("essai", 1, 60)
    def vue(request: HttpRequest) -> HttpResponse:
        return HttpResponse("lu")

    assert {vue(rf.get("/")).status_code for _ in range(5)} == {200}
    assert [vue(rf.post("/")).status_code for _ in range(2)] == [200, 429]


@pytest.mark.django_db
def test_trop_de_gestes_de_panier_recoivent_une_page_qui_dit_quoi_faire(
    client: Client,
) -> None:
    ici = {"Sec-Fetch-Site": "same-origin"}
    reponses = [
        client.post("/ma-selection/changer/", {"vider": "1"}, headers=ici)
        for _ in range(GESTES_PAR_MINUTE + 1)
    ]
    assert {r.status_code for r in reponses[:-1]} == {302}
    refus = reponses[-1]
    assert refus.status_code == 429
    assert refus["Retry-After"] == "60"
    assert "Attendez 1 minute" in refus.content.decode()
