"""What contains what: ancestors, descendants, never siblings; whole or in part."""

from collections.abc import Iterable
from itertools import permutations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from territoires.importation.fermeture import derniers, fermer
from territoires.models import Appartenance, Echelle, Territoire

Lieux = dict[str, Territoire]


def _references(territoires: Iterable[Territoire]) -> set[str]:
    return {t.reference for t in territoires}


def _entiere(lieux: Lieux, haut: str, bas: str) -> bool:
    return Appartenance.objects.get(contenant=lieux[haut], contenu=lieux[bas]).entiere


def test_une_commune_est_dans_son_epci_son_departement_sa_region_et_le_pays(lieux: Lieux) -> None:
    assert _references(Territoire.objects.contenant(lieux["commune-83126"])) == {
        "epci-248300543",
        "departement-83",
        "region-93",
        "pays-FR",
    }


def test_un_arrondissement_est_dans_sa_commune_et_tout_ce_qui_la_contient(lieux: Lieux) -> None:
    contenants = _references(Territoire.objects.contenant(lieux["arrondissement-13201"]))
    assert contenants == {
        "commune-13055",
        "epci-200054807",
        "departement-13",
        "region-93",
        "pays-FR",
    }
    assert all(_entiere(lieux, haut, "arrondissement-13201") for haut in contenants)


def test_un_quartier_sur_deux_communes_est_en_partie_dans_chacune(lieux: Lieux) -> None:
    quartier = "qpv-QN01341I"
    assert not _entiere(lieux, "commune-13055", quartier)
    assert not _entiere(lieux, "commune-13070", quartier)
    for haut in ("epci-200054807", "departement-13", "region-93", "pays-FR"):
        assert _entiere(lieux, haut, quartier)


def test_une_intercommunalite_sur_deux_regions_est_en_partie_dans_chacune(lieux: Lieux) -> None:
    epci = "epci-248400251"
    for haut in ("departement-84", "departement-30", "region-93", "region-76"):
        assert not _entiere(lieux, haut, epci)
    assert _entiere(lieux, "pays-FR", epci)
    assert _entiere(lieux, "departement-83", "epci-248300543")


def test_les_voisins_ne_sont_jamais_parents(lieux: Lieux) -> None:
    marseille = _references(Territoire.objects.apparentes(lieux["commune-13055"]))
    assert "commune-13055" in marseille
    assert "arrondissement-13201" in marseille
    assert "commune-13070" not in marseille
    assert "commune-83126" not in marseille
    assert "departement-83" not in marseille


def test_les_homonymes_ne_se_confondent_pas(lieux: Lieux) -> None:
    """Saint-Denis of Seine-Saint-Denis, and that of La Réunion."""
    assert _references(Territoire.objects.contenant(lieux["commune-97411"])) == {
        "departement-974",
        "region-04",
        "pays-FR",
    }


def test_une_commune_ancienne_est_dans_celle_qui_lui_succede(lieux: Lieux) -> None:
    ancienne, nouvelle = lieux["commune-05143"], lieux["commune-05053"]
    assert ancienne in Territoire.objects.apparentes(nouvelle)
    assert _references(Territoire.objects.contenant(ancienne)) >= {
        "commune-05053",
        "departement-05",
    }


def test_mais_elle_ne_compte_pas_parmi_les_communes_du_departement(lieux: Lieux) -> None:
    assert _references(Territoire.objects.contenus_dans(lieux["departement-05"])) == {
        "commune-05053"
    }


def test_chacun_est_dans_soi_entier(lieux: Lieux) -> None:
    for reference, lieu in lieux.items():
        assert Appartenance.objects.get(contenant=lieu, contenu=lieu).entiere, reference


def test_une_parente_se_lit_en_une_requete(lieux: Lieux) -> None:
    for demander in (
        Territoire.objects.contenant,
        Territoire.objects.contenus_dans,
        Territoire.objects.apparentes,
    ):
        with CaptureQueriesContext(
            connection,
        ) as requetes:
            resultats = list(demander(lieux["region-93"]))
        assert len(requetes) == 1
        assert len(resultats) == len(set(resultats))


COMMUNES = st.frozensets(st.sampled_from(["01001", "01002", "01003", "01004"]), min_size=1)
LARGES = ["epci", "departement", "region"]


@given(st.dictionaries(st.tuples(st.sampled_from(LARGES), st.sampled_from("AB")), COMMUNES))
def test_entier_veut_dire_que_toutes_les_communes_y_sont(
    larges: dict[tuple[str, str], frozenset[str]],
) -> None:
    communes = {("commune", c): frozenset({c}) for c in ("01001", "01002", "01003", "01004")}
    communes |= larges
    fermeture = fermer(communes, {})
    for haut, bas in permutations(communes, 2):
        plus_large = Echelle(haut[0]).rang > Echelle(bas[0]).rang
        touche = plus_large and bool(communes[haut] & communes[bas])
        assert ((haut, bas) in fermeture) == touche
        if touche:
            assert fermeture[haut, bas] == (communes[bas] <= communes[haut])


def test_des_successions_en_boucle_ne_font_pas_tourner_sans_fin() -> None:
    a, b = ("commune", "01001"), ("commune", "01002")
    assert derniers(a, {a: [b], b: [a]}) == set()


def test_une_succession_se_suit_jusqu_au_territoire_en_vigueur() -> None:
    a, b, c = (("commune", code) for code in ("01001", "01002", "01003"))
    assert derniers(a, {a: [b], b: [c]}) == {c}
    fermeture = fermer({c: frozenset({"01003"})}, {a: [b], b: [c]})
    assert fermeture[c, a] is True
    assert (b, a) not in fermeture


def test_un_quartier_partage_entre_deux_heritiers_est_en_partie_dans_chacun() -> None:
    ancien, nord, sud = (("qpv", code) for code in ("QP013001", "QN01301M", "QN01302M"))
    marseille = ("commune", "13055")
    fermeture = fermer(
        {c: frozenset({"13055"}) for c in (nord, sud, marseille)}, {ancien: [nord, sud]}
    )
    assert fermeture[nord, ancien] is False
    assert fermeture[sud, ancien] is False
    assert fermeture[marseille, ancien] is True
