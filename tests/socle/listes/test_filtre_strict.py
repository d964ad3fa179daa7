"""The strict filterset, on a table of its own ground: no other app is needed to hold it."""

import django_filters
import pytest
from django.http import QueryDict

from socle.listes.filtres import ChoixMultiple, DatePartielleFilter, FiltreStrict
from socle.models import Source

ORGANISMES = [("FTS", "Fabrique"), ("CRES", "CRES"), ("ARS", "Agence")]


class SourceFiltre(FiltreStrict):
    """Sources by title, organisme and date."""

    facettes_de = {"organisme": "organisme"}

    titre = django_filters.CharFilter(label="Titre", lookup_expr="contains", max_length=10)
    organisme = ChoixMultiple(label="Organisme", choices=[(v.lower(), n) for v, n in ORGANISMES])
    date = DatePartielleFilter(label="Date")
    tri = django_filters.ChoiceFilter(
        label="Tri", choices=[("titre", "titre")], method=lambda qs, nom, valeur: qs
    )

    class Meta:
        model = Source
        fields: list[str] = []


def filtrer(requete: str) -> SourceFiltre:
    return SourceFiltre(QueryDict(requete), Source.objects.order_by("cle"))


def cles(requete: str) -> str:
    return "".join(s.cle for s in filtrer(requete).qs)


@pytest.fixture(autouse=True)
def _quatre_sources(db: None) -> None:
    for cle, titre, organisme, date in [
        ("a", "Bilan", "fts", "2018"),
        ("b", "Bilan", "cres", "2018-03"),
        ("c", "Annexe", "cres", ""),
        ("d", "Annexe", "", ""),
    ]:
        Source.objects.create(cle=cle, titre=titre, organisme=organisme, date=date)


@pytest.mark.parametrize(
    ("requete", "attendu"),
    [
        ("", "abcd"),
        ("titre=&organisme=&date=", "abcd"),
        ("titre=++", "abcd"),
        ("titre=Bilan", "ab"),
        ("organisme=CRES", "bc"),
        ("organisme=+cres+&organisme=", "bc"),
        ("organisme=cres&organisme=fts", "abc"),
        ("organisme=cres&titre=Bilan", "b"),
        ("date=2018-03", "b"),
        ("inconnu=1", "abcd"),
    ],
)
def test_chaque_filtre_retient_et_un_champ_vide_n_en_est_pas_un(requete: str, attendu: str) -> None:
    assert cles(requete) == attendu


@pytest.mark.parametrize(
    "requete",
    ["organisme=xyz", "organisme=cres&organisme=xyz", "date=2018-13", "titre=" + "a" * 11],
)
def test_un_filtre_invalide_ne_donne_rien_et_se_dit(requete: str) -> None:
    """django-filter alone would drop the invalid word and give the wider list."""
    assert cles(requete) == ""
    assert len(filtrer(requete).erreurs) == 1


def test_une_facette_compte_a_cote_de_ses_propres_choix() -> None:
    """Choosing CRES does not bring the count of FTS to nothing: one may still add it."""
    filtre = filtrer("organisme=cres&titre=Bilan")
    assert filtre.is_valid()
    assert filtre.compter("organisme") == {"fts": 1, "cres": 1}


def test_une_facette_ne_propose_que_ce_qui_donnerait_quelque_chose() -> None:
    (facette,) = filtrer("titre=Bilan").facettes
    assert [(c.valeur, c.compte, c.choisi) for c in facette.choix] == [
        ("fts", 1, False),
        ("cres", 1, False),
    ]


def test_un_choix_fait_reste_propose_meme_sans_resultat() -> None:
    (facette,) = filtrer("organisme=ars").facettes
    assert ("ars", 0, True) in [(c.valeur, c.compte, c.choisi) for c in facette.choix]


def test_une_facette_en_erreur_ne_compte_pas() -> None:
    (facette,) = filtrer("date=hier").facettes
    assert {c.compte for c in facette.choix} == {None}


def test_chaque_puce_mene_a_la_liste_sans_elle() -> None:
    filtre = filtrer("titre=Bilan&organisme=fts&organisme=cres&tri=titre&page=3")
    adresses = {p.libelle: p.retirer_url for p in filtre.puces}
    assert adresses == {
        "Bilan": "?organisme=fts&organisme=cres&tri=titre",
        "Fabrique": "?titre=Bilan&organisme=cres&tri=titre",
        "CRES": "?titre=Bilan&organisme=fts&tri=titre",
    }


def test_une_puce_reste_courte_et_ce_qu_elle_porte_est_echappe() -> None:
    (puce,) = filtrer("titre=" + "%3Cb%3E%26" * 50).puces
    assert len(puce.libelle) <= 80
    assert "<" not in puce.retirer_url


def test_un_filtre_invalide_a_aussi_sa_puce_pour_le_retirer() -> None:
    filtre = filtrer("organisme=xyz&titre=Bilan")
    assert "?titre=Bilan" in [p.retirer_url for p in filtre.puces]
