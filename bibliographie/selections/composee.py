"""A visitor's list as a sélection like those of CRES, for the same Word and PDF; kept nowhere."""

from django.utils import timezone

from bibliographie.models import Entree, Notice, Section, Selection
from bibliographie.selections.plan import Branche

TITRE = "Ma sélection"
RUBRIQUE = "Notices"
ORIGINE = "Composée dans la bibliographie du CRES Provence-Alpes-Côte d’Azur"


def composer(
    notices: list[Notice], titre: str = "", notes: dict[int, str] | None = None
) -> tuple[Selection, list[Branche]]:
    """The sélection, of today, and its one heading: its notices in their order, with the notes."""
    notes = notes or {}
    selection = Selection(
        titre=titre or TITRE, organisme=ORIGINE, date=timezone.localdate().isoformat()
    )
    section = Section(titre=RUBRIQUE)
    entrees = [Entree(notice=n, note=notes.get(n.numero, "")) for n in notices]
    return selection, [Branche(section, (RUBRIQUE,), composees=entrees)]
