"""What each field speaks of, and how its value is read: a room for each kind of value.

A role is the word by which a reader of a format says what a field speaks of; a step of
`composition` reads those of some roles.
"""

from bibliographie.lecture.roles.mots import ET_ALII, EXACT, OUI, REMARQUE

__all__ = ["ET_ALII", "EXACT", "OUI", "REMARQUE"]
