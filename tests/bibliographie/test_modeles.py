"""What a notice, a name and a section keep by themselves."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bibliographie.models import Editeur, Lien, Notice, Section, Selection
from tests.bibliographie.conftest import une_notice

pytestmark = pytest.mark.django_db


def test_le_numero_d_une_notice_supprimee_n_est_jamais_redonne() -> None:
    une_notice("A")
    seconde = une_notice("B")
    assert seconde.numero == 2
    seconde.delete()
    assert une_notice("C").numero == 3


@pytest.mark.parametrize(
    ("titre", "slug"),
    [
        ("Référentiel national", "referentiel-national"),
        ("L’œuvre des élus : quoi ?", "l-oeuvre-des-elus-quoi"),
        ("mot " * 30, "-".join(["mot"] * 17)),
        ("公衆衛生", "notice"),
    ],
)
def test_l_adresse_d_une_notice_se_coupe_a_un_mot(titre: str, slug: str) -> None:
    assert Notice(titre=titre).slug == slug


@pytest.mark.parametrize(
    "champs", [{"doi": "abc"}, {"date": "2016-13"}, {"resume": "Un résumé sans origine."}]
)
def test_la_base_refuse_ce_qui_ne_peut_pas_etre(champs: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        une_notice("A", **champs)


def test_deux_graphies_d_un_editeur_sont_refusees_en_francais() -> None:
    Editeur.objects.create(nom="ARS Île-de-France")
    with pytest.raises(ValidationError, match="ARS Île-de-France"):
        Editeur(nom="ARS Ile de France").full_clean()


def test_un_nom_d_un_autre_alphabet_a_sa_place() -> None:
    Editeur.objects.create(nom="公衆")
    Editeur.objects.create(nom="衛生")
    assert Editeur.objects.count() == 2


def test_un_lien_commence_par_http() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Lien.objects.create(url="javascript:alert(1)")


class TestSection:
    @pytest.fixture(name="sections")
    def _sections(self) -> list[Section]:
        selection = Selection.objects.create(slug="a", titre="A")
        haut = Section.objects.create(selection=selection, titre="Haut")
        milieu = Section.objects.create(selection=selection, titre="Milieu", parent=haut)
        return [haut, milieu]

    def test_une_section_ne_se_range_pas_sous_ses_sous_sections(
        self, sections: list[Section]
    ) -> None:
        haut, milieu = sections
        haut.parent = milieu
        with pytest.raises(ValidationError, match="Ce parent est déjà dans cette section"):
            haut.full_clean()

    def test_une_section_reste_dans_sa_selection(self, sections: list[Section]) -> None:
        autre = Selection.objects.create(slug="b", titre="B")
        with pytest.raises(ValidationError, match="d’une autre sélection"):
            Section(selection=autre, titre="X", parent=sections[0]).full_clean()
