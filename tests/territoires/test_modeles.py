"""What a territoire is, and what the database refuses."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from territoires.models import Appartenance, Echelle, Territoire


def _territoire(**champs: Any) -> Territoire:
    defauts = {"echelle": "commune", "code": "83126", "nom": "La Seyne-sur-Mer", "liaison": 3}
    return Territoire(**defauts | {"millesime": 2026} | champs)


def test_les_echelles_vont_du_plus_proche_au_plus_large() -> None:
    rangs = [e.rang for e in Echelle]
    assert rangs == sorted(rangs) == list(range(7))
    assert Echelle.QPV.rang < Echelle.COMMUNE.rang < Echelle.EPCI.rang < Echelle.PAYS.rang


def test_un_territoire_se_nomme_et_s_adresse() -> None:
    seyne = _territoire()
    assert seyne.reference == "commune-83126"
    assert seyne.slug == "la-seyne-sur-mer"
    assert seyne.get_absolute_url() == "/territoires/commune/83126-la-seyne-sur-mer/"
    assert (seyne.de, seyne.a, seyne.dans) == (
        "de La Seyne-sur-Mer",
        "à La Seyne-sur-Mer",
        "à La Seyne-sur-Mer",
    )
    assert seyne.libelle_distinct == "La Seyne-sur-Mer (commune 83126)"


def test_les_accents_et_ligatures_passent_dans_l_adresse() -> None:
    assert _territoire(nom="Œuilly-l’Évêque").slug == "oeuilly-l-eveque"


def test_une_intercommunalite_ouvre_son_sigle() -> None:
    epci = _territoire(echelle="epci", code="248300394", nature="CA", nom="CA Sud Sainte Baume")
    assert epci.nom_complet == "communauté d’agglomération Sud Sainte Baume"


def test_un_ancien_code_sans_nom_se_dit_quand_meme() -> None:
    ancien = _territoire(code="05143", nom="", obsolete_depuis=2026)
    assert str(ancien) == "Ancien code 05143"
    assert ancien.est_obsolete
    assert ancien.get_absolute_url() == "/territoires/commune/05143-ancien-code/"


@pytest.mark.django_db
def test_enregistrer_remplit_le_rang_et_les_mots_de_recherche() -> None:
    seyne = _territoire(codes_postaux=" 83500 ")
    seyne.save()
    assert seyne.rang == Echelle.COMMUNE.rang
    assert seyne.nom_plie == "seyne sur mer"
    for mot in (" seyne ", " mer ", " 83126 ", " 83500 ", " 83 "):
        assert mot in seyne.recherche


@pytest.mark.django_db
@pytest.mark.parametrize(
    "champs",
    [
        {"code": "8312"},
        {"code": "83126X"},
        {"code": "99A01"},
        {"echelle": "epci", "code": "24830054"},
        {"echelle": "departement", "code": "2C"},
        {"echelle": "qpv", "code": "QN1341I"},
        {"echelle": "arrondissement", "code": "83126"},
        {"echelle": "region", "code": "PAC"},
        {"nom": ""},
        {"liaison": 9},
        {"siren": "21830126"},
        {"codes_postaux": "83500"},
        {"population_annee": 2023},
    ],
    ids=lambda champs: " ".join(f"{k}={v}" for k, v in champs.items()),
)
def test_la_base_refuse_un_territoire_mal_forme(champs: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        _territoire(**champs).save()


@pytest.mark.django_db
def test_la_base_refuse_un_rang_qui_ment() -> None:
    seyne = _territoire()
    seyne.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Territoire.objects.filter(pk=seyne.pk).update(rang=6)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("echelle", "code"),
    [
        ("qpv", "QP013001"),
        ("qpv", "QN01341I"),
        ("qpv", "QN02A01N"),
        ("commune", "2A004"),
        ("departement", "2B"),
        ("departement", "974"),
        ("region", "04"),
        ("pays", "FR"),
    ],
)
def test_les_codes_publies_sont_admis(echelle: str, code: str) -> None:
    _territoire(echelle=echelle, code=code).save()
    assert Territoire.objects.par_reference(f"{echelle}-{code}").code == code


def test_un_meme_nombre_vaut_a_deux_echelles(lieux: dict[str, Territoire]) -> None:
    assert Territoire.objects.par_reference("region-93").nom == "Provence-Alpes-Côte d’Azur"
    assert Territoire.objects.par_reference("departement-93").nom == "Seine-Saint-Denis"


def test_une_reference_se_lit_meme_en_minuscules_et_meme_ancienne(
    lieux: dict[str, Territoire],
) -> None:
    assert Territoire.objects.par_reference("qpv-qn01341i").nom == "Les Escourtines"
    assert Territoire.objects.par_reference("commune-05143").est_obsolete


@pytest.mark.django_db
@pytest.mark.parametrize(
    "reference",
    ["", "commune-99999", "commune", "83126", "commune-83126-la-seyne", "epci-83126", "commune-\0"],
)
def test_une_reference_illisible_ou_inconnue_ne_trouve_rien(reference: str) -> None:
    with pytest.raises(Territoire.DoesNotExist):
        Territoire.objects.par_reference(reference)


class TestTouteReference(TestCase):
    """Whatever is typed in an address."""

    @given(st.text(max_size=40) | st.from_regex(r"[a-z]{3,12}-\w{1,9}"))
    def test_aucun_texte_ne_fait_tomber_par_reference(self, texte: str) -> None:
        with pytest.raises(Territoire.DoesNotExist):
            Territoire.objects.par_reference(texte)


def test_un_lien_ne_se_repete_pas_et_soi_est_entier(lieux: dict[str, Territoire]) -> None:
    var, seyne = lieux["departement-83"], lieux["commune-83126"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Appartenance.objects.create(contenant=var, contenu=seyne)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appartenance.objects.filter(contenant=var, contenu=var).update(entiere=False)
