"""The table of word families is the specification of the stemmer."""

import pytest

from socle.recherche.normalisation import racines
from tests.socle.recherche.familles import FAMILLES


@pytest.mark.parametrize(("mot", "trouve", "ignore"), FAMILLES, ids=[f[0] for f in FAMILLES])
def test_une_famille_se_retrouve_et_ne_prend_pas_ses_voisines(
    mot: str, trouve: str, ignore: str
) -> None:
    racine = racines(mot)
    assert racine, "le mot cherché ne doit pas être un mot vide"
    assert {forme: racines(forme) for forme in trouve.split()} == dict.fromkeys(
        trouve.split(), racine
    )
    assert [voisine for voisine in ignore.split() if racines(voisine) == racine] == []


def test_la_table_compte_au_moins_quarante_familles() -> None:
    assert len({mot for mot, _, _ in FAMILLES}) >= 40
