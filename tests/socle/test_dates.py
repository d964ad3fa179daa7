"""Partial dates: read, refused, said in French, and aged."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from socle import dates
from socle.models import Source

JOUR = datetime.date
PARTIELLES = st.one_of(
    st.dates(JOUR(1900, 1, 1), JOUR(2100, 12, 31)).map(lambda j: j.isoformat()),
    st.dates(JOUR(1900, 1, 1), JOUR(2100, 12, 31)).map(lambda j: j.isoformat()[:7]),
    st.integers(1900, 2100).map(str),
)


@pytest.mark.parametrize(
    ("valeur", "debut", "fin"),
    [
        ("2018", JOUR(2018, 1, 1), JOUR(2018, 12, 31)),
        ("2016-02", JOUR(2016, 2, 1), JOUR(2016, 2, 29)),
        ("2018-12", JOUR(2018, 12, 1), JOUR(2018, 12, 31)),
        ("2018-03-31", JOUR(2018, 3, 31), JOUR(2018, 3, 31)),
    ],
)
def test_une_date_partielle_a_un_premier_et_un_dernier_jour(
    valeur: str, debut: JOUR, fin: JOUR
) -> None:
    assert dates.bornes(valeur) == (debut, fin)


@pytest.mark.parametrize(
    ("ecrite", "gardee"),
    [
        *(("2018", "2018"), ("2018-03", "2018-03"), ("2018-03-31", "2018-03-31"), ("", "")),
        *(("mars 2018", "2018-03"), ("Mars 2018 ", "2018-03"), ("FÉVRIER 2016", "2016-02")),
        *(("03/2018", "2018-03"), ("3/2018", "2018-03"), ("31/03/2018", "2018-03-31")),
        *(("31 mars 2018", "2018-03-31"), ("1er août 2017", "2017-08-01")),
    ],
)
def test_une_date_se_lit_comme_on_l_ecrit(ecrite: str, gardee: str) -> None:
    assert dates.lire(ecrite) == gardee


@pytest.mark.parametrize("ecrite", ["hier", "13/2018", "30 février 2018", "ma 2018", "1899"])
def test_ce_qui_ne_se_lit_pas_est_refuse(ecrite: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        dates.lire(ecrite)


@pytest.mark.parametrize(
    "valeur",
    [
        *("", "18", "mars 2018", "2018-3", "2018/03", "31-03-2018", "2018-03-31T00:00"),
        *("2018-13", "2018-00", "2018-02-30", "2018-02-29", "2018-04-31", "2018-01-32"),
        *("1899", "2101", "0000", "9999", "-2018", " 2018", "2018 ", "2018-03\n", "2018-03-31\n"),
        *("٢٠١٨", "２０１８", "2018-03-31-01", "2018\0"),
    ],
)
def test_ce_qui_n_est_pas_une_date_partielle_est_refuse(valeur: str) -> None:
    with pytest.raises(ValidationError, match="Écrivez une date comme 2018, 2018-03"):
        dates.valider(valeur)


@pytest.mark.parametrize(
    ("valeur", "lettres"),
    [
        ("2018", "2018"),
        ("2018-03", "mars 2018"),
        ("2018-08-01", "1er août 2018"),
        ("2018-12-25", "25 décembre 2018"),
    ],
)
def test_une_date_partielle_se_dit_en_francais(valeur: str, lettres: str) -> None:
    assert dates.en_lettres(valeur) == lettres


@pytest.mark.parametrize(
    ("valeur", "aujourd_hui", "mois"),
    [
        ("2018-03-31", JOUR(2018, 3, 31), 0),
        ("2018-03-31", JOUR(2018, 4, 29), 0),
        ("2018-03-31", JOUR(2018, 4, 30), 1),  # April has no 31st: its last day counts for it
        ("2018-03", JOUR(2018, 4, 30), 1),
        ("2018-02", JOUR(2018, 3, 27), 0),
        ("2018-02", JOUR(2018, 3, 28), 1),
        ("2018", JOUR(2019, 12, 30), 11),
        ("2018", JOUR(2019, 12, 31), 12),
        ("2030", JOUR(2019, 1, 1), 0),
    ],
)
def test_les_mois_se_comptent_depuis_la_fin_de_la_periode(
    valeur: str, aujourd_hui: JOUR, mois: int
) -> None:
    assert dates.mois_ecoules(valeur, aujourd_hui) == mois


@pytest.mark.parametrize(
    ("mois", "texte"),
    [
        (0, "il y a moins d’un mois"),
        (1, "il y a 1 mois"),
        (23, "il y a 23 mois"),
        (24, "il y a deux ans"),
        (25, "il y a plus de deux ans"),
        (16 * 12, "il y a seize ans"),
        (17 * 12 + 1, "il y a plus de 17 ans"),
    ],
)
def test_l_anciennete_se_dit_en_mois_puis_en_annees(mois: int, texte: str) -> None:
    annee, rang = divmod(2018 * 12 + mois, 12)
    assert dates.anciennete("2018-01-15", JOUR(annee, rang + 1, 15)) == texte


@given(PARTIELLES, PARTIELLES)
def test_deux_dates_partielles_se_rangent_comme_leur_premier_jour(un: str, deux: str) -> None:
    """The text order that the database uses never contradicts the calendar."""
    if un < deux:
        assert dates.bornes(un)[0] <= dates.bornes(deux)[0]


@given(PARTIELLES, st.dates(JOUR(1900, 1, 1), JOUR(2100, 12, 1)))
def test_l_anciennete_ne_recule_jamais_avec_le_temps(valeur: str, jour: JOUR) -> None:
    demain = jour + datetime.timedelta(days=1)
    assert dates.mois_ecoules(valeur, jour) <= dates.mois_ecoules(valeur, demain)


@given(PARTIELLES)
def test_toute_date_partielle_se_lit_se_dit_et_se_valide(valeur: str) -> None:
    dates.valider(valeur)
    assert dates.en_lettres(valeur).endswith(valeur[:4])


@pytest.mark.parametrize("valeur", ["2018-13", "2018-02-30"])
def test_un_formulaire_refuse_une_date_impossible(db: None, valeur: str) -> None:
    with pytest.raises(ValidationError) as refus:
        Source(cle="s", titre="t", date=valeur).full_clean()
    assert refus.value.message_dict == {
        "date": ["Écrivez une date comme 2018, 2018-03 ou 2018-03-31."]
    }
