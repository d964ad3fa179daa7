"""The timeline, by scheme and by year; the glossary, where every acronym has its place."""

import re

import pytest
from django.test import Client

from tests.dispositifs.comprendre.ecrits import un_terme, un_texte, une_explication
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import texte

CHRONOLOGIE, GLOSSAIRE = "/comprendre/chronologie/", "/comprendre/glossaire/"


@pytest.fixture(autouse=True)
def textes(registre: Registre) -> None:
    un_texte("Loi de 2016", "2016-01-26", ["cls", "clsm"], url="https://example.org/loi-2016")
    un_texte("Comité de 1999", "1999", ["asv"], nature="comite")
    un_texte("Instruction de 2016", "2016-09-30", ["clsm"], nature="instruction")


def titres(client: Client, requete: str = "") -> list[str]:
    """The texts of the timeline, as they come."""
    page = client.get(CHRONOLOGIE + requete).content.decode()
    return [re.sub("<.*?>", "", t) for t in re.findall(r"<h3>(.*?)</h3>", page)]


def test_les_textes_viennent_du_plus_ancien_au_plus_recent(client: Client) -> None:
    assert titres(client) == ["Comité de 1999", "Loi de 2016", "Instruction de 2016"]
    page = texte(client.get(CHRONOLOGIE))
    assert "3 textes, du plus ancien au plus récent" in page
    assert page.count("26 janvier 2016") == 1


def test_la_chronologie_se_filtre_par_dispositif(client: Client) -> None:
    assert titres(client, "?type=clsm") == ["Loi de 2016", "Instruction de 2016"]
    assert titres(client, "?type=ASV") == ["Comité de 1999"]


@pytest.mark.parametrize("requete", ["?type=xyz", "?type=msp", "?type=%3Cscript%3E"])
def test_un_dispositif_sans_texte_se_dit_et_ne_montre_rien(client: Client, requete: str) -> None:
    reponse = client.get(CHRONOLOGIE + requete)
    assert reponse.status_code == 400
    assert "n’est pas un dispositif de la chronologie" in texte(reponse)
    assert titres(client, requete) == []
    assert not re.search("<script(?! src=)", reponse.content.decode())


def test_chaque_texte_nomme_ses_dispositifs_sa_nature_et_sa_source(client: Client) -> None:
    page = texte(client.get(f"{CHRONOLOGIE}?type=asv"))
    assert "1999. Décision d’un comité." in page
    assert "Atelier santé ville" in page
    assert "Fabrique Territoires Santé" in page


def test_une_adresse_absente_se_dit_et_une_adresse_connue_s_ouvre(client: Client) -> None:
    page = client.get(CHRONOLOGIE).content.decode()
    assert '<a href="https://example.org/loi-2016">Loi de 2016</a>' in page
    assert page.count("Adresse non donnée par la source.") == 2


def test_les_resumes_ouvrent_les_sigles_une_fois(client: Client) -> None:
    un_terme("DGS", "direction générale de la santé")
    for jour in ("2000-06-13", "2001-06-13"):
        un_texte("Circulaire", jour, ["asv"], resume="Elle vient de la DGS. <b>Et</b>")
    page = client.get(CHRONOLOGIE).content.decode()
    assert page.count("direction générale de la santé") == 1
    assert "&lt;b&gt;Et" in page


def test_chaque_texte_a_son_ancre(client: Client) -> None:
    assert 'id="loi-2016-01-26"' in client.get(CHRONOLOGIE).content.decode()


def test_cent_textes_ne_demandent_pas_plus_que_trois(client: Client) -> None:
    client.get(CHRONOLOGIE)
    trois = nombre_de_requetes(lambda: client.get(CHRONOLOGIE))
    for n in range(40):
        un_texte(f"Texte {n}", "2020", ["asv", "cls"], cle=f"texte-{n}")
    assert nombre_de_requetes(lambda: client.get(CHRONOLOGIE)) == trois <= 8


# Glossary


def test_les_sigles_se_rangent_sans_egard_aux_accents(client: Client) -> None:
    for sigle in ("EPCI", "ÉCO", "ARS", "3DS"):
        un_terme(sigle, f"mots de {sigle}")
    page = client.get(GLOSSAIRE).content.decode()
    assert re.findall(r"<dt>(.*?)</dt>", page) == ["3DS", "ARS", "ÉCO", "EPCI"]
    assert re.findall(r'href="#lettre-(.)"', page) == ["3", "A", "E"]
    assert "4 sigles" in texte(client.get(GLOSSAIRE))


def test_un_sigle_dans_une_definition_mene_a_sa_propre_entree(client: Client) -> None:
    un_terme("ARS", "agence régionale de santé", "L’ARS applique une politique.")
    un_terme("CLS", "contrat local de santé", "Contrat entre une ARS et <des> élus.")
    page = client.get(GLOSSAIRE).content.decode()
    assert 'Contrat entre une <a class="sigle" href="/comprendre/glossaire/#sigle-ars">' in page
    assert "L’ARS applique" in page
    assert "&lt;des&gt;" in page
    assert 'id="sigle-ars"' in page


def test_un_dispositif_mene_a_sa_fiche_quand_elle_est_publiee(client: Client) -> None:
    un_terme("CLS", "contrat local de santé")
    un_terme("DAC", "dispositif d’appui à la coordination")
    une_explication("cls")
    une_explication("dac", etat="brouillon")
    page = client.get(GLOSSAIRE).content.decode()
    assert '<a href="/comprendre/cls/">Contrat local de santé</a>' in page
    assert '"/comprendre/dac/"' not in page


def test_un_sigle_que_personne_n_ouvre_le_dit(client: Client) -> None:
    un_terme("QSP", "")
    un_terme("CA", "", note="Deux sens.")
    page = texte(client.get(GLOSSAIRE))
    assert page.count("Nos sources ne développent pas ce sigle.") == 1
    assert "Deux sens." in page


@pytest.mark.parametrize(
    ("demande", "sigles"),
    [
        ("sante", ["ARS", "CLS"]),
        ("c", ["CA", "CLS"]),
        ("", ["ARS", "CA", "CLS"]),
        ("introuvable", []),
    ],
)
def test_le_glossaire_se_filtre_par_lettre_ou_par_mot(
    client: Client, demande: str, sigles: list[str]
) -> None:
    for sigle, mots in (("ARS", "agence de santé"), ("CLS", "contrat de santé"), ("CA", "")):
        un_terme(sigle, mots)
    page = client.get(GLOSSAIRE, {"q": demande}).content.decode()
    assert re.findall(r"<dt>(.*?)</dt>", page) == sigles
    assert re.findall(r'href="[^"]*#lettre-(.)"', page) == ["A", "C"]


def test_cent_sigles_ne_demandent_pas_plus_qu_un(client: Client) -> None:
    un_terme("A", "premier")
    client.get(GLOSSAIRE)
    un = nombre_de_requetes(lambda: client.get(GLOSSAIRE))
    for n in range(60):
        un_terme(f"B{n}", f"mot {n}", "Voir A.")
    assert nombre_de_requetes(lambda: client.get(GLOSSAIRE)) == un <= 8
