"""Acronyms, opened the first time that a page uses them.

« Des ARS » becomes « Des ARS (agences régionales de santé) »; within parentheses, « (ARS : agence
régionale de santé) ». What the author opened is left as it is.
"""

import re
from collections.abc import Iterable
from html import unescape

from django.utils.html import conditional_escape

from dispositifs.models import TypeDispositif
from dispositifs.models.comprendre import Terme
from socle.textes import INSECABLE, plier

# After these words, in French, the noun is plural.
ANNONCE_DU_PLURIEL = re.compile(
    r"\b(?:les|des|aux|ces|ses|mes|tes|nos|vos|leurs|plusieurs|quelques|certaine?s|autres|deux"
    r"|trois|quatre|cinq|six|sept|huit|neuf|dix)\s+$",
    re.IGNORECASE,
)
# The plural of a name stops at its first complement: « centres communaux d’action sociale ».
COMPLEMENT = re.compile(r"\s(?=(?:d[eu]s?|à|aux?|en|pour|et|sur|sans)\s|[dl]’)")


def au_pluriel(nom: str) -> str:
    """« agence régionale de santé » → « agences régionales de santé »; a proper name stays.

    >>> au_pluriel("centre communal d’action sociale")
    'centres communaux d’action sociale'
    """
    if nom[:1].isupper():
        return nom
    tete, *suite = COMPLEMENT.split(nom, maxsplit=1)
    return " ".join([*map(_mot_au_pluriel, tete.split()), *suite])


def _mot_au_pluriel(mot: str) -> str:
    if mot[-1] in "sxz":
        return mot
    if mot.endswith("al"):
        return f"{mot[:-2]}aux"
    return mot + ("x" if mot.endswith(("eau", "eu")) else "s")


class Sigles:
    """The acronyms of one page: which are known, which were opened already."""

    def __init__(self, termes: Iterable[Terme], types: Iterable[TypeDispositif]) -> None:
        self.termes = {terme.sigle: terme for terme in termes if terme.developpe}
        self.pluriels = {t.sigle: t.nom_pluriel for t in types if t.sigle}
        self.ouverts: set[str] = set()
        connus = sorted(self.termes, key=len, reverse=True)
        # « l’ARS » is opened too: the apostrophe may stand before it, a letter may not.
        self.motif = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, connus))})(?![\w-])")

    def tenir_pour_ouverts(self, *sigles: str) -> None:
        """The page says elsewhere what these stand for: its title, the head of its table."""
        self.ouverts.update(sigles)

    def ouvrir(self, texte: str, avant: str = "", *, pluriel: bool = False) -> str:
        """Escaped text with its acronyms opened.

        `avant` is what the paragraph says before it; `pluriel` tells that a number above one
        stands just before it.
        """
        if not self.termes:
            return texte

        def remplacer(trouve: re.Match[str]) -> str:
            dit = unescape(avant + texte[: trouve.start()])
            suite = unescape(texte[trouve.end() :])
            compte = pluriel and not texte[: trouve.start()].strip()
            return self._ouvrir(trouve[0], dit, suite, pluriel=compte)

        return self.motif.sub(remplacer, texte)

    def _ouvrir(self, sigle: str, avant: str, suite: str, *, pluriel: bool) -> str:
        if sigle in self.ouverts:
            return sigle
        if self._auteur_l_ouvre(sigle, avant, suite):
            self.ouverts.add(sigle)
            return self._marquer(sigle)
        return self.ouvrir_un(
            sigle, avant, pluriel=pluriel or bool(ANNONCE_DU_PLURIEL.search(avant))
        )

    def ouvrir_un(self, sigle: str, avant: str, *, pluriel: bool, lien: bool = True) -> str:
        """This acronym and its words, between parentheses or, within some, after a colon."""
        self.ouverts.add(sigle)
        marque = self._marquer(sigle) if lien else f"<abbr>{conditional_escape(sigle)}</abbr>"
        ouvert = conditional_escape(
            self._pluriel(sigle) if pluriel else self.termes[sigle].developpe
        )
        if avant.count("(") > avant.count(")"):
            return f"{marque}{INSECABLE}: {ouvert}"
        return f"{marque} ({ouvert})"

    def formes(self, sigle: str) -> tuple[str, str]:
        """Its words, folded: one, and several."""
        return plier(self.termes[sigle].developpe), plier(self._pluriel(sigle))

    def _pluriel(self, sigle: str) -> str:
        return self.pluriels.get(sigle) or au_pluriel(self.termes[sigle].developpe)

    def _auteur_l_ouvre(self, sigle: str, avant: str, suite: str) -> bool:
        """Whether the text itself says « agence régionale de santé (ARS) », or the reverse."""
        formes, dit_avant, dit_apres = self.formes(sigle), plier(avant), plier(suite)
        return (avant.endswith("(") and dit_avant.endswith(formes)) or (
            suite.lstrip().startswith("(") and dit_apres.startswith(formes)
        )

    def _marquer(self, sigle: str) -> str:
        """The acronym; a link to the glossary where the glossary has more to say."""
        marque = f"<abbr>{conditional_escape(sigle)}</abbr>"
        terme = self.termes[sigle]
        return self.lien(terme, marque) if terme.definition else marque

    @staticmethod
    def lien(terme: Terme, contenu: str) -> str:
        """A link to the place of a term in the glossary."""
        return f'<a class="sigle" href="{terme.get_absolute_url()}">{contenu}</a>'

    def relier(self, texte: str, *, sauf: str = "") -> str:
        """Escaped text whose acronyms lead to their own place in the glossary."""
        if not self.termes:
            return texte

        def remplacer(trouve: re.Match[str]) -> str:
            sigle = trouve[0]
            return sigle if sigle == sauf else self.lien(self.termes[sigle], sigle)

        return self.motif.sub(remplacer, texte)
