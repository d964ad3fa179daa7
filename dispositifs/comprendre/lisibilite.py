"""How long the sentences of a text are: the plainest measure of what can be read aloud."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dispositifs.comprendre.jetons import JETON, MARQUES

FIN_DE_PHRASE = re.compile(r"(?<=[.!?])[\s\u202f]+(?=[A-ZÀ-Ý«0-9])")
MOT = re.compile(r"[\w’'-]*\w[\w’'-]*")


def longueurs(texte: str) -> list[int]:
    """The words of each sentence. A called record counts for one word, a list item for a
    sentence.

    >>> longueurs("L’ASV a un but. Il en a **deux** : [[type:cls]].")
    [4, 5]
    """
    nu = MARQUES.sub("", JETON.sub("X", texte))
    phrases = (p for ligne in nu.splitlines() for p in FIN_DE_PHRASE.split(ligne))
    comptes = (len(MOT.findall(phrase)) for phrase in phrases)
    return [compte for compte in comptes if compte]


@dataclass(frozen=True)
class Mesure:
    """What a set of texts asks of its reader."""

    phrases: int
    moyenne: float
    maximum: int

    @classmethod
    def de(cls, textes: Iterable[str]) -> "Mesure":
        """Nothing written measures zero."""
        toutes = [n for texte in textes for n in longueurs(texte)]
        moyenne = sum(toutes) / len(toutes) if toutes else 0.0
        return cls(len(toutes), moyenne, max(toutes, default=0))
