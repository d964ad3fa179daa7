"""The sheet of a place, as an élu reads it: what covers us, what is missing, who says so."""

import re
from typing import Any

import pytest
from django.test import Client

from dispositifs.models import AbsenceConstatee, Chiffre
from tests.fabriques import Registre
from tests.lecture import fiches, texte


@pytest.fixture(name="lire")
def _lire(client: Client) -> Any:
    """The text of the sheet of a place."""

    def lire(lieu: str) -> str:
        reponse = client.get(f"/territoires/{lieu.replace('-', '/', 1)}/", follow=True)
        assert reponse.status_code == 200
        return texte(reponse)

    return lire


def section(page: str, titre: str) -> str:
    """From a heading to the freshness of the next sections."""
    apres = page.split(titre, 1)[1]
    suites = ("Ce qui ", "Politique de la ville", "Dans le temps", "Autour")
    return re.split("|".join(suites), apres, maxsplit=1)[0]


def test_la_fiche_resume_le_lieu_en_quelques_phrases(demo: Registre, lire: Any) -> None:
    page = lire("commune-83126")
    assert "Le registre y connaît 3 dispositifs, sans étendue précisée" in page
    assert "Le registre y connaît 1 contrat" in page
    assert "Le registre y connaît 1 contrat de ville, arrivé à son terme." in page
    assert "63 732 habitants (2023)" in page


def test_chaque_dispositif_est_dans_sa_section(demo: Registre, lire: Any) -> None:
    marseille = lire("commune-13055")
    entier = section(marseille, "Sur toute l’étendue de Marseille")
    assert "CLS de Marseille Territoire entier" in entier
    interieur = section(marseille, "À l’intérieur")
    assert "À l’intérieur : Marseille 1er arrondissement" in interieur
    assert "ASV du quartier Les Escourtines" in section(marseille, "Ce qui a pris fin")
    quartier = lire("qpv-QN01341I")
    assert "CLS de Marseille" in section(quartier, "Sur une partie")


def test_un_epci_sur_deux_regions_le_dit(demo: Registre, lire: Any) -> None:
    page = lire("epci-248400251")
    assert "Intercommunalité dans le Gard et dans le Vaucluse" in page
    assert "Occitanie (en partie)" in page
    assert "À l’intérieur : Avignon, Villeneuve-lès-Avignon" in page


def test_une_absence_constatee_et_un_silence_se_disent_autrement(demo: Registre, lire: Any) -> None:
    AbsenceConstatee.objects.create(
        territoire=demo.lieux["departement-05"], type_id="clsm", date="2018-03",
        source=demo.source,
    )  # fmt: skip
    page = lire("commune-05053")
    assert "Conseil local de santé mentale (CLSM) : absence constatée en mars 2018" in page
    ignores = page.split("Non renseigné ")[1]
    assert "contrat local de santé (CLS)" in ignores
    assert "le registre n’en connaît pas en cours ici. Il peut y en avoir." in ignores
    assert "conseil local de santé mentale (CLSM)" not in ignores.split("le registre")[0]


@pytest.mark.parametrize("reference", ["commune-13055", "departement-13"])
def test_de_ce_qui_a_pris_fin_on_ne_dit_pas_qu_aucune_source_n_en_parle(
    registre: Registre, lire: Any, reference: str
) -> None:
    registre.un_dispositif("asv", "commune-13055", etapes=[("absorbe", "2018-03")])
    page = lire(reference)
    assert "telier santé ville (ASV)" in page.split("Non renseigné ")[1].split("Il peut")[0]
    assert "aucune source n’en parle" not in page


def test_un_lieu_dont_on_ne_sait_rien_le_dit(registre: Registre, lire: Any) -> None:
    page = lire("commune-97411")
    assert "Le registre ne connaît aucun dispositif en cours à Saint-Denis." in page
    assert "Population" in page


def test_une_region_compte_par_type_et_mene_a_la_liste(demo: Registre, client: Client) -> None:
    reponse = client.get("/territoires/region/93-provence-alpes-cote-d-azur/")
    page = texte(reponse)
    assert "dispositifs en Provence-Alpes-Côte d’Azur" in page
    assert "asv-la-seyne-sur-mer" not in fiches(reponse, "dispositifs")
    assert "/dispositifs/?territoire=region-93" in reponse.content.decode()


def test_le_compte_d_une_region_est_celui_de_la_liste_sans_les_finis(
    demo: Registre, client: Client
) -> None:
    statuts = "&statut=".join(
        ("actif", "inconnu", "en-projet", "en-reflexion", "en-elaboration", "en-renouvellement")
    )
    liste = texte(client.get(f"/dispositifs/?territoire=region-93&statut={statuts}"))
    assert "10 dispositifs" in liste


def test_un_brouillon_ne_parait_nulle_part(demo: Registre, client: Client) -> None:
    cache = demo.un_dispositif(
        "cls", "commune-83126", slug="cache", nom="CACHE", publie=False,
        etapes=[("actif", "2012"), ("termine", "2016")],
    )  # fmt: skip
    contrat = demo.un_contrat("commune-83126", slug="cache-cv", nom="CACHE", publie=False)
    demo.articuler(cache, contrat)
    for adresse in (
        "/",
        "/territoires/commune/83126-la-seyne-sur-mer/",
        "/territoires/departement/83-var/",
        "/dispositifs/?q=cache",
        "/dispositifs/",
        "/contrats-de-ville/",
        "/contrats-de-ville/contrat-de-ville-la-seyne-sur-mer/",
    ):
        assert b"CACHE" not in client.get(adresse).content, adresse


def test_deux_chiffres_qui_se_contredisent_sont_montres_tous_deux(
    registre: Registre, lire: Any
) -> None:
    for valeur in (11, 12):
        Chiffre.objects.create(
            cle=f"asv-{valeur}", sujet="asv-recenses", libelle="ateliers santé ville recensés",
            valeur=valeur, unite="ASV", date="2018-03", territoire=registre.lieux["departement-13"],
            source=registre.source, type_id="asv",
        )  # fmt: skip
    page = lire("departement-13")
    chiffres = page[page.index("ateliers santé ville recensés".capitalize()[1:]) :]
    assert "11" in chiffres
    assert "12" in chiffres
    assert registre.source.reference in page
