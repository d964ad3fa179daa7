"""The finder on the small cast: each sentence is something that people type."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from territoires.lieux.lectures import cle, code_de, mots
from territoires.models import Appartenance, Territoire

Lieux = dict[str, Territoire]


def trouver(texte: str) -> list[str]:
    """References found, best first."""
    return [t.reference for t in Territoire.objects.chercher(texte)]


@pytest.mark.parametrize(
    "texte",
    [
        "La Seyne-sur-Mer",
        "la seyne sur mer",
        "LA SEYNE",
        "seyne",
        "  seyne   mer ",
        "sur-mer seyne",
        "83500",
        "83 500",
        "83126",
        "sèyne",
        "l'a seyne",
    ],
)
def test_la_seyne_se_trouve_comme_on_l_ecrit(lieux: Lieux, texte: str) -> None:
    assert trouver(texte)[0] == "commune-83126"


@pytest.mark.parametrize(
    ("texte", "reference"),
    [
        ("st denis", "commune-93066"),
        ("villeneuve les avignon", "commune-30351"),
        ("penne huveaune", "commune-13070"),
        ("ile de france", "region-11"),
        ("paca", "region-93"),
        ("provence alpes cote d azur", "region-93"),
        ("var", "departement-83"),
        ("83", "departement-83"),
        ("marseille 1er", "arrondissement-13201"),
        ("marseille 1", "arrondissement-13201"),
        ("13201", "arrondissement-13201"),
        ("escourtines", "qpv-QN01341I"),
        ("qn01341i", "qpv-QN01341I"),
        ("248300543", "epci-248300543"),
        ("248 300 543", "epci-248300543"),
        ("metropole toulon", "epci-248300543"),
        ("tpm", "epci-248300543"),
        ("communauté d’agglomération du grand avignon", "epci-248400251"),
        ("coga", "epci-248400251"),
        ("france", "pays-FR"),
        ("commune de la seyne", "commune-83126"),
        ("département du Var", "departement-83"),
        ("région paca", "region-93"),
        ("region 93", "region-93"),
        ("quartier des escourtines", "qpv-QN01341I"),
    ],
)
def test_un_lieu_se_trouve_par_son_nom_ou_par_un_code(
    lieux: Lieux, texte: str, reference: str
) -> None:
    assert reference in trouver(texte)


def test_le_nom_exact_vient_avant_ce_qui_le_contient(lieux: Lieux) -> None:
    assert trouver("avignon") == ["commune-84007", "commune-30351", "epci-248400251"]
    assert trouver("marseille")[:2] == ["commune-13055", "arrondissement-13201"]


def test_a_nom_egal_l_echelle_la_plus_proche_vient_d_abord(lieux: Lieux) -> None:
    assert trouver("la reunion") == ["departement-974", "region-04"]


def test_entre_homonymes_la_population_decide(lieux: Lieux) -> None:
    assert trouver("saint-denis")[:2] == ["commune-97411", "commune-93066"]


def test_mais_ceux_de_la_region_du_portail_viennent_d_abord(lieux: Lieux, settings: Any) -> None:
    settings.REGION_DU_PORTAIL = "11"
    assert trouver("saint-denis")[:2] == ["commune-93066", "commune-97411"]


def test_un_debut_de_nom_de_la_region_ne_cede_qu_a_plus_peuple(lieux: Lieux) -> None:
    """« Aix » names a village of Corrèze, and « saint-étienne » is not Saint-Étienne-de-Tinée."""
    for departement, code, nom, habitants in (
        ("84", "84999", "Saint-Denis-les-Dentelles", 100_000),
        ("30", "30999", "Saint-Denis-du-Pont", 500_000),
    ):
        lieu = Territoire(echelle="commune", code=code, nom=nom, millesime=2026)
        lieu.population = habitants
        lieu.save()
        for haut in (lieu, lieux[f"departement-{departement}"]):
            Appartenance.objects.create(contenant=haut, contenu=lieu)
        if departement == "84":
            Appartenance.objects.create(contenant=lieux["region-93"], contenu=lieu)
    assert trouver("saint-denis") == [
        *("commune-97411", "commune-93066", "commune-84999", "commune-30999", "departement-93"),
    ]


def test_une_apostrophe_oubliee_n_empeche_pas_de_trouver(lieux: Lieux) -> None:
    isle = Territoire(echelle="commune", code="84054", nom="L’Isle-sur-la-Sorgue", millesime=2026)
    isle.save()
    assert trouver("lisle sur la sorgue") == trouver("l isle") == ["commune-84054"]


def test_le_genre_seul_est_un_nom(lieux: Lieux) -> None:
    Territoire(echelle="commune", code="63293", nom="Le Quartier", millesime=2026).save()
    assert trouver("quartier") == ["commune-63293"]


def test_un_code_vaut_a_chaque_echelle_et_les_dit_toutes(lieux: Lieux) -> None:
    assert trouver("93") == ["departement-93", "region-93"]


def test_un_code_postal_donne_d_abord_le_plus_proche(lieux: Lieux) -> None:
    assert trouver("13001") == ["arrondissement-13201", "commune-13055"]


def test_le_debut_d_un_code_postal_suffit(lieux: Lieux) -> None:
    assert trouver("835") == ["commune-83126"]


def test_un_ancien_code_repond(lieux: Lieux) -> None:
    assert trouver("05143") == ["commune-05143"]


def test_un_lieu_en_vigueur_passe_avant_un_ancien_de_meme_nom(lieux: Lieux) -> None:
    ancien = Territoire(echelle="commune", code="83999", nom="Toulon", millesime=2026)
    ancien.obsolete_depuis = 2026
    ancien.population = 999_999
    ancien.save()
    assert trouver("toulon")[:2] == ["commune-83137", "commune-83999"]


def test_le_nom_qu_un_code_portait_avant_repond(lieux: Lieux) -> None:
    garde_colombe = lieux["commune-05053"]
    garde_colombe.anciens_noms = "Eyguians"
    garde_colombe.save()
    assert trouver("eyguians") == ["commune-05053"]


@pytest.mark.parametrize("texte", ["", "   ", "!?…", "«»", "introuvable", "99999", "\0"])
def test_ce_qui_ne_dit_rien_ne_trouve_rien(lieux: Lieux, texte: str) -> None:
    assert trouver(texte) == []


def test_un_pourcent_ou_un_souligne_ne_trouvent_pas_tout(lieux: Lieux) -> None:
    assert trouver("%") == trouver("_") == []


def test_un_texte_interminable_se_lit_jusqu_ou_il_faut(lieux: Lieux) -> None:
    assert trouver("seyne " * 1000) == ["commune-83126"]


class TestToutTexte(TestCase):
    """Whatever is typed in the field."""

    @given(st.text(max_size=60) | st.from_regex(r"\w{1,10}[ '-]\w{1,10}"))
    def test_aucun_texte_ne_fait_tomber_la_recherche(self, texte: str) -> None:
        assert list(Territoire.objects.chercher(texte)) == []


def test_les_mots_utiles_sont_sans_article_ni_accent() -> None:
    assert mots("L’Isle-sur-la-Sorgue") == ["isle", "sur", "sorgue"]
    assert mots("Ste-Maxime") == ["sainte", "maxime"]
    assert mots("Marseille 13ème") == ["marseille", "13"]
    assert mots("Les") == ["les"]


def test_la_cle_d_une_intercommunalite_est_sans_son_sigle() -> None:
    assert cle("CC du Golfe de Saint-Tropez") == "golfe saint tropez"
    assert cle("communauté de communes du Golfe de Saint-Tropez") == "golfe saint tropez"
    assert cle("CA") == "ca"


@pytest.mark.parametrize(
    ("texte", "code"),
    [("83126", "83126"), ("2a004", "2A004"), ("qp013001", "QP013001"), ("13e", ""), ("Apt", "")],
)
def test_un_code_se_reconnait(texte: str, code: str) -> None:
    assert code_de(texte) == code
