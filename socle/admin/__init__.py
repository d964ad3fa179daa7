"""What every editors' page is made of, and the pages of what every app shares."""

from socle.admin.conflit import SansEcrasementMixin
from socle.admin.fiche import FicheAdmin
from socle.admin.references import SourceAdmin, ThemeAdmin

__all__ = ["FicheAdmin", "SansEcrasementMixin", "SourceAdmin", "ThemeAdmin"]
