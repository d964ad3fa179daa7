"""The engine inside the lists of others: any queryset, by its natural key."""

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from socle.models import Source
from socle.recherche import chercher, filtrer
from tests.socle.recherche.conftest import Ajouter


@pytest.fixture
def sources(ajouter: Ajouter) -> None:
    """Four sources; the last is not indexed, and a notice bears the key of one of them."""
    for cle, titre, organisme, date in [
        ("guide", "Guide de la santé mentale", "CRES", "2018"),
        ("bilan", "Bilan", "CRES", "2020"),
        ("recueil", "Recueil : la santé mentale", "ARS", "2022"),
        ("inconnue", "La santé mentale", "ARS", "2024"),
    ]:
        Source.objects.create(cle=cle, titre=titre, organisme=organisme, date=date)
    ajouter("guide", "Guide de la santé mentale", "source", date="2018")
    ajouter("bilan", "Bilan", "source", mots=("santé mentale",), date="2020")
    ajouter("recueil", "Recueil : la santé mentale", "source", date="2022", publie=False)
    ajouter("bilan", "Urbanisme", "notice")


def _cles(texte: str) -> list[str]:
    return [source.cle for source in filtrer(Source.objects.all(), "source", texte)]


@pytest.mark.usefixtures("sources")
def test_une_liste_se_restreint_et_se_classe_par_le_moteur() -> None:
    assert _cles("sante mentale") == ["recueil", "guide", "bilan"]
    assert _cles("sante mentale -recueil") == ["guide", "bilan"]


@pytest.mark.usefixtures("sources")
def test_une_autre_categorie_de_meme_cle_ne_compte_pas() -> None:
    assert _cles("urbanisme") == []


@pytest.mark.usefixtures("sources")
def test_une_question_vierge_ne_restreint_rien_et_une_question_sans_mot_ne_donne_rien() -> None:
    assert len(_cles("  ")) == 4
    assert _cles("-santé") == []
    assert _cles("?!") == []


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize("texte", ["", "?!", "-santé", "santé", "introuvable"])
def test_le_score_est_toujours_la(texte: str) -> None:
    """A caller that displays or orders by it need not ask what was typed."""
    list(filtrer(Source.objects.all(), "source", texte).values_list("cle", "score"))
    list(chercher(texte).values_list("cle", "score"))


@pytest.mark.usefixtures("sources")
def test_les_autres_filtres_et_les_comptes_se_combinent() -> None:
    trouves = filtrer(Source.objects.all(), "source", "santé")
    assert [s.cle for s in trouves.filter(organisme="CRES")] == ["guide", "bilan"]
    assert trouves.count() == 3
    comptes = trouves.order_by().values("organisme").annotate(n=Count("pk"))
    assert {c["organisme"]: c["n"] for c in comptes} == {"CRES": 2, "ARS": 1}


@pytest.mark.usefixtures("sources")
def test_une_liste_filtree_coute_une_requete() -> None:
    with CaptureQueriesContext(connection) as requetes:
        assert len(filtrer(Source.objects.all(), "source", "santé mentale")) == 3
    assert len(requetes) == 1
