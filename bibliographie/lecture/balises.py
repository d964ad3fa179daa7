"""Records written a tag a line: « %T Titre », « TI  - Titre »."""

import re
from collections.abc import Iterator

Champs = list[tuple[str, str]]


def notices(
    texte: str, ligne: re.Pattern[str], premieres: frozenset[str], joindre: str = "\n"
) -> Iterator[tuple[int, Champs]]:
    """Each record with the line where it starts: at a tag of `premieres`, or after a blank line.

    `ligne` finds a tag, then its text; what has no tag goes on with the field before it.
    """
    debut, champs, vide = 0, list[tuple[str, str]](), True
    for numero, brute in enumerate(texte.split("\n"), 1):
        trouve = ligne.match(brute)
        balise, valeur = (trouve[1], (trouve[2] or "").strip()) if trouve else ("", brute.strip())
        if champs and (balise in premieres or (vide and balise and not premieres)):
            yield debut, champs
            debut, champs = 0, []
        if balise:
            debut = debut or numero
            champs.append((balise, valeur))
        elif champs and valeur:
            avant, deja = champs[-1]
            champs[-1] = (avant, f"{deja}{joindre}{valeur}" if deja else valeur)
        elif valeur:
            # Text before the first tag: a field without a name, so that it is told.
            debut = debut or numero
            champs.append(("", valeur))
        vide = not brute.strip()
    if champs:
        yield debut, champs
