"""Draw names, words and dates that look like those of the real files; the same at each run."""

import random
from collections.abc import Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


class Tirage:
    """A seeded draw, where the first of a list come far more often than the last."""

    def __init__(self, graine: int) -> None:
        self.alea = random.Random(graine)

    def un(self, choix: Sequence[T]) -> T:
        """One of them, the first ones more often: a few publishers sign most works."""
        return choix[int(len(choix) * self.alea.random() ** 2)]

    def egal(self, choix: Sequence[T]) -> T:
        """One of them, all alike."""
        return choix[int(len(choix) * self.alea.random())]

    def plusieurs(self, choix: Sequence[T], au_moins: int, au_plus: int) -> list[T]:
        """Some of them, each once, in the order drawn."""
        n = self.alea.randint(au_moins, au_plus)
        return list(dict.fromkeys(self.un(choix) for _ in range(n)))

    def chance(self, part: float) -> bool:
        """True that often."""
        return self.alea.random() < part

    def annee(self, premiere: int, derniere: int) -> str:
        """A year."""
        return str(self.alea.randint(premiere, derniere))

    def date(self, premiere: int, derniere: int) -> str:
        """A partial date: a year, a month or a day."""
        annee = self.annee(premiere, derniere)
        precision = self.alea.random()
        if precision < 0.4:
            return annee
        mois = f"{annee}-{self.alea.randint(1, 12):02}"
        return mois if precision < 0.8 else f"{mois}-{self.alea.randint(1, 28):02}"

    def phrase(self, mots: Sequence[str], longueur: int) -> str:
        """So many words, as often as the texts that they come from hold them."""
        return " ".join(self.alea.choices(mots, k=longueur))


def mots_de(textes: Iterable[str]) -> list[str]:
    """Every word of these texts, as many times as it is written."""
    return [mot for texte in textes for mot in texte.split()]
