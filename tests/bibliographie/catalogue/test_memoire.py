"""An export of many notices takes no more memory than one of a few: it is written as it is read."""

import tracemalloc
from collections.abc import Iterable

import pytest
from django.http import QueryDict

from bibliographie.catalogue.filtres import NoticeFiltre
from bibliographie.catalogue.vues import ECHANGES, en_format
from bibliographie.formats.colonnes import COLONNES
from bibliographie.models import Notice
from socle.listes import exports

pytestmark = pytest.mark.django_db
PETITE, GRANDE = 60, 480


@pytest.fixture(autouse=True)
def _des_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "LOT", 20)
    Notice.objects.bulk_create(
        Notice(
            numero=n, cle=f"n{n}", titre=f"Notice {n}", titre_plie=f"notice {n}", type="rapport",
            etat="publie", resume="Un résumé. " * 200, resume_origine="la source",
        )
        for n in range(1, GRANDE + 1)
    )  # fmt: skip


def exporter(suffixe: str, lignes: int) -> int:
    """Bytes sent for the first notices."""
    notices = Notice.objects.publies().filter(numero__lte=lignes).pour_export()
    filtre = NoticeFiltre(QueryDict(), notices)
    if suffixe in ECHANGES:
        reponse = en_format(exports.par_lots(filtre.qs), suffixe, "essai")
    else:
        reponse = exports.exporter(filtre, COLONNES, "essai", suffixe)
    morceaux: Iterable[bytes] = getattr(reponse, "streaming_content", ())
    return sum(len(morceau) for morceau in morceaux)


def sommet(suffixe: str, lignes: int) -> int:
    """The most memory held at once, in bytes."""
    tracemalloc.start()
    try:
        exporter(suffixe, lignes)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("suffixe", ["csv", "json", "xlsx", "ris", "bib"])
def test_la_memoire_d_un_export_ne_suit_pas_son_nombre_de_lignes(suffixe: str) -> None:
    exporter(suffixe, PETITE)  # what is loaded once and kept
    # Eight times the rows; without `par_lots`, four times the memory.
    assert sommet(suffixe, GRANDE) < 2 * sommet(suffixe, PETITE)
