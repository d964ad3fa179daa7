"""Show a reader why a text was found: matched words marked, and the passage around them."""

import re
from bisect import bisect_right

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from socle.recherche.normalisation import Mot, decouper
from socle.recherche.requete import Requete, Terme, analyser

Intervalle = tuple[int, int]
BLANCS = re.compile(r"[ \t\r\n\f\v]+")
# What may stand between two marked words that are marked as one.
LIENS = " \u00a0\u202f-\u2011'’"


def _occurrences(suite: list[tuple[str, Mot]], terme: Terme) -> list[Intervalle]:
    """Where the stems of a term follow one another, from its first word to its last."""
    taille = len(terme)
    return [
        (mot.debut, suite[rang + taille - 1][1].fin)
        for rang, (racine, mot) in enumerate(suite)
        if racine == terme[0] and tuple(r for r, _ in suite[rang : rang + taille]) == terme
    ]


def _intervalles(texte: str, requete: Requete) -> list[Intervalle]:
    """What to mark, in order; neighbours that only a space or a hyphen parts make one."""
    suite = [(racine, mot) for mot in decouper(texte) for racine in mot.racines]
    bruts = {lieu for terme in requete.termes for lieu in _occurrences(suite, terme)}
    joints: list[Intervalle] = []
    for debut, fin in sorted(bruts):
        if joints and (debut <= joints[-1][1] or not texte[joints[-1][1] : debut].strip(LIENS)):
            joints[-1] = (joints[-1][0], max(fin, joints[-1][1]))
        else:
            joints.append((debut, fin))
    return joints


def _rendre(texte: str, intervalles: list[Intervalle], debut: int, fin: int) -> SafeString:
    """The text from `debut` to `fin`, everything escaped, the intervals marked."""
    morceaux: list[str] = []
    ici = debut
    for depart, arrivee in intervalles:
        if depart < debut or depart >= fin:
            continue
        arrivee = min(arrivee, fin)
        morceaux += [texte[ici:depart], format_html("<mark>{}</mark>", texte[depart:arrivee])]
        ici = arrivee
    return format_html_join("", "{}", ((m,) for m in [*morceaux, texte[ici:fin]]))


def _lire(requete: str | Requete) -> Requete:
    return requete if isinstance(requete, Requete) else analyser(requete)


def marquer(texte: str, requete: str | Requete) -> SafeString:
    """The text as HTML, escaped, with <mark> around the words that answer the question.

    >>> marquer("Des élus & des habitants", "élu")
    'Des <mark>élus</mark> &amp; des habitants'
    """
    return _rendre(texte, _intervalles(texte, _lire(requete)), 0, len(texte))


def _fenetre(texte: str, intervalles: list[Intervalle], longueur: int) -> Intervalle:
    """The passage of at most `longueur` characters that holds most marks, cut between words."""
    fins = [fin for _, fin in intervalles]
    debut, premiere_fin, plus = 0, 0, -1
    for rang, (depart, arrivee) in enumerate(intervalles):
        # A quarter of the passage comes before its first mark, as context.
        origine = max(0, min(depart - longueur // 4, len(texte) - longueur))
        dedans = bisect_right(fins, origine + longueur) - rang
        if dedans > plus:
            debut, premiere_fin, plus = origine, arrivee, dedans
    fin = min(debut + longueur, len(texte))
    if debut and not texte[debut - 1].isspace():
        blanc = texte.find(" ", debut, max(debut, premiere_fin))
        debut = blanc + 1 if blanc >= 0 else debut
    if fin < len(texte) and not texte[fin].isspace():
        blanc = texte.rfind(" ", max(debut, min(premiere_fin, fin)), fin)
        fin = blanc if blanc > debut else fin
    return debut, fin


def extrait(texte: str, requete: str | Requete, longueur: int = 240) -> SafeString:
    """The passage of a long text that best answers, marked, « … » where it is cut.

    The beginning of the text when nothing in it answers (the match is in the title).
    """
    texte = BLANCS.sub(" ", texte).strip()
    intervalles = _intervalles(texte, _lire(requete))
    debut, fin = _fenetre(texte, intervalles, max(longueur, 1))
    return format_html(
        "{}{}{}",
        "…\u00a0" if debut else "",
        _rendre(texte, intervalles, debut, fin),
        "\u00a0…" if fin < len(texte) else "",
    )
