"""The zone for doctors that a decree gives a quartier: on its sheet, with its date and source."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from dispositifs.registre.instant import Instant
from portal.lieu.page import Lieu
from territoires.models import Territoire, Zonage
from tests.fabriques import Registre, une_source
from tests.lecture import texte

QUARTIER = "qpv-QN01341I"


@pytest.fixture(name="zone")
def _zone(registre: Registre) -> Zonage:
    return Zonage.objects.create(
        territoire=registre.lieux[QUARTIER],
        classe="zip",
        date="2025",
        source=une_source("zonage", titre="Arrêté de zonage", organisme="ARS", date="2025"),
    )


def test_la_fiche_du_quartier_dit_sa_zone_sa_date_et_sa_source(
    zone: Zonage, client: Client
) -> None:
    page = texte(client.get(zone.territoire.get_absolute_url()))
    dite = "Zonage des médecins Zone d’intervention prioritaire (ZIP) (2025, ARS)"
    assert dite in page
    assert "ARS, Arrêté de zonage, 2025" in page.split("Imprimée")[0].split("Fiche «")[1]


@pytest.mark.parametrize(("au", "connue"), [("2024", False), ("2025", True), ("", True)])
def test_la_zone_est_celle_de_la_date(
    registre: Registre, zone: Zonage, au: str, connue: bool
) -> None:
    lieu = Lieu(registre.lieux[QUARTIER], large=False, instant=Instant(au))
    assert (lieu.zonage == zone) is connue


def test_un_lieu_plus_large_n_a_pas_la_zone_de_son_quartier(
    registre: Registre, zone: Zonage
) -> None:
    assert Lieu(registre.lieux["commune-13055"], large=False).zonage is None


@pytest.mark.parametrize(
    "champs", [{"classe": "zap"}, {"date": "mardi"}, {"classe": "zac", "date": "2025"}]
)
def test_la_base_refuse_une_zone_inconnue_une_date_illisible_et_deux_zones_a_une_date(
    zone: Zonage, champs: dict[str, str]
) -> None:
    defauts = {"classe": "zip", "date": "2020"} | champs
    with pytest.raises(IntegrityError), transaction.atomic():
        Zonage.objects.bulk_create(
            [Zonage(territoire=zone.territoire, source=zone.source, **defauts)]
        )


@pytest.mark.django_db
@pytest.mark.usefixtures("france")
class TestRegion:
    def test_chaque_quartier_de_la_region_a_une_zone(self) -> None:
        quartiers = Territoire.objects.filter(
            echelle="qpv", code__regex="^QN(004|005|006|013|083|084)"
        )
        assert quartiers.count() == Zonage.objects.count() == 135
        assert not quartiers.filter(zonages=None).exists()
        comptes = [Zonage.objects.filter(classe=c).count() for c in ("zip", "zac")]
        assert comptes == [67, 68]
