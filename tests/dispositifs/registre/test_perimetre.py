"""One primitive: which schemes a place is concerned by. Siblings are never related."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from dispositifs.models import Dispositif
from territoires.models import Appartenance
from tests import fabriques
from tests.fabriques import Registre


def apparentes(registre: Registre, lieu: str) -> set[str]:
    return set(Dispositif.objects.apparentes(registre.lieux[lieu]).values_list("slug", flat=True))


def _un_partout() -> Registre:
    """One scheme for each place, named after it."""
    tenu = fabriques.registre()
    for reference in tenu.lieux:
        tenu.un_dispositif("cls", reference, slug=reference.lower(), nom=reference)
    return tenu


@pytest.fixture(scope="module")
def _registre_du_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Registre]:
    yield from fabriques.scene(django_db_blocker, _un_partout)


@pytest.fixture(name="registre")
def _registre(_registre_du_module: Registre, db: None) -> Registre:
    """The same for all; what a test adds is its own."""
    return replace(_registre_du_module, dispositifs=dict(_registre_du_module.dispositifs))


@pytest.mark.parametrize(
    ("lieu", "attendus"),
    [
        (  # a commune: itself, what contains it, what lies inside it
            "commune-13055",
            "pays-fr region-93 departement-13 epci-200054807 commune-13055 "
            "arrondissement-13201 qpv-qn01341i",
        ),
        (
            "commune-83126",
            "pays-fr region-93 departement-83 epci-248300543 commune-83126",
        ),
        (  # an arrondissement is no sibling of a QPV of the same commune
            "arrondissement-13201",
            "pays-fr region-93 departement-13 epci-200054807 commune-13055 arrondissement-13201",
        ),
        (  # a QPV over two communes belongs to both
            "qpv-QN01341I",
            "pays-fr region-93 departement-13 epci-200054807 commune-13055 commune-13070 "
            "qpv-qn01341i",
        ),
        (  # an EPCI over two régions is in both, and in both départements
            "epci-248400251",
            "pays-fr region-93 region-76 departement-84 departement-30 epci-248400251 "
            "commune-84007 commune-30351",
        ),
        (  # région 93 is not département 93
            "departement-93",
            "pays-fr region-11 departement-93 commune-93066",
        ),
        ("commune-97411", "pays-fr region-04 departement-974 commune-97411"),
        (  # a commune nouvelle holds what was declared in the name of its old ones
            "commune-05053",
            "pays-fr region-93 departement-05 commune-05053 commune-05143",
        ),
        (  # an old code still answers, through what replaced it
            "commune-05143",
            "pays-fr region-93 departement-05 commune-05053 commune-05143",
        ),
    ],
)
def test_un_lieu_est_concerne_par_ce_qui_le_couvre_ou_vit_en_lui(
    registre: Registre, lieu: str, attendus: str
) -> None:
    assert apparentes(registre, lieu) == set(attendus.split())


def test_la_region_voit_tout_ce_qui_la_touche_meme_en_partie(registre: Registre) -> None:
    trouves = apparentes(registre, "region-93")
    assert "epci-248400251" in trouves
    assert not trouves & {"commune-30351", "departement-30", "region-76", "commune-97411"}


def test_le_pays_voit_tout(registre: Registre) -> None:
    assert len(apparentes(registre, "pays-FR")) == len(registre.lieux)


def test_etre_concerne_est_reciproque(registre: Registre) -> None:
    """If a scheme of A concerns B, a scheme of B concerns A."""
    vus = {lieu: apparentes(registre, lieu) for lieu in registre.lieux}
    for un in registre.lieux:
        for deux in registre.lieux:
            assert (deux.lower() in vus[un]) == (un.lower() in vus[deux]), (un, deux)


def test_un_perimetre_fait_d_une_liste_de_communes_touche_chacune(registre: Registre) -> None:
    """A CPTS has a list of communes, not an EPCI: its neighbours in the EPCI are not in it."""
    registre.un_dispositif("cpts", perimetre=["commune-84007", "commune-13070"], slug="cpts")
    concernes = {lieu for lieu in registre.lieux if "cpts" in apparentes(registre, lieu)}
    assert concernes == {
        *("commune-84007", "commune-13070", "epci-248400251", "epci-200054807"),
        *("departement-84", "departement-13", "region-93", "pays-FR", "qpv-QN01341I"),
    }


def test_plusieurs_lieux_ne_comptent_un_dispositif_qu_une_fois(registre: Registre) -> None:
    lieux = [registre.lieux["departement-13"], registre.lieux["commune-13055"]]
    trouves = Dispositif.objects.apparentes_a_un_de(lieux).values_list("slug", flat=True)
    assert len(trouves) == len(set(trouves))
    assert set(trouves) == apparentes(registre, "departement-13")


def test_le_compte_par_territoire_est_celui_de_la_liste(registre: Registre) -> None:
    lieux = list(registre.lieux.values())
    comptes = Dispositif.objects.compter_par_territoire(lieux)
    assert comptes == {lieu.reference: len(apparentes(registre, lieu.reference)) for lieu in lieux}


def test_un_dispositif_de_perimetre_inconnu_ne_concerne_personne(registre: Registre) -> None:
    registre.un_dispositif("pta", "", slug="pta")
    assert "pta" not in apparentes(registre, "pays-FR")


def test_il_est_range_sous_la_premiere_ligne_de_son_perimetre(registre: Registre) -> None:
    cpts = registre.un_dispositif("cpts", perimetre=["commune-84007", "commune-13070"], slug="c")
    assert cpts.territoire == registre.lieux["commune-84007"]


def test_il_ne_se_range_pas_sous_le_perimetre_d_un_autre(registre: Registre) -> None:
    un = registre.un_dispositif("asv", "commune-84007", slug="un")
    un.couverture_principale = registre.dispositifs["commune-13070"].couverture_principale
    with pytest.raises(ValidationError) as refus:
        un.full_clean()
    assert list(refus.value.message_dict) == ["couverture_principale"]


@pytest.mark.parametrize(
    ("reference", "groupe"),
    [
        ("commune-83126", "83"),
        ("departement-05", "05"),
        ("region-93", ""),
        ("commune-05143", "05"),
        # Grand Avignon lies in the Gard and the Vaucluse: the portal's region decides.
        ("epci-248400251", "84"),
    ],
)
def test_la_liste_le_range_sous_un_departement(
    registre: Registre, reference: str, groupe: str
) -> None:
    ranges = Dispositif.objects.trier("territoire", region="93")
    assert ranges.get(slug=reference.lower()).groupe_code == groupe


def test_a_cheval_sur_deux_departements_il_est_range_la_ou_vivent_ses_habitants(
    registre: Registre,
) -> None:
    lieux = registre.lieux
    tpm = lieux["epci-248300543"]
    Appartenance.objects.filter(contenant=lieux["departement-83"], contenu=tpm).update(
        entiere=False
    )
    Appartenance.objects.create(contenant=lieux["departement-05"], contenu=tpm, entiere=False)
    Appartenance.objects.create(contenant=tpm, contenu=lieux["commune-05053"])
    ranges = Dispositif.objects.trier("territoire", region="93")
    assert ranges.get(slug=tpm.reference).groupe_code == "83"
    lieux["commune-05053"].population = 300_000
    lieux["commune-05053"].save()
    assert ranges.all().get(slug=tpm.reference).groupe_code == "05"


def test_la_region_du_portail_vient_en_tete(registre: Registre) -> None:
    ordre = [d.slug for d in Dispositif.objects.trier("territoire", region="93")]
    hors = {"region-76", "region-11", "region-04", "departement-30", "departement-93"}
    hors |= {"departement-974", "commune-30351", "commune-93066", "commune-97411", "pays-fr"}
    assert set(ordre[-len(hors) :]) == hors
