"""What a source counts beside what the register names, in the portal's region."""

from typing import Any

import pytest
from django.test import Client

from dispositifs.comptes.comparaison import Comparaison
from dispositifs.models import Chiffre, Dispositif, Etape
from portal.observatoire.comptes import Publications
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import texte


def _compter(registre: Registre, valeur: int, lieu: str = "region-93", **champs: Any) -> Chiffre:
    """A published count of ASV in March 2018."""
    defauts = {
        "cle": f"asv-{lieu}-{valeur}",
        "sujet": "asv-recenses",
        "libelle": "ateliers santé ville recensés",
        "unite": "ASV",
        "date": "2018-03",
        "type": registre.types["asv"],
        "source": registre.source,
    }
    return Chiffre.objects.create(
        **defauts | champs, valeur=valeur, territoire=registre.lieux[lieu]
    )


def _observer(registre: Registre, fiche: Dispositif, **etape: Any) -> None:
    Etape.objects.create(dispositif=fiche, source=registre.source, **etape)


@pytest.fixture(name="compte")
def _compte(registre: Registre) -> Registre:
    """Three ASV counted; one runs, one is planned, one has ended, one is elsewhere."""
    _compter(registre, 3)
    registre.un_dispositif("asv", "commune-83126")
    registre.un_dispositif("asv", "commune-83137", etapes=[("en-projet", "2018-03")])
    registre.un_dispositif("asv", "commune-84007", etapes=[("actif", "2012"), ("termine", "2016")])
    registre.un_dispositif("asv", "commune-93066")
    return registre


def _lignes() -> list[tuple[str, str, int, str]]:
    return [
        (x.type.code, x.chiffre.valeur_lisible, x.registre, x.explication)
        for x in Comparaison.de_la_region().lignes
    ]


def test_seuls_comptent_ceux_qui_tournaient_dans_la_region_a_la_date(compte: Registre) -> None:
    dit = "La source en compte 2 de plus, sans fiche en vie à cette date."
    assert _lignes() == [("asv", "3", 1, dit)]


@pytest.mark.parametrize(
    ("valeur", "explication"),
    [
        (1, "Le registre en connaît autant."),
        (2, "La source en compte 1 de plus, sans fiche en vie à cette date."),
        (0, "Le registre en connaît 1 de plus, par d’autres sources."),
    ],
)
def test_l_ecart_est_explique(registre: Registre, valeur: int, explication: str) -> None:
    _compter(registre, valeur)
    registre.un_dispositif("asv", "commune-83126")
    assert _lignes() == [("asv", str(valeur), 1, explication)]


def test_le_dernier_compte_publie_l_emporte_et_le_registre_se_lit_a_sa_date(
    compte: Registre,
) -> None:
    _compter(compte, 9, cle="asv-2014", date="2014")
    assert [ligne[1] for ligne in _lignes()] == ["3"]
    _compter(compte, 5, cle="asv-2024", date="2024")
    assert [ligne[1:3] for ligne in _lignes()] == [("5", 1)]


def test_un_contrat_d_une_autre_generation_n_est_pas_compte(registre: Registre) -> None:
    _compter(registre, 30, sujet="contrats-de-ville", type=None)
    registre.un_contrat("commune-83126", generation="2015-2023")
    nouveau = [("actif", "2024-03")]
    registre.un_contrat("commune-83137", generation="2024-2030", etapes=nouveau)
    registre.un_contrat("commune-84007")
    registre.un_contrat("commune-93066", generation="2015-2023")
    assert [ligne[:3] for ligne in _lignes()] == [("contrat-de-ville", "30", 2)]


def test_une_generation_deja_en_cours_n_est_connue_que_plus_tard(registre: Registre) -> None:
    _compter(registre, 3, sujet="contrats-de-ville", type=None)
    for lieu in ("commune-83126", "commune-83137"):
        contrat = registre.un_contrat(lieu, generation="2015-2023", etapes=[])
        _observer(registre, contrat, statut="actif", date="2023-05", constat=True)
    suivant = registre.un_contrat("commune-84007", generation="2024-2030", etapes=[])
    _observer(registre, suivant, statut="actif", date="2024-03", constat=True)
    assert _lignes()[0][2:] == (
        0,
        "2 autres fiches ne sont connues du registre que plus tard\u202f; "
        "reste un écart d’au moins 1.",
    )


def test_seul_ce_qui_existait_peut_etre_est_connu_plus_tard(registre: Registre) -> None:
    _compter(registre, 1)
    etapes = [
        {"statut": "actif", "date": "2020", "constat": True},
        {"statut": "actif", "date": "2020", "constat": False},
        {"statut": "en-projet", "date": "2020", "constat": True},
    ]
    for n, etape in enumerate(etapes):
        asv = registre.un_dispositif("asv", "commune-83126", slug=f"asv-{n}", etapes=[])
        _observer(registre, asv, **etape)
    tardif = registre.un_dispositif(
        "asv", "commune-83126", slug="asv-ne-en-2019", etapes=[], debut="2019"
    )
    _observer(registre, tardif, statut="actif", date="2020", constat=True)
    assert _lignes()[0][2:] == (0, "Une autre fiche n’est connue du registre que plus tard.")


def test_la_liste_et_l_observatoire_comptent_de_la_meme_facon(registre: Registre) -> None:
    """Once succeeded, a scheme is no longer counted: here or there."""
    _compter(registre, 8, date="2024")
    ancien = registre.un_dispositif("asv", "commune-83126")
    registre.un_dispositif(
        "asv",
        "commune-83126",
        slug="asv-suivant",
        etapes=[("actif", "2023")],
        succede_a=ancien,
    )
    (ligne,) = Comparaison.de_la_region().lignes
    (compte,) = Publications(registre.lieux["region-93"], "").comptes
    assert ligne.au_registre == compte.au_registre
    assert ligne.registre == 1
    assert ligne.au_registre.en_mots in compte.phrase
    assert ligne.explication in compte.phrase


def test_les_departements_comptes_de_deux_facons_sont_designes(compte: Registre) -> None:
    _compter(compte, 1, "departement-83")
    _compter(compte, 2, "departement-83")
    _compter(compte, 1, "departement-84")
    _compter(compte, 2, "departement-30")
    departements = Comparaison.de_la_region().departements
    assert [d.reference for d in departements] == ["departement-83"]


def test_sans_chiffre_publie_rien_n_est_compare(registre: Registre) -> None:
    registre.un_dispositif("asv", "commune-83126")
    assert _lignes() == []


TITRE = "Ce que la source compte, ce que le registre nomme"


@pytest.mark.parametrize(
    ("requete", "montre"),
    [
        ("", True),
        ("territoire=region-93", True),
        ("territoire=region-93&type=asv", True),
        ("territoire=departement-83", False),
        ("q=seyne", False),
        ("type=XYZ", False),
    ],
)
def test_la_liste_compare_quand_elle_parle_de_la_region(
    compte: Registre, client: Client, requete: str, montre: bool
) -> None:
    page = texte(client.get(f"/dispositifs/?{requete}"))
    assert (TITRE in page) is montre
    assert ("La source en compte 2 de plus, sans fiche en vie" in page) is montre


def test_le_nombre_de_requetes_ne_depend_pas_du_registre(compte: Registre) -> None:
    avant = nombre_de_requetes(Comparaison.de_la_region)
    for n in range(20):
        compte.un_dispositif("asv", "commune-83137", slug=f"asv-{n}")
        compte.un_contrat("commune-83137", slug=f"contrat-{n}")
    assert nombre_de_requetes(Comparaison.de_la_region) == avant
