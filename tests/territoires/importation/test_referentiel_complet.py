"""All of France, once: the published counts, an idempotent load, and real searches."""

from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from territoires.importation import officiel
from territoires.importation.fiches import Referentiel
from territoires.models import Appartenance, Territoire
from tests.territoires.importation.extrait import FIXTURES

# facts.md and formats.md: counted in @etalab/decoupage-administratif 6.0.0.
PACA = {"04": 198, "05": 162, "06": 163, "13": 119, "83": 153, "84": 151}
EPCI_QUI_SORTENT_DE_PACA = {
    *("200035723", "200040681", "200068765"),
    *("200071033", "248400251", "248400335"),
}


@pytest.fixture(scope="module")
def referentiel() -> Referentiel:
    """The committed files, read."""
    return officiel.lire(officiel.fichiers(Path(FIXTURES)))


def test_la_france_a_ses_comptes(referentiel: Referentiel) -> None:
    comptes = Counter(f.echelle for f in referentiel.fiches.values() if not f.obsolete)
    assert comptes == {
        "pays": 1,
        "region": 18,
        "departement": 101 + 8,
        "epci": 1255,
        "commune": 34969,
        "arrondissement": 45,
        "qpv": 135,
    }
    natures = Counter(f.nature for f in referentiel.fiches.values() if f.echelle == "departement")
    assert natures == {"": 101, "COM": 8}


def test_paca_a_ses_communes_et_ses_habitants(referentiel: Referentiel) -> None:
    for departement, communes in PACA.items():
        assert len(referentiel.communes["departement", departement]) == communes
    assert len(referentiel.communes["region", "93"]) == sum(PACA.values()) == 946
    region = referentiel.fiches["region", "93"]
    assert (region.population, region.population_annee) == (5_218_960, 2023)


def test_52_epci_touchent_paca_et_six_en_sortent(referentiel: Referentiel) -> None:
    paca = referentiel.communes["region", "93"]
    epci = {c[1]: s for c, s in referentiel.communes.items() if c[0] == "epci" and s & paca}
    assert len(epci) == 52
    assert {code for code, communes in epci.items() if communes - paca} == (
        EPCI_QUI_SORTENT_DE_PACA
    )
    natures = Counter(referentiel.fiches["epci", code].nature for code in epci)
    assert natures == {"METRO": 3, "CA": 17, "CC": 32}
    assert paca <= frozenset().union(*epci.values())


def test_les_fichiers_restent_compacts() -> None:
    assert sum(f.stat().st_size for f in FIXTURES.glob("*.csv")) < 3_000_000


def trouver(texte: str) -> list[str]:
    """References of the first places found."""
    return [t.reference for t in Territoire.objects.chercher(texte)[:8]]


@pytest.mark.django_db
@pytest.mark.usefixtures("france")
class TestFranceChargee:
    """What the database says once France is loaded."""

    def test_un_second_import_ne_change_rien(self, capsys: pytest.CaptureFixture[str]) -> None:
        with CaptureQueriesContext(connection) as requetes:
            call_command("importer_territoires", ecrire=True, verbosity=0)
        sortie = capsys.readouterr().out.replace("\u202f", " ")
        assert "0 ajouté, 0 modifié, 0 obsolète, 40 783 inchangés" in sortie
        assert not [r for r in requetes if r["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]

    def test_les_epci_qui_sortent_de_paca_y_sont_en_partie(self) -> None:
        partielles = Appartenance.objects.filter(
            contenant__echelle="region",
            contenant__code="93",
            contenu__echelle="epci",
            entiere=False,
        )
        codes = set(partielles.values_list("contenu__code", flat=True))
        assert codes == EPCI_QUI_SORTENT_DE_PACA

    def test_chaque_commune_est_entiere_dans_un_seul_departement(self) -> None:
        liens = Appartenance.objects.filter(
            contenu__echelle="commune", contenu__obsolete_depuis=None
        )
        assert liens.filter(contenant__echelle="departement", entiere=True).count() == 34969
        assert not liens.filter(entiere=False).exists()

    @pytest.mark.parametrize(
        ("texte", "premier"),
        [
            ("la seyne", "commune-83126"),
            ("La Seyne-sur-Mer", "commune-83126"),
            ("seyne", "commune-04205"),
            ("digne", "commune-04070"),
            ("13001", "arrondissement-13201"),
            ("83126", "commune-83126"),
            ("st raphael", "commune-83118"),
            ("ste maxime", "commune-83115"),
            ("l’isle sur la sorgue", "commune-84054"),
            ("isle sorgue", "commune-84054"),
            ("aix en provence", "commune-13001"),
            ("var", "departement-83"),
            ("paca", "region-93"),
            ("marseille", "commune-13055"),
            ("marseille 13e", "arrondissement-13213"),
            ("paris 5eme", "arrondissement-75105"),
            ("metropole nice", "epci-200030195"),
            ("communauté de communes du golfe de saint-tropez", "epci-200036077"),
            ("saint denis", "commune-97411"),
            ("les mees", "commune-04116"),
            ("le havre", "commune-76351"),
            ("oeuilly", "commune-51410"),
            ("y", "commune-80829"),
            ("2a", "departement-2A"),
            ("2b033", "commune-2B033"),
            ("bage la ville", "commune-01025"),
            ("pierrefitte-sur-seine", "commune-93059"),
            ("cereste", "commune-04045"),
            ("mpm", "epci-241300391"),
            ("agglopole provence", "epci-241300201"),
            ("218301265", "commune-83126"),
        ],
    )
    def test_ce_que_l_on_tape_trouve_d_abord_ce_que_l_on_cherche(
        self, texte: str, premier: str
    ) -> None:
        assert trouver(texte)[0] == premier

    def test_un_code_postal_trouve_aussi_la_commune_qui_l_avait(self) -> None:
        assert "commune-93059" in trouver("93380")
        assert Territoire.objects.par_reference("commune-93059").obsolete_depuis == 2025

    def test_chaque_ancienne_intercommunalite_a_ses_communes_et_son_heritiere(self) -> None:
        anciennes = Territoire.objects.filter(echelle="epci").exclude(obsolete_depuis=None)
        comptes = {
            t.code: (t.obsolete_depuis, Territoire.objects.communes_d_alors_de(t).count())
            for t in anciennes
        }
        assert comptes == {
            **{"200034916": (2017, 17), "200040004": (2017, 3), "248300527": (2017, 12)},
            **{"241300177": (2016, 6), "241300201": (2016, 17), "241300268": (2016, 12)},
            **{"246301063": (2017, 4), "243800778": (2019, 22)},
            **{"241300276": (2016, 36), "241300391": (2016, 18), "241300409": (2016, 3)},
        }
        assert all(t.successeurs.count() == 1 for t in anciennes)
        aix = anciennes.get(code="241300276")
        dans = Appartenance.objects.filter(contenu=aix, contenant__echelle="departement")
        assert sorted(dans.values_list("contenant__code", "entiere")) == [
            ("13", False),
            ("84", False),
        ]

    def test_les_homonymes_viennent_par_population(self) -> None:
        assert trouver("saint-denis")[:4] == [
            "commune-97411",
            "commune-93066",
            "commune-11339",
            "commune-30247",
        ]

    def test_mais_d_abord_ceux_de_paca(self) -> None:
        """Les Mées of the Alpes-de-Haute-Provence, then of the Sarthe, then Mées."""
        assert trouver("les mees") == ["commune-04116", "commune-72192", "commune-40179"]
