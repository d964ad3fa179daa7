"""Who writes the explainers, and who does not."""

from tests.dispositifs.comprendre.conftest import documentaliste, editrice

__all__ = ["documentaliste", "editrice"]
