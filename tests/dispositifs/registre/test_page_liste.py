"""/dispositifs/ as a coordinator reads it."""

import re
from typing import Any

import pytest
from django.test import Client

from dispositifs.models import Dispositif
from tests.fabriques import Registre
from tests.lecture import fiches, texte, titres

Lire = Any


@pytest.fixture(name="lire")
def _lire(demo_partagee: Registre, client: Client) -> Lire:
    """The answer to /dispositifs/?…"""
    return lambda requete="": client.get(f"/dispositifs/?{requete}")


def test_la_liste_montre_chaque_dispositif_publie_et_aucun_brouillon(lire: Lire) -> None:
    publies = Dispositif.objects.publies().values_list("slug", flat=True)
    assert sorted(fiches(lire("hors_region=oui"))) == sorted(publies)
    assert "cls-toulon" not in fiches(lire("hors_region=oui"))


def test_le_nombre_de_resultats_est_une_phrase_qui_compte_les_finis(lire: Lire) -> None:
    reponse = lire("type=asv&hors_region=oui")
    assert b'role="status"' in reponse.content
    page = texte(reponse)
    assert "4 ateliers santé ville. 1 a pris fin." in page
    page = texte(lire("territoire=departement-83"))
    assert "6 dispositifs : 1 atelier santé ville, 1 contrat local de santé" in page
    assert ", dans le Var." in page


def test_la_phrase_dit_la_date_demandee(lire: Lire) -> None:
    page = texte(lire("au=2014&hors_region=oui"))
    assert "2 dispositifs : 1 atelier santé ville et 1 contrat local de santé, en 2014." in page


def test_une_liste_vide_dit_quel_filtre_retirer(lire: Lire) -> None:
    page = texte(lire("type=clsm&territoire=departement-05"))
    assert "Aucun dispositif du registre ne répond à cette demande." in page
    assert fiches(lire("type=clsm&territoire=departement-05")) == []
    assert 'href="?territoire=departement-05"' in lire(
        "type=clsm&territoire=departement-05"
    ).content.decode().replace("&amp;", "&")


@pytest.mark.parametrize(
    ("requete", "erreur"),
    [
        ("type=XYZ", "Dispositif : « xyz » ne fait pas partie des choix."),
        ("territoire=ici", "« ici » ne désigne aucun territoire."),
        ("au=2018-13", "Écrivez une date comme 2018, mars 2018 ou 31/03/2018."),
    ],
)
def test_un_filtre_invalide_dit_son_erreur_et_ne_montre_rien(
    lire: Lire, requete: str, erreur: str
) -> None:
    reponse = lire(f"{requete}&statut=actif")
    assert reponse.status_code == 400
    assert erreur in texte(reponse)
    assert fiches(reponse) == []


@pytest.mark.parametrize(
    ("numero", "avertissement"),
    [
        ("999999", "La page 999999 n’existe pas : voici la dernière."),
        ("abc", "« abc » n’est pas un numéro de page : voici la première."),
    ],
)
def test_une_page_impossible_montre_la_plus_proche(
    lire: Lire, numero: str, avertissement: str
) -> None:
    reponse = lire(f"page={numero}")
    assert reponse.status_code == 200
    assert avertissement in texte(reponse)
    assert fiches(reponse)


def test_les_pages_se_suivent_sans_rien_perdre_ni_repeter(lire: Lire, settings: Any) -> None:
    settings.TAILLE_DE_PAGE = 4
    toutes = [slug for page in range(1, 5) for slug in titres(lire(f"page={page}&hors_region=oui"))]
    assert len(toutes) == len(set(toutes)) == Dispositif.objects.publies().count()
    premiere = lire("type=asv&type=cls").content.decode().replace("&amp;", "&")
    assert 'href="?type=asv&type=cls&page=2"' in premiere


def test_les_deux_presentations_montrent_les_memes_dispositifs(lire: Lire) -> None:
    tableau = lire("vue=tableau")
    assert "<table" in tableau.content.decode()
    assert "<caption" in tableau.content.decode()
    assert sorted(fiches(tableau)) == sorted(fiches(lire()))


def test_la_liste_se_range_par_departement_la_region_du_portail_d_abord(lire: Lire) -> None:
    page = texte(lire("hors_region=oui"))
    ordre = ["Hautes-Alpes 1", "Bouches-du-Rhône 4", "Var 5", "Vaucluse 2", "La Réunion La Réunion"]
    rangs = [page.rindex(titre) for titre in ordre]
    assert rangs == sorted(rangs)


def test_les_telechargements_disent_exactement_la_meme_demande(lire: Lire) -> None:
    page = lire("type=asv&vue=tableau&page=1&statut=").content.decode().replace("&amp;", "&")
    for suffixe in ("csv", "xlsx", "json"):
        (lien,) = re.findall(rf'href="(/dispositifs\.{suffixe}[^"]*)"', page)
        assert "type=asv" in lien
        assert "page" not in lien
        assert "vue" not in lien


def test_une_facette_montre_ce_que_donnerait_chaque_choix(lire: Lire) -> None:
    page = texte(lire("territoire=departement-83"))
    assert re.search(r"\bASV ?1 .*\bCLS ?1 .*\bCLSM ?1 ", page)
    assert re.search(r"\bBouches-du-Rhône ?5 ", page)  # beside the choice of the Var, not under it


def test_ce_que_tape_un_visiteur_est_echappe(lire: Lire) -> None:
    reponse = lire("q=%3Cscript%3Ealert(1)%3C/script%3E&type=%3Cimg%20src=x%3E&page=%3Cb%3E")
    assert b"<script>alert" not in reponse.content
    assert b"<img src=x" not in reponse.content
    assert b"<b>\xc2" not in reponse.content


def test_seule_une_lecture_est_permise(demo_partagee: Registre, client: Client) -> None:
    assert client.post("/dispositifs/").status_code == 405
    assert client.head("/dispositifs/").status_code == 200
