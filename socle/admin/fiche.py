"""The base of every editors' page whose record keeps its history."""

from socle.admin.conflit import SansEcrasementMixin
from socle.admin.histoire import HistoireMixin


class FicheAdmin(SansEcrasementMixin, HistoireMixin):
    """A record that remembers who changed what, when and why; two editors never overwrite each
    other silently.

    `champs_sensibles`: the fields, and the groups of rows by their related name, whose change
    asks for a reason; the état only when a published record leaves the site.
    """
