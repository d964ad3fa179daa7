"""What an élu asks first of a scheme: how much, who pays, how long, what it obliges, how to begin.

Nothing is written for it: these are the cells of the comparison; for a scheme that is not compared,
the first words of the same part of its explainer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.utils.functional import cached_property
from django.utils.safestring import SafeString

from dispositifs.comprendre.rendu import Redacteur
from dispositifs.models import Chiffre, Partie, ReponseCritere, Rubrique, TypeDispositif

EURO: Final = "€"


class Question(NamedTuple):
    """A question, the cell of the comparison that answers, and the part that says more."""

    titre: str
    critere: str
    rubrique: Rubrique


QUESTIONS: Final = (
    Question("Combien, qui paie\u00a0?", "qui-paie", Rubrique.QUI_PAIE),
    Question("Combien de temps\u00a0?", "quelle-duree", Rubrique.QUELLE_DUREE),
    Question("À quoi ça oblige\u00a0?", "obligations", Rubrique.CARACTERISTIQUES),
    Question("Par où commencer\u00a0?", "par-ou-commencer", Rubrique.ETAPES),
)


@dataclass(frozen=True)
class Point:
    """One answer, ready to print; `ancre` is the part that says more, "" when there is none."""

    question: Question
    html: SafeString
    renvois: list[int]
    silence: bool
    ancre: str
    date: str = ""

    @property
    def titre(self) -> str:
        """The question."""
        return self.question.titre

    @property
    def est_d_argent(self) -> bool:
        """Whether it says how much: then a page adds that it knows of no amount."""
        return self.question.rubrique == Rubrique.QUI_PAIE


class Bref:
    """The answers of one scheme: read first, so that the page's editor knows all of its texts."""

    def __init__(
        self, type_: TypeDispositif, parties: Iterable[Partie], chiffres: Iterable[Chiffre]
    ) -> None:
        lues = ReponseCritere.objects.publies().filter(type=type_).select_related("source")
        cles = [q.critere for q in QUESTIONS]
        self._reponses = {
            r.critere.cle: r
            for r in lues.filter(critere__cle__in=cles).select_related("critere", "source")
        }
        self._parties: dict[str, Partie] = {p.rubrique: p for p in parties}
        self._chiffres = chiffres

    @cached_property
    def sans_montant(self) -> bool:
        """Whether no figure of the register about it is a sum. A query, if they are not read."""
        return not any(c.unite == EURO for c in self._chiffres)

    @property
    def ecrits(self) -> list[str]:
        """The texts that it will render."""
        return [r.texte for r in self._reponses.values()] + [
            _premiers_mots(p.texte) for p in self._parties.values()
        ]

    def points(self, redacteur: Redacteur) -> list[Point]:
        """The answers that there are, in the order of the questions."""
        rendus = [self._point(redacteur, question) for question in QUESTIONS]
        return [point for point in rendus if point is not None]

    def _point(self, redacteur: Redacteur, question: Question) -> Point | None:
        reponse = self._reponses.get(question.critere)
        partie = self._parties.get(question.rubrique)
        ancre = str(question.rubrique) if partie else ""
        if reponse:
            html = redacteur.rendre(reponse.texte)
            renvois = [redacteur.renvoi(reponse.source, reponse.passage)]
            date = reponse.date or reponse.source.date
            return Point(question, html, renvois, reponse.silence, ancre, date)
        if partie is None or question.rubrique == Rubrique.CARACTERISTIQUES:
            return None
        html = redacteur.rendre(_premiers_mots(partie.texte))
        sources = {redacteur.renvoi(s.source, s.passage) for s in partie.sources.all()}
        return Point(question, html, sorted(sources), silence=False, ancre=ancre)


def _premiers_mots(texte: str) -> str:
    """The first paragraph of a part."""
    return texte.split("\n\n", 1)[0]
