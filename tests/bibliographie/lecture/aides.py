"""What the tests of every format ask of a file read."""

from bibliographie.formats.reference import Reference
from bibliographie.importation import lire
from bibliographie.lecture.champs import Lecture, Sort, de_sort


def lectures(texte: str | bytes, nom: str = "export.txt") -> list[Lecture]:
    """The records of a file, none of which is unreadable. Its name says nothing by default."""
    contenu = texte if isinstance(texte, bytes) else texte.encode()
    lus = lire(nom, contenu).lus
    assert all(isinstance(lu, Lecture) for lu in lus)
    return [lu for lu in lus if isinstance(lu, Lecture)]


def reference(texte: str | bytes) -> Reference:
    """That of a file of one record."""
    (lu,) = lectures(texte)
    return lu.reference


def ecartes(lu: Lecture) -> list[tuple[str, str]]:
    """Name and text of each field set aside."""
    return [(champ.nom, champ.texte) for champ in de_sort(lu.champs, Sort.ECARTE)]
