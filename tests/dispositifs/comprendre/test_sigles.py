"""An acronym is opened where the page first uses it, as a person would open it."""

import re

import pytest
from django.utils.html import strip_tags

from dispositifs.comprendre.rendu import Redacteur
from dispositifs.comprendre.sigles import au_pluriel
from socle.textes import INSECABLE
from tests.dispositifs.comprendre.ecrits import un_chiffre, un_terme, une_explication
from tests.fabriques import Registre


@pytest.fixture
def redacteur(registre: Registre) -> Redacteur:
    un_terme("ARS", "agence régionale de santé", "Elle applique la politique de l’État.")
    un_terme("CCAS", "centre communal d’action sociale")
    un_terme("CLS", "contrat local de santé")
    un_terme("CLSM", "conseil local de santé mentale")
    un_terme("ASV", "atelier santé ville")
    un_terme("CMU", "couverture maladie universelle")
    un_terme("CMU-C", "couverture maladie universelle complémentaire")
    un_terme("AT", "A & T <dangereux>")
    un_terme("HCSP", "Haut Conseil de la santé publique")
    un_terme("QSP", "", note="Nos sources ne l’ouvrent pas.")
    un_chiffre(registre, "asv", "220")
    un_chiffre(registre, "un-seul", "1")
    return Redacteur(["[[chiffre:asv]] [[chiffre:un-seul]]"])


def lu(html: str) -> str:
    """As it is read, with plain spaces and without the numbers of the notes."""
    sans_notes = re.sub(r'<a class="renvoi".*?</a>', "", html)
    return " ".join(strip_tags(sans_notes).replace(INSECABLE, " ").split())


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Avec l’ARS.", "Avec l’ARS (agence régionale de santé)."),
        ("Avec l'ARS.", "Avec l'ARS (agence régionale de santé)."),
        ("Des ARS aident.", "Des ARS (agences régionales de santé) aident."),
        ("Les CCAS.", "Les CCAS (centres communaux d’action sociale)."),
        ("Plusieurs ASV.", "Plusieurs ASV (ateliers santé ville)."),
        ("**Aux ARS** de dire.", "Aux ARS (agences régionales de santé) de dire."),
        ("Les avis du HCSP.", "Les avis du HCSP (Haut Conseil de la santé publique)."),
        ("(voir l’ARS)", "(voir l’ARS : agence régionale de santé)"),
        ("La CMU-C et la CMU.", "La CMU-C (couverture maladie universelle complémentaire) et la "
         "CMU (couverture maladie universelle)."),
        ("[[chiffre:asv]] ASV", "220 (janvier 2026) ASV (ateliers santé ville)"),
        ("[[chiffre:un-seul]] ASV", "1 (janvier 2026) ASV (atelier santé ville)"),
    ],
)  # fmt: skip
def test_un_sigle_s_ouvre_a_sa_premiere_apparition(
    redacteur: Redacteur, texte: str, attendu: str
) -> None:
    assert lu(redacteur.rendre(texte)) == attendu


@pytest.mark.parametrize(
    "texte",
    [
        "L’agence régionale de santé (ARS) décide.",
        "Les agences régionales de santé (ARS) décident.",
        "L’ARS (agence régionale de santé) décide.",
        "Les MARSEILLAIS, l’ARSENAL et les ARS-X.",
        "Le QSP reste fermé.",
    ],
)
def test_ce_que_l_auteur_ouvre_ou_qui_n_est_pas_un_sigle_reste_tel_quel(
    redacteur: Redacteur, texte: str
) -> None:
    assert lu(redacteur.rendre(texte)) == texte


def test_un_sigle_ne_s_ouvre_qu_une_fois_par_page(redacteur: Redacteur) -> None:
    page = redacteur.rendre("L’ARS.") + redacteur.rendre("L’ARS.") + redacteur.phrase("L’ARS.")
    assert page.count("agence régionale de santé") == 1
    assert page.count("ARS") == 3


def test_un_lien_vers_un_dispositif_ouvre_son_sigle_pour_la_suite(redacteur: Redacteur) -> None:
    page = lu(redacteur.rendre("Le [[type:clsm]], puis un CLSM, puis un [[type:clsm]]."))
    assert page == (
        "Le conseil local de santé mentale (CLSM), puis un CLSM, puis un "
        "conseil local de santé mentale."
    )


def test_ce_qui_se_lit_avant_le_lien_s_ouvre_d_abord(redacteur: Redacteur) -> None:
    page = lu(redacteur.rendre("Un CLSM, ou [[type:clsm]]."))
    assert page == "Un CLSM (conseil local de santé mentale), ou conseil local de santé mentale."


@pytest.mark.usefixtures("redacteur")
def test_rien_ne_s_ouvre_dans_une_balise_ni_un_attribut() -> None:
    une_explication("cls")
    html = Redacteur([]).rendre("Voir [[type:cls]], l’AT et **CLS**.")
    assert 'href="/comprendre/cls/"' in html
    assert "A &amp; T &lt;dangereux&gt;" in html
    assert "<dangereux>" not in html
    assert "<strong>CLS</strong>" in html


def test_un_sigle_defini_mene_au_glossaire(redacteur: Redacteur) -> None:
    html = redacteur.rendre("L’ARS et le CCAS.")
    assert '<a class="sigle" href="/comprendre/glossaire/#sigle-ars"><abbr>ARS</abbr></a>' in html
    assert "<abbr>CCAS</abbr> (centre" in html


@pytest.mark.parametrize(
    ("un", "des"),
    [
        ("agence régionale de santé", "agences régionales de santé"),
        ("établissement public de coopération intercommunale",
         "établissements publics de coopération intercommunale"),
        ("centre communal d’action sociale", "centres communaux d’action sociale"),
        ("projet régional de santé", "projets régionaux de santé"),
        ("réseau à bas seuil", "réseaux à bas seuil"),
        ("programme d’accès aux soins", "programmes d’accès aux soins"),
        ("médecins libéraux", "médecins libéraux"),
        ("Haut Conseil de la santé publique", "Haut Conseil de la santé publique"),
    ],
)  # fmt: skip
def test_le_pluriel_s_arrete_au_premier_complement(un: str, des: str) -> None:
    assert au_pluriel(un) == des
