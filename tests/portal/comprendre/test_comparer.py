"""The comparison: two to six schemes, and no cell that does not say where it comes from."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from dispositifs.models import ReponseCritere
from socle.web import pdf
from tests.dispositifs.comprendre.ecrits import (
    un_chiffre,
    un_terme,
    une_autre_source,
    une_explication,
    une_reponse,
)
from tests.fabriques import Registre, nombre_de_requetes
from tests.lecture import texte
from tests.papier import flux_du_pdf

ADRESSE = "/comprendre/comparer/"
CODES = ["asv", "cls", "clsm", "cpts", "dac", "contrat-de-ville", "msp"]
CELLULE = re.compile(r'<td role="cell" data-label="([^"]+)".*?</td>', re.DOTALL)


@pytest.fixture(autouse=True)
def comparaison(registre: Registre) -> Registre:
    """Seven schemes, one question; a second one that only one of them answers."""
    for code in CODES:
        une_reponse(code, "Qui signe ?", f"Réponse de {code}.", date="2018-03")
    une_reponse("asv", "Qui préside ?", "Nos sources ne le disent pas.", silence=True)
    return registre


def colonnes(reponse: HttpResponse) -> list[str]:
    """The labels of the first line of answers."""
    trouvees = CELLULE.finditer(reponse.content.decode())
    return list(dict.fromkeys(m[1] for m in trouvees))


def test_sans_rien_demander_on_compare_asv_cls_et_clsm(client: Client) -> None:
    assert colonnes(client.get(ADRESSE)) == ["ASV", "CLS", "CLSM"]


@pytest.mark.parametrize(
    "requete",
    ["types=cls,dac", "types=cls&types=dac", "types=DAC, cls", "types=cls,cls&types=dac,,dac"],
)
def test_le_choix_se_dit_de_plusieurs_facons(client: Client, requete: str) -> None:
    assert colonnes(client.get(f"{ADRESSE}?{requete}")) == ["CLS", "DAC"]


@pytest.mark.parametrize("nombre", [2, 3, 4, 5, 6])
def test_de_deux_a_six_dispositifs_tiennent_cote_a_cote(client: Client, nombre: int) -> None:
    reponse = client.get(ADRESSE, {"types": CODES[:nombre]})
    assert len(colonnes(reponse)) == nombre
    assert f"comparaison--{nombre}" in reponse.content.decode()


@pytest.mark.parametrize(
    ("requete", "motif"),
    [
        ("types=asv", "Choisissez de deux à six dispositifs."),
        ("types=asv,asv", "Choisissez de deux à six dispositifs."),
        (f"types={','.join(CODES)}", "Choisissez de deux à six dispositifs."),
        ("types=asv,xyz", "« xyz » ne fait pas partie des dispositifs comparés."),
        ("types=asv,pta", "« pta » ne fait pas partie des dispositifs comparés."),
        ("types=%3Cscript%3E,asv", "« <script> » ne fait pas partie"),
    ],
)
@pytest.mark.parametrize("adresse", [ADRESSE, "/comprendre/comparer.pdf"])
def test_ce_qui_ne_se_compare_pas_est_refuse_avec_une_suite(
    client: Client, requete: str, motif: str, adresse: str
) -> None:
    reponse = client.get(f"{adresse}?{requete}")
    assert reponse.status_code == 400
    assert motif in texte(reponse)
    assert not re.search("<script(?! src=)", reponse.content.decode())
    assert colonnes(reponse) == []
    assert re.search(r'value="asv"[^>]* checked', reponse.content.decode())


def test_chaque_case_a_sa_source_et_sa_date_ou_dit_qu_elle_est_vide(client: Client) -> None:
    page = client.get(ADRESSE).content.decode()
    cases = [m[0] for m in CELLULE.finditer(page)]
    assert len(cases) == 6
    for case in cases:
        assert ('href="#source-' in case and "ars 2018" in case) or "Pas encore de réponse" in case
    assert sum("Pas encore de réponse" in case for case in cases) == 2


def test_une_case_sans_date_le_dit(client: Client) -> None:
    une_reponse("cls", "Qui paie ?", "L’ARS.", source=une_autre_source())
    assert "Sans date" in texte(client.get(f"{ADRESSE}?types=asv,cls"))


def test_un_silence_se_voit(client: Client) -> None:
    page = client.get(ADRESSE).content.decode()
    assert re.search(r'class="prose nr"><p>Non dit\.</p>', page)
    assert texte(client.get(ADRESSE)).count("os sources ne le disent pas") == 1


def test_la_note_d_une_case_se_lit_sous_elle(client: Client) -> None:
    une_reponse("cls", "Qui paie ?", "L’ARS.", note="Lu en passant.", deduit="Par le budget.")
    page = texte(client.get(f"{ADRESSE}?types=asv,cls"))
    assert "Lu en passant." in page
    assert "Déduit : Par le budget." in page


def test_une_note_que_plusieurs_cases_partagent_se_dit_une_fois(client: Client) -> None:
    for code in ("asv", "cls"):
        une_reponse(code, "Qui paie ?", "On ne sait pas.", note="Tout a été relu.")
    page = client.get(f"{ADRESSE}?types=asv,cls").content.decode()
    assert page.count("Tout a été relu.") == 1
    assert page.count('href="#remarque-a"') == 2
    assert 'id="remarque-a"' in page


def test_changer_un_chiffre_change_la_case_qui_le_cite(registre: Registre, client: Client) -> None:
    chiffre = un_chiffre(registre, "part", "54", unite="%", date="2012")
    une_reponse("cls", "Combien ?", "Pour [[chiffre:part]].")
    assert "54 % (2012), à revoir" in texte(client.get(ADRESSE))
    chiffre.valeur = 61
    chiffre.save()
    assert "61 % (2012)" in texte(client.get(ADRESSE))


def test_les_tetes_de_colonne_ouvrent_les_sigles_compares(client: Client) -> None:
    un_terme("CLS", "contrat local de santé")
    un_terme("DAC", "dispositif d’appui à la coordination")
    une_reponse("asv", "Avec qui ?", "Avec le CLS et le DAC.")
    page = texte(client.get(f"{ADRESSE}?types=asv,cls"))
    assert "Avec le CLS et le DAC (dispositif d’appui à la coordination)." in page


def test_chaque_tete_de_colonne_mene_a_sa_fiche(client: Client) -> None:
    une_explication("asv")
    page = client.get(ADRESSE)
    assert 'href="/comprendre/asv/"' in page.content.decode()
    # The CLS has no explainer: it is named, and leads nowhere.
    assert "/comprendre/cls/" not in page.content.decode()
    assert "Contrat local de santé" in texte(page)


def test_six_dispositifs_demandent_autant_que_deux(registre: Registre, client: Client) -> None:
    un_chiffre(registre, "c", "3")
    for rang, code in enumerate(CODES):
        une_reponse(code, f"Question {rang} ?", "Il y a [[chiffre:c]].")
    client.get(ADRESSE)
    deux = nombre_de_requetes(lambda: client.get(f"{ADRESSE}?types=asv,cls"))
    six = nombre_de_requetes(lambda: client.get(ADRESSE, {"types": CODES[:6]}))
    assert six == deux <= 12


def test_le_papier_dit_une_fois_ce_que_taisent_les_sources(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each silent cell says « Non dit. », which the head explains, as on the page."""
    for code in CODES[1:4]:
        une_reponse(code, "Qui préside ?", "Nos sources ne le disent pas.", silence=True)
    ecrits: list[str] = []

    def imprimer(html: str, *feuilles: str, tailles: tuple[str, ...]) -> bytes:
        ecrits.append(html)
        return b"%PDF"

    monkeypatch.setattr(pdf, "en_pdf", imprimer)
    client.get("/comprendre/comparer.pdf?types=asv,cls,clsm,cpts")
    assert ecrits[0].lower().count("nos sources ne le disent pas") == 1
    assert ecrits[0].count("Non dit.") == 4


def test_la_comparaison_s_imprime_en_pdf(client: Client) -> None:
    pytest.importorskip("weasyprint", exc_type=OSError, reason="Pango absent")
    reponse = client.get("/comprendre/comparer.pdf?types=asv,cls,dac,cpts")
    assert reponse.content.startswith(b"%PDF")
    assert b'pdfuaid:part="1"' in flux_du_pdf(reponse.content)
    assert "comparer-asv-cls-cpts-dac.pdf" in reponse["Content-Disposition"]


def test_sans_aucune_reponse_la_page_ne_casse_pas(client: Client) -> None:
    ReponseCritere.objects.all().delete()
    assert client.get(ADRESSE).status_code == 400
