"""The ground floor's own records: a source names itself, a theme has no loop above it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from socle.models import Source, Theme


@pytest.mark.parametrize(
    ("champs", "reference"),
    [
        ({"titre": "Enquête"}, "Enquête"),
        ({"titre": "Enquête", "organisme": "FTS"}, "FTS, Enquête"),
        ({"titre": "Enquête", "organisme": "FTS", "date": "2018-03"}, "FTS, Enquête, mars 2018"),
        ({"titre": "Synthèse – mars 2018", "date": "2018-03"}, "Synthèse – mars 2018"),
        ({"titre": "Bilan 2018", "date": "2018"}, "Bilan 2018"),
    ],
)
def test_une_source_se_nomme_sans_redire_sa_date(champs: dict[str, str], reference: str) -> None:
    assert Source(**champs).reference == reference


@pytest.mark.parametrize("date", ["mars 2018", "2018-13", "2018-1", "2018-03-32", "20180331"])
def test_la_base_refuse_une_source_a_la_date_mal_formee(db: None, date: str) -> None:
    with pytest.raises(IntegrityError, match="source_date_partielle"):
        Source.objects.bulk_create([Source(cle="s", titre="t", date=date)])


def test_la_base_refuse_un_theme_parent_de_lui_meme(db: None) -> None:
    theme = Theme.objects.create(slug="sante-mentale", nom="Santé mentale")
    with pytest.raises(IntegrityError, match="theme_pas_son_propre_parent"):
        Theme.objects.filter(pk=theme.pk).update(parent=theme)


def test_un_theme_ne_descend_pas_de_son_descendant(db: None) -> None:
    haut = Theme.objects.create(slug="haut", nom="Haut")
    milieu = Theme.objects.create(slug="milieu", nom="Milieu", parent=haut)
    bas = Theme.objects.create(slug="bas", nom="Bas", parent=milieu)
    bas.full_clean()
    haut.parent = bas
    with pytest.raises(ValidationError) as refus:
        haut.full_clean()
    assert refus.value.message_dict == {"parent": ["Ce parent est déjà un descendant du thème."]}
