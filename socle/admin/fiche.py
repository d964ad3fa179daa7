"""The base of every editors' page whose record keeps its history."""

from simple_history.admin import SimpleHistoryAdmin


class FicheAdmin(SimpleHistoryAdmin):
    """A record that remembers who changed what, when and why."""
