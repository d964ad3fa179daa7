"""How an outline is written in the database: compact, and read without a geometry library.

A JSON list of polygons; a polygon is a list of rings, the outer one first; a ring is a flat
list of whole hundred-thousandths of a degree: longitude, latitude of its first point, then the
step to each next one. The closing point is left out.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final

# How many units make one degree.
UNITES: Final = 100_000

Point = tuple[int, int]
Anneau = list[Point]


def coder(polygones: Iterable[Iterable[Iterable[Point]]]) -> str:
    """The text of these polygons; "" for none."""
    codes = [[_coder_anneau(list(anneau)) for anneau in p] for p in polygones]
    return json.dumps(codes, separators=(",", ":")) if codes else ""


def _coder_anneau(anneau: Anneau) -> list[int]:
    if len(anneau) > 1 and anneau[0] == anneau[-1]:
        anneau = anneau[:-1]
    nombres: list[int] = []
    x = y = 0
    for px, py in anneau:
        nombres += (px - x, py - y)
        x, y = px, py
    return nombres


def decoder(texte: str) -> list[list[Anneau]]:
    """The polygons of a text, as `coder` took them."""
    return [[_decoder_anneau(a) for a in p] for p in json.loads(texte)] if texte else []


def anneaux(texte: str) -> Iterator[Anneau]:
    """The rings of a text, whatever polygon they belong to: enough to draw with even-odd fill."""
    for polygone in json.loads(texte) if texte else ():
        for anneau in polygone:
            yield _decoder_anneau(anneau)


def _decoder_anneau(nombres: list[int]) -> Anneau:
    return list(zip(accumulate(nombres[::2]), accumulate(nombres[1::2]), strict=True))
