"""What docs/donnees.md promises to those who reuse the data."""

import re

import pytest
from django.conf import settings

from bibliographie.formats.colonnes import COLONNES as DES_NOTICES
from dispositifs.registre.colonnes import COLONNES as DES_DISPOSITIFS
from dispositifs.registre.colonnes_des_contrats import COLONNES_DES_CONTRATS as DES_CONTRATS
from portal.observatoire.colonnes import COLONNES as DE_L_OBSERVATOIRE
from portal.observatoire.colonnes import COLONNES_ZONES as DES_ZONES_BLANCHES
from socle.listes.colonnes import Colonne
from territoires.lieux.colonnes import COLONNES as DES_TERRITOIRES


@pytest.mark.parametrize(
    ("adresse", "colonnes"),
    [
        ("/dispositifs.csv", DES_DISPOSITIFS),
        ("/contrats-de-ville.csv", DES_CONTRATS),
        ("/territoires.csv", DES_TERRITOIRES),
        ("/observatoire.csv", DE_L_OBSERVATOIRE),
        ("/observatoire/zones-blanches.csv", DES_ZONES_BLANCHES),
        ("/bibliographie.csv", DES_NOTICES),
    ],
)
def test_chaque_colonne_est_documentee_dans_l_ordre(adresse: str, colonnes: list[Colonne]) -> None:
    texte = (settings.BASE_DIR / "docs" / "donnees.md").read_text(encoding="utf-8")
    partie = texte.split(f"`{adresse}`\n", 1)[1].split("\n## ", 1)[0]
    assert re.findall(r"^\| `(\w+)` \|", partie, re.MULTILINE) == [c.nom for c in colonnes]
