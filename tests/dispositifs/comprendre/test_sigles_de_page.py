"""Every page opens its acronyms: in its running text, or else at its foot."""

import re
import time
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils.html import strip_tags

from dispositifs.comprendre import ouverture
from dispositifs.comprendre.ouverture import ouvrir_la_page
from socle.textes import INSECABLE
from tests.bibliographie.conftest import une_notice
from tests.dispositifs.comprendre.ecrits import un_terme
from tests.fabriques import Registre


@pytest.fixture(autouse=True)
def termes(registre: Registre) -> None:
    un_terme("ARS", "agence régionale de santé", "Elle applique la politique de l’État.")
    un_terme("ASV", "atelier santé ville")
    un_terme("CLS", "contrat local de santé")
    un_terme("HCSP", "Haut Conseil de la santé publique")
    un_terme("3DS", "différenciation, décentralisation")
    un_terme("QSP", "", note="Nos sources ne l’ouvrent pas.")


def lu(html: str) -> str:
    """What the eye reads, with plain spaces."""
    return " ".join(strip_tags(ouvrir_la_page(html).html).replace(INSECABLE, " ").split())


def au_pied(html: str) -> list[str]:
    """The acronyms that the page leaves to its foot."""
    return [terme.sigle for terme in ouvrir_la_page(html).restent]


@pytest.mark.parametrize(
    ("html", "attendu"),
    [
        ("<p>Avec l’ARS. Puis l’ARS.</p>",
         "Avec l’ARS (agence régionale de santé). Puis l’ARS."),
        ("<p>Les <b>ARS</b> aident</p>", "Les ARS (agences régionales de santé) aident"),
        ("<p>(selon l’ARS)</p>", "(selon l’ARS : agence régionale de santé)"),
        ("<p>La loi 3DS</p>", "La loi 3DS (différenciation, décentralisation)"),
        ('<table><tr><th scope="row">ASV</th><td>3</td></tr></table>',
         "ASV (atelier santé ville)3"),
    ],
)  # fmt: skip
def test_le_texte_courant_ouvre_un_sigle_une_fois(html: str, attendu: str) -> None:
    assert lu(html) == attendu
    assert au_pied(html) == []


@pytest.mark.parametrize(
    "html",
    [
        "<p>L’agence régionale de santé (ARS) décide.</p>",
        "<h1>Ateliers santé ville</h1> <b>ASV</b>",
        "<b>ASV</b> <span>atelier santé ville</span>",
        '<p><a class="sigle" href="/x"><abbr>ARS</abbr></a> (agences régionales de santé).</p>',
        "<p>MARSEILLE, les ARS-X, le QSP, l’%ARS%.</p>",
        "<p>Rien à ouvrir ici.</p>",
    ],
)
def test_ce_que_la_page_ouvre_elle_meme_ou_qui_n_est_pas_un_sigle_reste(html: str) -> None:
    page = ouvrir_la_page(html)
    assert (page.html, page.restent) == (html, [])


@pytest.mark.parametrize(
    "html",
    [
        '<h2>L’ARS</h2>', '<a href="/">L’ARS</a>', "<p>Voir <cite>ARS</cite></p>",
        '<p class="citation">ARS, 2018</p>', "<table><td>ARS</td></table>",
        '<th scope="col">ARS</th>', "<button>ARS</button>", "<select><option>ARS</option></select>",
    ],
)  # fmt: skip
def test_un_nom_reste_tel_qu_imprime_et_s_ouvre_au_pied(html: str) -> None:
    assert ouvrir_la_page(html).html == html
    assert au_pied(html) == ["ARS"]


def test_ce_qui_ne_se_lit_pas_ne_compte_pas() -> None:
    html = (
        '<svg><text>ARS</text></svg><script>ARS</script><b title="ARS">x</b><!-- ARS -->'
        '<span class="hors-vue">ARS</span>'
    )
    page = ouvrir_la_page(html)
    assert (page.html, page.restent) == (html, [])


def test_un_nom_puis_une_phrase_ouvrent_la_phrase_et_le_pied_se_tait() -> None:
    html = "<h2>L’ARS</h2><p>L’ARS décide.</p>"
    assert lu(html) == "L’ARSL’ARS (agence régionale de santé) décide."
    assert au_pied(html) == []


def test_l_etiquette_d_un_filtre_s_ouvre_sans_lien() -> None:
    page = ouvrir_la_page('<label><input type="checkbox"> <span>ARS</span></label>')
    assert "<abbr>ARS</abbr> (agence régionale de santé)</span>" in page.html
    assert "<a " not in page.html


def test_une_page_sans_sigle_ne_demande_rien(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        ouvrir_la_page("<p>Rien à ouvrir.</p>")


def test_les_balises_mal_fermees_ne_perdent_pas_un_mot() -> None:
    html = "</p></ul><li>Une ARS<li>et < 3 <br/>puis &lt;ARS&gt;</a></div>"
    assert strip_tags(ouvrir_la_page(html).html).replace(" (agence régionale de santé)", "") == (
        strip_tags(html)
    )


def test_une_longue_page_se_lit_vite() -> None:
    html = "<p>Les <b>ARS</b> et le <a href='/'>CLS</a> de Marseille, en 2018.</p>" * 5000
    debut = time.process_time()
    ouvrir_la_page(html)
    assert time.process_time() - debut < 2


@pytest.mark.parametrize("adresse", ["/", "/dispositifs/", "/bibliographie/", "/territoires/"])
def test_une_page_du_site_n_a_pas_de_sigle_ferme(client: Client, adresse: str) -> None:
    une_notice(
        "Ce que l’ARS demande",
        resume="Le HCSP et l’ARS conseillent le CLS.",
        resume_origine="portail",
    )
    page = client.get(adresse).content.decode()
    principal = page[page.index("<main") : page.index("</main>")]
    for sigle in ("ARS", "HCSP"):
        if re.search(rf">[^<]*(?<![\w-]){sigle}(?![\w-])", principal):
            ouvert = rf"{sigle}</abbr>(?:</a>)?(?:</dt> <dd>|\s*\(|\u00a0:)"
            assert re.search(ouvert, principal), sigle


def test_un_titre_de_notice_n_est_pas_recrit(client: Client) -> None:
    notice = une_notice("Ce que l’ARS demande")
    page = client.get(notice.get_absolute_url()).content.decode()
    assert "Ce que l’ARS demande</h1>" in page
    assert "<abbr>ARS</abbr></a></dt> <dd>agence régionale de santé</dd>" in page


def test_une_page_d_erreur_se_montre_sans_base(monkeypatch: pytest.MonkeyPatch) -> None:
    """The very thing that failed may be the database."""
    from django.template import engines

    def en_panne() -> None:
        raise DatabaseError

    monkeypatch.setattr(ouverture, "sigles_du_site", en_panne)
    gabarit = engines["django"].from_string("{% load sigles %}{% sigles %}L’ARS{% endsigles %}")
    assert gabarit.render() == "L’ARS"
