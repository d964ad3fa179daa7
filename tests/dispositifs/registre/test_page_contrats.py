"""/contrats-de-ville/ and the record of one contract."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.http import QueryDict
from django.test import Client

from dispositifs.models import Dispositif
from dispositifs.registre.filtres_des_contrats import ContratFiltre
from socle.models import Source
from tests import fabriques
from tests.fabriques import Registre
from tests.lecture import fiches, lignes_csv, lignes_json, lignes_xlsx, texte

COLONNES = [
    "identifiant", "nom", "generation", "territoire_code", "territoire_nom", "echelle_precisee",
    "quartiers", "dispositifs", "verifie_le", "source", "situation", "precision", "deduit",
]  # fmt: skip


def contrats() -> Any:
    """The published contracts."""
    return Dispositif.objects.publies().filter(type="contrat-de-ville")


def _trois_contrats() -> Registre:
    """La Seyne (2015, an ASV and a draft CLS), the métropole (2024, a QPV), Saint-Denis."""
    registre = fabriques.registre()
    asv = registre.un_dispositif("asv", "commune-83126", slug="asv")
    cache = registre.un_dispositif("cls", "commune-83126", slug="cls", nom="CACHE", publie=False)
    seyne = registre.un_contrat("commune-83126", slug="seyne", generation="2015-2023")
    registre.un_contrat(
        "epci-200054807", slug="amp", generation="2024-2030", quartiers=["qpv-QN01341I"],
        part="entiere",
    )  # fmt: skip
    registre.un_contrat("commune-97411", slug="saint-denis", source=None)
    registre.un_contrat("commune-83137", slug="brouillon", publie=False)
    registre.articuler(asv, seyne, "volet-sante-de")
    registre.articuler(cache, seyne, "volet-sante-de")
    return registre


@pytest.fixture(scope="module", name="_scene")
def _scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Registre]:
    yield from fabriques.scene(django_db_blocker, _trois_contrats)


@pytest.fixture(autouse=True, name="registre")
def _registre(_scene: Registre, db: None) -> Registre:
    """The three contracts."""
    return _scene


@pytest.mark.parametrize(
    ("requete", "attendus"),
    [
        ("", "amp seyne"),
        ("hors_region=oui", "amp saint-denis seyne"),
        ("territoire=region-93", "amp seyne"),
        ("territoire=commune-13070", "amp"),
        ("territoire=qpv-QN01341I", "amp"),
        ("territoire=departement-83&territoire=region-04", "saint-denis seyne"),
        ("generation=2015-2023", "seyne"),
        ("generation=inconnu", ""),
        ("generation=inconnu&hors_region=oui", "saint-denis"),
        ("generation=2015-2023&generation=2024-2030", "amp seyne"),
        ("type=asv", "seyne"),
        ("type=ASV&type=clsm", "seyne"),
        ("type=cls", ""),
        ("q=seyne", "seyne"),
        ("q=LA+SEYNE-sur-mer", "seyne"),
        ("q=m%C3%A9tropole", "amp"),
        ("q=!!!", ""),
        ("q=&type=&generation=", "amp seyne"),
        ("q=&type=&generation=&hors_region=oui", "amp saint-denis seyne"),
    ],
)
def test_chaque_filtre_retient_dans_tous_les_formats(
    client: Client, requete: str, attendus: str
) -> None:
    page = client.get(f"/contrats-de-ville/?{requete}")
    assert page.status_code == 200
    assert sorted(fiches(page, "contrats-de-ville")) == attendus.split()
    for suffixe, lire in (("csv", lignes_csv), ("xlsx", lignes_xlsx), ("json", lignes_json)):
        lignes = lire(client.get(f"/contrats-de-ville.{suffixe}?{requete}"))
        assert sorted(ligne["identifiant"] for ligne in lignes) == attendus.split()


@pytest.mark.parametrize(
    "requete", ["type=XYZ", "type=cpts", "generation=2015", "territoire=ici", f"q={'a' * 201}"]
)
def test_un_filtre_invalide_dit_son_erreur_et_ne_montre_rien(client: Client, requete: str) -> None:
    page = client.get(f"/contrats-de-ville/?{requete}")
    assert page.status_code == 400
    assert fiches(page, "contrats-de-ville") == []
    assert "Cette adresse contient un filtre que la liste ne comprend pas." in texte(page)
    assert client.get(f"/contrats-de-ville.csv?{requete}").status_code == 400


def test_les_colonnes_sont_celles_promises(client: Client) -> None:
    fichier = client.get("/contrats-de-ville.csv?hors_region=oui")
    lignes = {ligne["identifiant"]: ligne for ligne in lignes_csv(fichier)}
    assert list(lignes["amp"])[: len(COLONNES)] == COLONNES
    assert "terme" in lignes["amp"]
    assert lignes["amp"]["territoire_code"] == "epci-200054807"
    assert lignes["amp"]["quartiers"] == "QN01341I"
    assert lignes["amp"]["echelle_precisee"] == "oui"
    assert lignes["seyne"]["dispositifs"] == "asv"
    assert lignes["saint-denis"]["source"] == ""


def test_un_contrat_deduit_se_dit_partout_ou_il_parait(client: Client, registre: Registre) -> None:
    adresses = (
        "/contrats-de-ville/?territoire=departement-84",
        "/contrats-de-ville/deduit/",
        "/territoires/commune/84007-avignon/",
    )
    contrat = registre.un_contrat("commune-84007", slug="deduit", nom="Contrat déduit")
    assert [a for a in adresses if "(déduit)" in texte(client.get(a))] == []
    raison = "La source compte cette ville parmi les signataires."
    contrat.etapes.update(deduit=raison)
    dits = ("(déduit)", f"Déduit. {raison}", f"Déduit. {raison}")
    for adresse, dit in zip(adresses, dits, strict=True):
        assert dit in texte(client.get(adresse)), adresse


def test_les_facettes_comptent_ce_qui_est_publie(client: Client) -> None:
    page = texte(client.get("/contrats-de-ville/?generation=2015-2023"))
    assert "ASV 1" in page
    assert "CLS 1" not in page
    assert "2024–2030 1" in page


@pytest.mark.parametrize(
    "requete", ["", "generation=2015-2023", "territoire=region-93&type=asv", "q=seyne"]
)
def test_chaque_choix_d_une_facette_donnerait_ce_qu_il_compte(requete: str) -> None:
    filtre = ContratFiltre(QueryDict(requete), contrats())
    assert filtre.is_valid()
    for nom in filtre.facettes_de:
        comptes = filtre.compter(nom)
        for valeur, _ in filtre.choix_de(nom):
            seul = QueryDict(requete, mutable=True)
            seul.setlist(nom, [valeur])
            liste = ContratFiltre(seul, contrats()).qs
            assert comptes.get(valeur, 0) == len(liste), (nom, valeur)


def test_la_region_du_portail_vient_en_tete(client: Client) -> None:
    page = client.get("/contrats-de-ville/?hors_region=oui")
    assert fiches(page, "contrats-de-ville")[-1] == "saint-denis"


def test_la_fiche_dit_le_contrat_ses_quartiers_et_ce_qui_l_atteint(
    client: Client, registre: Registre
) -> None:
    registre.un_dispositif("clsm", "epci-248300543", slug="clsm")
    page = texte(client.get("/contrats-de-ville/seyne/"))
    assert "Génération 2015–2023" in page
    assert "A pour volet santé : ASV de La Seyne-sur-Mer" in page
    assert "CLSM" in page.split("Sur le même territoire")[1]
    assert "CACHE" not in page
    assert "Les Escourtines" in texte(client.get("/contrats-de-ville/amp/"))


def test_l_echelle_non_precisee_est_dite(client: Client) -> None:
    assert "non précisée" in texte(client.get("/contrats-de-ville/seyne/")).lower()
    assert "non précisée" not in texte(client.get("/contrats-de-ville/amp/")).lower()


@pytest.mark.parametrize("slug", ["brouillon", "inconnu"])
def test_un_brouillon_ou_un_inconnu_n_a_pas_de_page(client: Client, slug: str) -> None:
    assert client.get(f"/contrats-de-ville/{slug}/").status_code == 404


def test_une_formule_dans_un_nom_est_neutralisee(client: Client, registre: Registre) -> None:
    source = Source.objects.create(cle="x", titre="@x")
    registre.un_contrat("commune-13055", slug="formule", nom="=1+1", source=source)
    lignes = {x["identifiant"]: x for x in lignes_csv(client.get("/contrats-de-ville.csv"))}
    assert (lignes["formule"]["nom"], lignes["formule"]["source"]) == ("'=1+1", "'@x")
