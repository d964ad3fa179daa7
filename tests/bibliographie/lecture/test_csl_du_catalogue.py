"""The whole catalogue given as CSL-JSON, then read back: what comes back, and what cannot."""

from typing import Any

import pytest

from bibliographie.formats.csl import ecrire
from bibliographie.formats.reference import CHAMPS_TEXTE, de_notice, differences
from bibliographie.models import Notice
from tests.bibliographie.lecture.aides import lectures

pytestmark = pytest.mark.django_db
# CSL has one word for several of our types, one address, one text for all publishers, and no
# place for who says the résumé, nor for who directs and publishes what contains a chapter.
PERDUS = {"type", "urls", "editeurs", "resume_origine", "dans_responsables", "dans_editeur"}
# « pp.81-115 » comes back as « pp. 81-115 », and « np » does not.
REFAITS = {"pages"}


def test_du_catalogue_relu_en_csl_seul_revient_autrement_ce_que_csl_ne_dit_pas(
    catalogue: Any,
) -> None:
    references = [de_notice(notice) for notice in Notice.objects.pour_liste()]
    relues = [lu.reference for lu in lectures("".join(ecrire(references)))]
    champs = [*CHAMPS_TEXTE, "cle", "auteurs", "et_al", "editeurs", "urls", "mots_cles"]
    changes = [
        champ
        for avant, apres in zip(references, relues, strict=True)
        for champ in differences(avant, apres, champs)
    ]
    assert set(changes) <= PERDUS | REFAITS
    assert changes.count("pages") <= 4
    assert changes.count("editeurs") == sum(
        len(r.editeurs) > 1 or bool(r.dans_editeur) for r in references
    )
    assert changes.count("urls") == sum(len(r.urls) > 1 for r in references)
