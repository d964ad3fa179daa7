"""Read the files of a sélection: what is said in them, in which order."""

import re

from django.http.response import HttpResponseBase


def serrer(texte_: str) -> str:
    """Without spaces: a line break of the medium is no difference."""
    return re.sub(r"\s+", "", texte_)


def contenu(reponse: HttpResponseBase) -> bytes:
    """The whole of a file."""
    return b"".join(reponse)


def dans_l_ordre(morceaux: list[str], tout: str) -> None:
    """Assert that each piece follows the one before."""
    place = 0
    for morceau in morceaux:
        trouve = tout.find(serrer(morceau), place)
        assert trouve >= 0, f"« {morceau} » manque, ou n’est pas à sa place"
        place = trouve + len(serrer(morceau))
