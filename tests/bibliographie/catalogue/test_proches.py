"""Notices that share the subjects of another."""

import pytest

from bibliographie.models import Notice
from dispositifs.models import TypeDispositif
from socle.models import Theme
from tests.bibliographie.conftest import une_notice

pytestmark = pytest.mark.usefixtures("decor")


def sur(titre: str, *themes: Theme, types: tuple[str, ...] = (), **champs: str) -> Notice:
    notice = une_notice(titre, **champs)
    notice.themes.set(themes)
    notice.types.set(TypeDispositif.objects.filter(code__in=types))
    return notice


def proches(notice: Notice, combien: int = 4) -> list[str]:
    return [n.titre for n in Notice.objects.publies().proches_de(notice, combien)]


def test_les_plus_proches_partagent_le_plus_de_sujets_puis_sont_les_plus_recentes() -> None:
    eau = Theme.objects.create(slug="eau", nom="Eau")
    air = Theme.objects.create(slug="air", nom="Air")
    ici = sur("Ici", eau, air, types=("asv",))
    sur("Un thème, ancienne", eau, date="2001")
    sur("Un thème, récente", air, date="2020")
    sur("Deux thèmes", eau, air)
    sur("Tout", eau, air, types=("asv", "cls"))
    sur("Un type", types=("asv",), date="2010")
    sur("Rien de commun", types=("cls",))
    sur("Brouillon", eau, air, types=("asv",), etat="brouillon")
    attendues = ["Tout", "Deux thèmes", "Un thème, récente", "Un type", "Un thème, ancienne"]
    assert proches(ici, 9) == attendues
    assert proches(ici, 2) == attendues[:2]


def test_une_notice_sans_sujet_n_a_pas_de_proches() -> None:
    sur("Ailleurs", Theme.objects.create(slug="eau", nom="Eau"))
    assert proches(sur("Ici")) == []


def test_un_seul_genre_de_sujet_suffit() -> None:
    eau = Theme.objects.create(slug="eau", nom="Eau")
    sur("Là", eau)
    assert proches(sur("Ici", eau)) == ["Là"]
