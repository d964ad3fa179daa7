"""From Markdown and keys to a page: what answers, what is missing, and nothing dangerous."""

from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispositifs.comprendre.rendu import Redacteur
from tests.bibliographie.conftest import une_notice
from tests.dispositifs.comprendre.ecrits import (
    un_chiffre,
    un_terme,
    un_texte,
    une_autre_source,
    une_explication,
)
from tests.fabriques import Registre, nombre_de_requetes

BALISES = {
    "p", "ul", "ol", "li", "strong", "em", "br", "blockquote", "span", "b", "a", "abbr",
}  # fmt: skip
ATTRIBUTS = {"class", "href", "start"}
MORCEAUX = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[clic](javascript:alert(1))",
    "<javascript:alert(1)>", "![x](https://example.org/x.png)", "# Titre", "```\ncode\n```", "`a`",
    "<b onclick=x>", "&lt;script&gt;", "**gras**", "*ital*", "- liste", "1. suite", "> cité",
    "[[chiffre:asv]]", "[[type:cls]]", "[[type:rien]]", "[[page:comparer]]", "[[chiffre:\">]]",
    "ARS", "\ue000", "0", "\ue001", "\ue0000\ue001", "\n\n", "---", "<!-- -->", "]]>",
    "<a href=//x>",
]  # fmt: skip


class Lecteur(HTMLParser):
    """Every tag and attribute that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.balises: set[str] = set()
        self.attributs: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.balises.add(tag)
        self.attributs += [(nom, valeur or "") for nom, valeur in attrs]


@pytest.fixture
def redacteur(registre: Registre) -> Redacteur:
    un_chiffre(registre, "asv", "220", approximatif=True)
    un_terme("ARS", "agence <régionale> de santé", "Une agence.")
    return Redacteur(["[[chiffre:asv]]"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(MORCEAUX) | st.text(max_size=12), max_size=12).map("".join))
def test_aucune_balise_etrangere_ne_sort_d_un_texte(redacteur: Redacteur, texte: str) -> None:
    lecteur = Lecteur()
    lecteur.feed(redacteur.rendre(texte) + redacteur.phrase(texte))
    assert lecteur.balises <= BALISES
    assert {nom for nom, _ in lecteur.attributs} <= ATTRIBUTS
    adresses = [valeur for nom, valeur in lecteur.attributs if nom == "href"]
    assert [a for a in adresses if not a.startswith(("/comprendre/", "#source-"))] == []


def test_un_chiffre_appele_donne_sa_valeur_sa_date_et_sa_note(redacteur: Redacteur) -> None:
    html = redacteur.rendre("On en compte [[chiffre:asv]].")
    assert '<b class="chiffre">environ 220</b> <span class="chiffre">(janvier 2026)' in html
    assert 'href="#source-1"' in html
    assert [c.source.cle for c in redacteur.sources] == ["fts-2018"]


def test_un_pourcentage_se_lit_avec_son_signe(registre: Registre) -> None:
    un_chiffre(registre, "part", "54.5", unite="%")
    assert ">54,5\u00a0%</b>" in Redacteur(["[[chiffre:part]]"]).rendre("[[chiffre:part]]")


def test_chaque_genre_d_appel_devient_un_lien(registre: Registre) -> None:
    une_explication("cls")
    un_texte("Loi de 2009", "2009-07-21", ["cls"], cle="loi-2009")
    notice = une_notice("Guide", cle="guide")
    texte = "[[type:cls]] [[texte:loi-2009]] [[notice:guide]] [[page:glossaire]]"
    html = Redacteur([texte]).rendre(texte)
    assert '<a href="/comprendre/cls/">contrat local de santé</a> (CLS)' in html
    assert '<a href="/comprendre/chronologie/#loi-2009">Loi de 2009</a>' in html
    assert f'<a href="{notice.get_absolute_url()}">Guide</a>' in html
    assert '<a href="/comprendre/glossaire/">le glossaire</a>' in html


def test_un_dispositif_sans_explication_publiee_se_nomme_sans_lien(registre: Registre) -> None:
    une_explication("clsm", etat="brouillon")
    html = Redacteur([]).rendre("[[type:clsm]], [[type:cls]]")
    assert html == "<p>conseil local de santé mentale (CLSM), contrat local de santé (CLS)</p>\n"


@pytest.mark.parametrize("genre", ["chiffre", "type", "texte", "notice", "page"])
def test_une_cle_inconnue_se_dit_introuvable(redacteur: Redacteur, genre: str) -> None:
    assert "« rien » introuvable" in redacteur.rendre(f"Voir [[{genre}:rien]].")


def test_une_notice_en_brouillon_n_est_pas_citee(registre: Registre) -> None:
    une_notice("Secret", cle="secret", etat="brouillon")
    html = Redacteur(["[[notice:secret]]"]).rendre("[[notice:secret]]")
    assert "Secret" not in html
    assert "introuvable" in html


def test_une_source_garde_son_numero_et_ses_passages(registre: Registre) -> None:
    redacteur = Redacteur([])
    autre = une_autre_source()
    numeros = [
        redacteur.renvoi(registre.source, "page 3"),
        redacteur.renvoi(autre),
        redacteur.renvoi(registre.source, "page 3"),
        redacteur.renvoi(registre.source, "page 9"),
    ]
    assert numeros == [1, 2, 1, 1]
    assert [c.passages for c in redacteur.sources] == [["page 3", "page 9"], []]


def test_dix_textes_ne_demandent_pas_plus_qu_un(registre: Registre) -> None:
    for rang in range(10):
        un_chiffre(registre, f"c-{rang}", str(rang))
        une_notice(f"Notice {rang}", cle=f"n-{rang}")
    textes = [f"[[chiffre:c-{n}]] [[notice:n-{n}]] [[type:cls]]" for n in range(10)]

    def ecrire(ecrits: list[str]) -> None:
        redacteur = Redacteur(ecrits)
        for texte in ecrits:
            redacteur.rendre(texte)

    pour_un = nombre_de_requetes(lambda: ecrire(textes[:1]))
    assert nombre_de_requetes(lambda: ecrire(textes)) == pour_un <= 5
