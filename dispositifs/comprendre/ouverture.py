"""Acronyms of a whole page, opened where a reader meets them first.

The page is read once it is made, in the order of the eye. Running text and the labels of filters
open an acronym in place, unless the page does it by itself. A link, a heading, a cell, a citation
say a name as it is printed: what they alone use is listed at the foot of the page.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from dispositifs.comprendre.sigles import ANNONCE_DU_PLURIEL, Sigles
from dispositifs.models import TypeDispositif
from dispositifs.models.comprendre import Terme
from socle.textes import plier

BALISE = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
NOM = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
# « ARS », « 3DS », « AP-HM », « CoDES »: cheap to look for, then sought among the known.
CANDIDAT = re.compile(r"(?<![\w%-])(?=[\w-]+[A-Z])[A-Z0-9][\w-]+")
SANS_FIN = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
MUETS = {"script", "style", "svg", "template", "textarea", "title"}
TELS_QUELS = {
    *("a", "abbr", "button", "cite", "code", "dt", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("legend", "nav", "option", "select", "summary", "td", "th"),
}
# The head of a row is as wide as its words want: « ASV (atelier santé ville) ».
TETE_DE_LIGNE = re.compile(r'<th\s[^>]*scope="row"')
CLASSES = re.compile(r'\sclass="([^"]*)"')
CLASSES_MUETTES = {"hors-vue"}
CLASSES_TELLES_QUELLES = {"citation", "reference", "tel-quel"}
# How far around an acronym its own words are looked for.
PORTEE = 160


@dataclass
class PageOuverte:
    """A page whose acronyms are open, and those that nothing of it could open."""

    html: str
    restent: list[Terme] = field(default_factory=list)


@dataclass(frozen=True)
class Morceau:
    """One run of text between two tags: its place in what is read, and what may be done."""

    texte: str
    debut: int
    ouvrable: bool
    lien: bool


def sigles_du_site() -> Sigles:
    """What the glossary opens today. Two queries."""
    return Sigles(
        Terme.objects.publies().exclude(developpe="").only("sigle", "developpe", "definition"),
        TypeDispositif.objects.all(),
    )


def ouvrir_la_page(html: str) -> PageOuverte:
    """The page with its acronyms opened on first use. No query for a page that has none."""
    if not CANDIDAT.search(html):
        return PageOuverte(html)
    sigles = sigles_du_site()
    if not sigles.termes:
        return PageOuverte(html)
    return _Lecture(html, sigles).page()


class _Lecture:
    """One page being read."""

    def __init__(self, html: str, sigles: Sigles) -> None:
        self.sigles = sigles
        self.suite = BALISE.split(html)
        self.morceaux = dict(self._situer())
        self.lu = "".join(m.texte for m in self.morceaux.values())
        self.attendent: dict[str, None] = {}

    def page(self) -> PageOuverte:
        """Everything read, in order."""
        sortie = [
            self._lire(self.morceaux[rang]) if rang in self.morceaux else brut
            for rang, brut in enumerate(self.suite)
        ]
        restent = [s for s in self.attendent if s not in self.sigles.ouverts]
        return PageOuverte("".join(sortie), [self.sigles.termes[s] for s in sorted(restent)])

    def _situer(self) -> Iterator[tuple[int, Morceau]]:
        """The runs of text that are read, by their rank; the others are left as they are."""
        pile: list[tuple[str, bool, bool, bool]] = [("", True, True, True)]
        debut = 0
        for rang, brut in enumerate(self.suite):
            if rang % 2:
                _empiler(pile, brut)
                continue
            _, se_lit, ouvrable, lien = pile[-1]
            if brut and se_lit:
                yield rang, Morceau(brut, debut, ouvrable, lien)
                debut += len(brut)

    def _lire(self, morceau: Morceau) -> str:
        def remplacer(trouve: re.Match[str]) -> str:
            sigle = trouve[0]
            if sigle not in self.sigles.termes or sigle in self.sigles.ouverts:
                return sigle
            ici, apres = morceau.debut + trouve.start(), morceau.debut + trouve.end()
            avant = unescape(self.lu[max(0, ici - PORTEE) : ici])
            if self._la_page_l_ouvre(sigle, avant, unescape(self.lu[apres : apres + PORTEE])):
                self.sigles.tenir_pour_ouverts(sigle)
                return sigle
            if not morceau.ouvrable:
                self.attendent[sigle] = None
                return sigle
            pluriel = bool(ANNONCE_DU_PLURIEL.search(avant))
            return self.sigles.ouvrir_un(sigle, avant, pluriel=pluriel, lien=morceau.lien)

        return CANDIDAT.sub(remplacer, morceau.texte)

    def _la_page_l_ouvre(self, sigle: str, avant: str, suite: str) -> bool:
        """Whether its words stand just before or just after: « ASV, atelier santé ville »."""
        formes = self.sigles.formes(sigle)
        return plier(avant).endswith(formes) or plier(suite).startswith(formes)


def _empiler(pile: list[tuple[str, bool, bool, bool]], balise: str) -> None:
    """Enter an element, or leave it: (its name, is it read, may it be opened, with a link)."""
    trouve = NOM.match(balise)
    if trouve is None:
        return
    nom = trouve[1].lower()
    if balise.startswith("</"):
        noms = [element[0] for element in pile]
        if nom in noms:
            del pile[len(noms) - 1 - noms[::-1].index(nom) :]
        return
    if nom in SANS_FIN or balise.endswith("/>"):
        return
    classes = {c for trouvees in CLASSES.findall(balise) for c in trouvees.split()}
    _, se_lit, ouvrable, lien = pile[-1]
    tel_quel = nom in TELS_QUELS and not TETE_DE_LIGNE.match(balise)
    pile.append(
        (
            nom,
            se_lit and nom not in MUETS and not classes & CLASSES_MUETTES,
            ouvrable and not tel_quel and not classes & CLASSES_TELLES_QUELLES,
            lien and nom != "label",
        )
    )
