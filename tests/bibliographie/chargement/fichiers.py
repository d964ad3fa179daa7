"""Read the files of a sélection: what is said in them, in which order."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
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


@cache
def imprime() -> dict[str, list[dict[str, Any]]]:
    """What the seeds print, by part (« 001 bibliographie »), in printed order."""
    chemin = Path(__file__).with_name("imprime.yaml")
    parties: dict[str, list[dict[str, Any]]] = yaml.safe_load(chemin.read_text(encoding="utf-8"))
    return parties


def titres_imprimes() -> dict[str, list[str]]:
    """The printed titles of each part."""
    return {partie: [e["titre"] for e in entrees] for partie, entrees in imprime().items()}
