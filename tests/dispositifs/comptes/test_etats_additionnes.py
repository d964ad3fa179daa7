"""At every date and in every place of the small register, the states add up to the whole."""

import pytest

from dispositifs.comptes.blancs import communes_de, zones_blanches
from dispositifs.comptes.recensement import Recensement
from tests.dispositifs.comptes.test_recensement import dire_absent
from tests.fabriques import Registre

DATES = ["1999", "2005", "2012", "2016-01", "2018", "2018-03", "2021", "2024-06-30", "", "2030"]
LIEUX = ["pays-FR", "region-93", "departement-83", "epci-248400251", "commune-83126"]


@pytest.mark.parametrize("au", DATES)
@pytest.mark.parametrize("lieu", LIEUX)
def test_les_quatre_etats_et_les_etendues_font_toujours_le_tout(
    demo_partagee: Registre, lieu: str, au: str
) -> None:
    dire_absent(demo_partagee, "departement-05", "asv", "cls")
    dire_absent(demo_partagee, "commune-13055", "dac", date="2024")
    recensement = Recensement(demo_partagee.lieux[lieu], au)
    communes = communes_de(demo_partagee.lieux[lieu])
    assert recensement.total.communes == communes.count()
    for x in [*recensement.lignes, *(x for lignes in recensement.comparaison for x in lignes)]:
        total = x.total
        for champ in ("communes", "habitants", "sans_population"):
            parts = [getattr(d, champ) for d in x.savoirs.values()]
            assert sum(parts) == sum(getattr(d, champ) for d in x.etendues.values())
            assert min(parts) >= 0
        if x.territoire == recensement.territoire:
            assert total == recensement.total
            vides = zones_blanches(recensement.territoire, [x.type.code], au)
            assert vides.count() == x.sans_dispositif_connu.communes
