"""What people type, read: acronyms, numbers, slips; each line is one of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from territoires.lieux.fautes import ecart, son
from territoires.lieux.lectures import colles, lire, sigles, sigles_ecrits
from territoires.lieux.trouver import suggerer, trouver
from territoires.models import Territoire

Lieux = dict[str, Territoire]


@pytest.mark.parametrize(
    ("nom", "nature", "sigle"),
    [
        ("CA Durance-Lubéron-Verdon Agglomération", "CA", "dlva"),
        ("Métropole d’Aix-Marseille-Provence", "METRO", "mamp"),
        ("Métropole Toulon-Provence-Méditerranée", "METRO", "tpm"),
        ("CC Vallée des Baux-Alpilles (CC VBA)", "CC", "ccvba"),
        ("CC Pays d’Orange en Provence", "CC", "ccpop"),
        ("CA de Sophia Antipolis", "CA", "casa"),
        ("CA Ventoux-Comtat-Venaissin (COVE)", "CA", "cove"),
        ("CA Luberon Monts de Vaucluse", "CA", "lmv"),
    ],
)
def test_le_sigle_d_une_intercommunalite_vient_de_son_nom(
    nom: str, nature: str, sigle: str
) -> None:
    assert sigle in [*sigles_ecrits(nom), *sigles(nom, nature)]


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("6 fours", "six fours"),
        ("Marseille III", "marseille 3"),
        ("marseille xvi", "marseille 16"),
        ("13 eme arrondissement", "13 arrondissement"),
        ("13231 Marseille cedex 01", "marseille"),
        ("Var (83)", "var"),
        ("83 - Var", "var"),
        ("hyères 83400", "hyeres"),
        ("CC du Golfe de Saint-Tropez", "golfe saint tropez"),
    ],
)
def test_un_texte_se_lit_comme_un_nom(texte: str, nom: str) -> None:
    assert nom in lire(texte).noms


@pytest.mark.parametrize(
    ("texte", "echelle"),
    [
        ("Mairie de Draguignan", "commune"),
        ("ville d’Avray", "commune"),
        ("ville la grand", ""),
        ("quartiers prioritaires de Nice", "qpv"),
        ("agglo de Grasse", "epci"),
        ("mairie", ""),
    ],
)
def test_le_premier_mot_dit_l_echelle(texte: str, echelle: str) -> None:
    assert lire(texte).echelle == echelle


def test_une_apostrophe_se_colle_ou_qu_elle_soit() -> None:
    assert colles("Fontevraud-l’Abbaye") == ["labbaye"]
    assert colles("Saint-Rémy") == []


@pytest.mark.parametrize(
    ("tape", "juste"),
    [
        ("manoske", "manosque"),
        ("avinion", "avignon"),
        ("valoris", "vallauris"),
        ("frejusse", "frejus"),
    ],
)
def test_ce_qui_s_entend_pareil_est_proche(tape: str, juste: str) -> None:
    assert ecart(son(tape), son(juste), 2) is not None


@given(st.text("abcde", max_size=7), st.text("abcde", max_size=7))
def test_l_ecart_est_le_meme_dans_les_deux_sens(a: str, b: str) -> None:
    assert ecart(a, b, 2) == ecart(b, a, 2)
    assert (ecart(a, b, 2) == 0) is (a == b)


@given(st.text(max_size=40))
def test_tout_texte_se_lit(texte: str) -> None:
    lecture = lire(texte)
    assert all(isinstance(nom, str) for nom in (*lecture.noms, lecture.sigle))


def test_une_faute_propose_sans_etre_sure(lieux: Lieux) -> None:
    trouves = trouver("avignom")
    assert trouves.proches
    assert trouves.certain is None
    assert trouves.territoires[0].reference == "commune-84007"
    assert suggerer("avignom", 5).territoires[0].reference == "commune-84007"


def test_la_region_d_abord_puis_la_france(lieux: Lieux) -> None:
    assert trouver("saint denys").territoires[0].nom == "Saint-Denis"


def test_un_nom_de_la_region_est_certain_malgre_un_homonyme_ailleurs(lieux: Lieux) -> None:
    Territoire(echelle="commune", code="99999", nom="Avignon", millesime=2026).save()
    assert trouver("avignon").certain == lieux["commune-84007"]


def test_deux_homonymes_de_la_region_ne_le_sont_pas(lieux: Lieux) -> None:
    assert trouver("saint-denis").certain is None
    assert trouver("83126").certain == lieux["commune-83126"]


def test_un_code_sans_son_zero_repond(lieux: Lieux) -> None:
    assert trouver("5053").certain == lieux["commune-05053"]
