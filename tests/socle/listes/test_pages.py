"""Whatever page number the address gives, a page comes, and a sentence when it is another."""

from collections.abc import Callable

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from socle.listes.pagination import Feuille, paginer
from socle.models import Source

Paginer = Callable[[str], Feuille]
ESPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


@pytest.fixture(name="feuille")
def _feuille(db: None, settings: pytest.FixtureRequest) -> Paginer:
    """The page that a query string asks for, of 5 sources cut by 2."""
    settings.TAILLE_DE_PAGE = 2
    Source.objects.bulk_create(Source(cle=c, titre=c) for c in "abcde")
    return lambda requete: paginer(
        RequestFactory().get(f"/?{requete}"), Source.objects.order_by("cle")
    )


@pytest.mark.parametrize(
    ("requete", "numero", "cles"),
    [
        ("", 1, "ab"),
        ("page=", 1, "ab"),
        ("page=2", 2, "cd"),
        ("page=3", 3, "e"),
        ("page=+2+", 2, "cd"),
    ],
)
def test_la_page_demandee_vient_sans_avertissement(
    feuille: Paginer, requete: str, numero: int, cles: str
) -> None:
    trouvee = feuille(requete)
    assert (trouvee.page.number, trouvee.avertissement) == (numero, "")
    assert "".join(s.cle for s in trouvee.page) == cles


@pytest.mark.parametrize(
    ("requete", "numero", "avertissement"),
    [
        ("page=999999", 3, "La page 999999 n’existe pas : voici la dernière."),
        ("page=0", 3, "La page 0 n’existe pas : voici la dernière."),
        ("page=-1", 3, "La page -1 n’existe pas : voici la dernière."),
        ("page=abc", 1, "« abc » n’est pas un numéro de page : voici la première."),
        ("page=1.5", 1, "« 1.5 » n’est pas un numéro de page : voici la première."),
        ("page=last", 1, "« last » n’est pas un numéro de page : voici la première."),
        (f"page={'9' * 3000}", 3, f"La page {'9' * 20} n’existe pas : voici la dernière."),
        (f"page={'a' * 3000}", 1, f"« {'a' * 20} » n’est pas un numéro de page"),
    ],
)
def test_une_page_qui_n_existe_pas_mene_a_la_plus_proche(
    feuille: Paginer, requete: str, numero: int, avertissement: str
) -> None:
    trouvee = feuille(requete)
    assert trouvee.page.number == numero
    assert avertissement in trouvee.avertissement.translate(ESPACES)


def test_une_liste_vide_a_une_premiere_page_sans_reproche(db: None) -> None:
    trouvee = paginer(RequestFactory().get("/"), Source.objects.order_by("cle"))
    assert (list(trouvee.page), trouvee.avertissement) == ([], "")


@given(st.text(max_size=40))
def test_aucun_numero_de_page_n_est_une_panne(demande: str) -> None:
    requete = RequestFactory().get("/", {"page": demande})
    assert paginer(requete, list("abc")).page.number == 1
