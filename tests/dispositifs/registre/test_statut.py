"""The statut is the last étape: today, or at a past date that may be partial."""

import datetime

import pytest

from dispositifs.models import Dispositif
from tests.fabriques import Registre

VIE = [
    ("en-projet", "2012"),
    ("actif", "2013-06"),
    ("en-renouvellement", "2016-06-15"),
    ("absorbe", "2017"),
]


def statut(au: str = "") -> str:
    return str(Dispositif.objects.avec_statut(au).get().statut)


@pytest.fixture(autouse=True)
def _au_10_juin_2020(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2020, 6, 10))


@pytest.mark.parametrize(
    ("au", "attendu"),
    [
        ("2011", ""),
        ("2011-12-31", ""),
        ("2012", "en-projet"),
        ("2012-01-01", "en-projet"),  # « 2012 » is known from the first day of 2012
        ("2013-05", "en-projet"),
        ("2013", "actif"),  # the state at the end of 2013
        ("2013-06", "actif"),
        ("2013-06-01", "actif"),
        ("2016-06-14", "actif"),
        ("2016-06-15", "en-renouvellement"),
        ("2016-06", "en-renouvellement"),
        ("2016", "en-renouvellement"),
        ("2017-02", "absorbe"),
        ("2026", "absorbe"),
        ("", "absorbe"),
    ],
)
def test_le_statut_est_la_derniere_etape_a_la_date_dite(
    registre: Registre, au: str, attendu: str
) -> None:
    registre.un_dispositif("cls", "commune-83126", etapes=VIE)
    assert statut(au) == attendu


def test_deux_etapes_du_meme_jour_la_derniere_inscrite_l_emporte(registre: Registre) -> None:
    etapes = [("termine", "2018-03"), ("actif", "2018-03")]
    registre.un_dispositif("cls", "commune-83126", etapes=etapes)
    assert statut() == "actif"


def test_une_etape_a_venir_ne_change_pas_le_statut_d_aujourd_hui(registre: Registre) -> None:
    etapes = [("actif", "2018"), ("termine", "2020-06-11")]
    registre.un_dispositif("cls", "commune-83126", etapes=etapes)
    assert statut() == "actif"
    assert statut("2020-06-11") == "termine"


@pytest.mark.parametrize("date", ["2020", "2020-06", "2020-06-10"])
def test_une_etape_de_la_periode_en_cours_compte_deja(registre: Registre, date: str) -> None:
    registre.un_dispositif("cls", "commune-83126", etapes=[("actif", "2018"), ("termine", date)])
    assert statut() == "termine"


def test_sans_etape_le_statut_est_vide(registre: Registre) -> None:
    registre.un_dispositif("cls", "commune-83126", etapes=[])
    assert statut() == ""


def test_la_date_de_l_etape_suit_le_statut(registre: Registre) -> None:
    registre.un_dispositif("cls", "commune-83126", etapes=VIE)
    assert Dispositif.objects.avec_statut("2016").get().statut_date == "2016-06-15"


def test_connus_au_ne_garde_que_ceux_dont_on_savait_quelque_chose(registre: Registre) -> None:
    ancien = registre.un_dispositif("cls", "commune-83126", etapes=VIE)
    registre.un_dispositif("asv", "commune-83126", etapes=[("actif", "2018-03")])
    registre.un_dispositif("clsm", "commune-83126", etapes=[])
    assert list(Dispositif.objects.connus_au("2015")) == [ancien]
    assert Dispositif.objects.connus_au("2018").count() == 2


def test_une_impossible_date_n_atteint_pas_la_base(registre: Registre) -> None:
    with pytest.raises(ValueError, match="day is out of range"):
        Dispositif.objects.avec_statut("2018-02-30")
