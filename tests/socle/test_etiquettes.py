"""The filters and tags that every template may use."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory


def rendre(source: str, **contexte: Any) -> str:
    return Template(source).render(Context(contexte))


@pytest.fixture
def _au_1er_juin_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: datetime.date(2026, 6, 1))


@pytest.mark.parametrize(
    ("source", "rendu"),
    [
        ('{{ "2018-03"|date_partielle }}', "mars 2018"),
        ('{{ ""|date_partielle }}', ""),
        ('{{ "2018-03"|anciennete }}', "il y a plus de huit ans"),
        ('{{ ""|anciennete }}', ""),
        ("{{ 1234|nombre }}", "1\u202f234"),
        ("{{ rien|nombre }}", ""),
        ('{{ 1|accorder:"réseau,réseaux" }}', "réseau"),
        ('{{ 2|accorder:"réseau,réseaux" }}', "réseaux"),
        ('{{ 2|accorder:"ville" }}', "villes"),
        ("{{ noms|enumerer }}", "Apt, Toulon et Carros"),
    ],
)
@pytest.mark.usefixtures("_au_1er_juin_2026")
def test_les_filtres_disent_en_francais(source: str, rendu: str) -> None:
    assert rendre(source, rien=None, noms=["Apt", "Toulon", "Carros"]) == rendu


def test_nombre_accepte_une_valeur_de_la_base() -> None:
    assert rendre("{{ v|nombre }}", v=Decimal("4.50")) == "4,5"


@pytest.mark.parametrize(
    ("adresse", "etiquette", "rendu"),
    [
        ("/d/?type=asv&page=3", "tri='dispositif'", "?type=asv&amp;tri=dispositif"),
        ("/d/?type=asv&page=3", "page=4", "?type=asv&amp;page=4"),
        ("/d/?type=asv&type=cls&page=2", "", "?type=asv&amp;type=cls"),
        ("/d/?tri=type", "tri=None", "/d/"),
        ("/d/?q=%22%3Cb%3E", "vue='tableau'", "?q=%22%3Cb%3E&amp;vue=tableau"),
    ],
)
def test_adresse_avec_garde_les_autres_mots_et_revient_a_la_premiere_page(
    adresse: str, etiquette: str, rendu: str
) -> None:
    requete = RequestFactory().get(adresse)
    assert rendre(f"{{% adresse_avec {etiquette} %}}", request=requete) == rendu
