"""Freshness: one table of delays by type, read alike by a record and by a list."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispositifs.models import Delai, Dispositif
from dispositifs.models.delai import plus_ancienne_verification
from socle import dates
from tests.fabriques import Registre
from tests.socle.test_dates import PARTIELLES

AUJOURD_HUI = datetime.date(2020, 3, 31)


@pytest.fixture(autouse=True)
def _au_31_mars_2020(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: AUJOURD_HUI)


@pytest.mark.parametrize(
    ("delai", "verifie_le", "attendu"),
    [
        (12, "", "jamais"),
        (12, "2020-03-31", "a-jour"),
        (12, "2019", "a-jour"),
        (12, "2019-04-01", "a-jour"),
        (12, "2019-03-31", "ancien"),
        (12, "2019-03", "ancien"),
        (12, "2018", "ancien"),
        (24, "2019-03", "a-jour"),
        (24, "2018-03", "ancien"),
        (24, "2018", "a-jour"),
        (1, "2020-03-01", "a-jour"),
        (1, "2020-02", "ancien"),
        (12, "2021", "a-jour"),
    ],
)
def test_une_fiche_vieillit_selon_le_delai_de_son_type(
    registre: Registre, delai: int, verifie_le: str, attendu: str
) -> None:
    Delai.objects.create(type=registre.types["asv"], mois=delai)
    par = "CRES" if verifie_le else ""
    registre.un_dispositif("asv", "commune-83126", verifie_le=verifie_le, verifie_par=par)
    dispositif = Dispositif.objects.avec_fraicheur(AUJOURD_HUI).get()
    assert dispositif.etat_fraicheur == attendu
    assert dispositif.fraicheur == attendu


def test_deux_types_vieillissent_chacun_a_son_pas(registre: Registre) -> None:
    Delai.objects.filter(type="msp").update(mois=60)
    verifie = {"verifie_le": "2018-03", "verifie_par": "CRES"}
    registre.un_dispositif("msp", "commune-83126", **verifie)
    registre.un_dispositif("asv", "commune-83126", **verifie)
    etats = {d.type_id: d.etat_fraicheur for d in Dispositif.objects.avec_fraicheur(AUJOURD_HUI)}
    assert etats == {"msp": "a-jour", "asv": "ancien"}


@given(
    PARTIELLES,
    st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 12, 31)),
    st.integers(1, 60),
)
def test_la_liste_et_la_fiche_disent_toujours_la_meme_fraicheur(
    verifie_le: str, aujourd_hui: datetime.date, delai: int
) -> None:
    """The text comparison of the database is the calendar's count of whole months."""
    ancien = f"{verifie_le}-99" <= plus_ancienne_verification(aujourd_hui, delai)
    assert ancien == (dates.mois_ecoules(verifie_le, aujourd_hui) >= delai)


def test_la_fraicheur_coute_une_requete_de_plus(
    registre: Registre, django_assert_num_queries: object
) -> None:
    registre.un_dispositif("asv", "commune-83126")
    with django_assert_num_queries(2):
        list(Dispositif.objects.avec_fraicheur(AUJOURD_HUI))
