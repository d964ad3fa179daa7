"""Who runs a scheme: at present, or at a past date."""

import pytest

from dispositifs.models import Coordination, Dispositif
from tests.fabriques import Registre


@pytest.fixture(autouse=True)
def _une_histoire(registre: Registre) -> None:
    """Dedicated from 2014, nobody from mid-2016 to 2018, then shared since March 2019."""
    cls = registre.un_dispositif("cls", "commune-83126")
    for etat, date, fin in [
        ("dediee", "2014", "2016-06"),
        ("aucune", "2016-06", "2018"),
        ("partagee", "2019-03", ""),
    ]:
        Coordination.objects.create(
            dispositif=cls, etat=etat, date=date, fin=fin, source=registre.source
        )


@pytest.mark.parametrize(
    ("au", "attendu"),
    [
        ("2013", ""),
        ("2014", "dediee"),
        ("2014-01-01", "dediee"),
        ("2016-05", "dediee"),
        ("2016-06", "aucune"),
        ("2016", "aucune"),
        ("2018-12-31", "aucune"),
        ("2019-02", ""),  # ended in 2018, and nothing known before March
        ("2019", "partagee"),
        ("2026-01-15", "partagee"),
        ("", "partagee"),
    ],
)
def test_la_coordination_est_celle_qui_courait_a_la_date_dite(au: str, attendu: str) -> None:
    assert Dispositif.objects.avec_coordination(au).get().coordination == attendu


def test_une_coordination_close_n_est_plus_actuelle() -> None:
    Coordination.objects.filter(fin="").update(fin="2020")
    assert Dispositif.objects.avec_coordination().get().coordination == ""
    assert Dispositif.objects.avec_coordination("2020-06").get().coordination == "partagee"
    assert Dispositif.objects.avec_coordination("2021").get().coordination == ""


def test_sans_coordination_se_distingue_de_non_renseigne(registre: Registre) -> None:
    """« Actif sans coordination » is a fact; nothing known is not."""
    carros = registre.un_dispositif("clsm", "commune-83137", coordination="aucune")
    muet = registre.un_dispositif("asv", "commune-83137")
    connues = {d.pk: d.coordination for d in Dispositif.objects.avec_coordination()}
    assert (connues[carros.pk], connues[muet.pk]) == ("aucune", "")
