"""Reads in a text which scheme it names at which place: « le CLS de Gap », « ASV à Apt ».

Strict: better to miss a scheme than to invent one. Names that another place of France bears,
what a text denies, and what may be the beginning of a longer name are left aside.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from dispositifs.models import TypeDispositif
from territoires.lieux import toponymie
from territoires.models import Echelle, Territoire

# A quartier has no name of its own, and a région is wider than a place.
ECHELLES: Final = (Echelle.ARRONDISSEMENT, Echelle.COMMUNE, Echelle.EPCI, Echelle.DEPARTEMENT)
SIGLE_D_EPCI: Final = re.compile(r"\s*\([^)]*\)$")
ARTICLE: Final = re.compile(r"(?<= )(?:La|Le|Les|L’|Métropole|Communauté)(?=\W)|(?<= )L(?=’)")
# What makes a name longer: « Nice Côte d’Azur », « Val de Durance », « Nice-Ouest ».
SUITE_D_UN_NOM: Final = re.compile(
    r"[\w'-]|\s(?:(?:de|du|des|la|le|les|en|sur|sous|les)\s|[dl]')*[A-Z]"
)
# The same scheme at a second place: « des Alpes-de-Haute-Provence et des Hautes-Alpes ».
ET_AUSSI: Final = re.compile(r"(?:,| et| ou)\s")
FIN_DE_PROPOSITION: Final = re.compile(r"[.;:!?()\n]")
NIE_AVANT: Final = re.compile(r"\b(?:ni|aucune?|pas|sans|jamais|faute)\b", re.IGNORECASE)
NIE_APRES: Final = re.compile(r"\bn'(?:existe pas|a pas|est pas|aura pas|y a pas)\b")
AUTOUR = 90


@dataclass(frozen=True)
class Mention:
    """A text names a type of scheme at a place, in these words."""

    type: str
    territoire: int
    extrait: str


def simplifier(texte: str) -> str:
    """The text without accents, with one apostrophe and one space; each sign keeps its place.

    >>> simplifier("l’ASV d’Éguilles")
    "l'ASV d'Eguilles"
    """
    return "".join(map(_signe, unicodedata.normalize("NFC", texte)))


def _signe(signe: str) -> str:
    if signe in "’ʼ‘":
        return "'"
    if signe.isspace() and signe != "\n":
        return " "
    return unicodedata.normalize("NFD", signe)[0]


def formes(territoire: Territoire) -> set[str]:
    """How a sentence says « of » that place and « at » it: « de La Garde », « à la Garde »."""
    echelle, liaison = territoire.echelle, territoire.liaison
    nom = SIGLE_D_EPCI.sub("", territoire.nom)
    dites = {f(echelle, nom, liaison) for f in (toponymie.de, toponymie.a, toponymie.dans)}
    ouvert = toponymie.nature_ouverte(territoire.nature, nom)
    if ouvert != nom:
        dites |= {f"{mot} la {ouvert}" for mot in ("de", "à", "dans")}
    dites |= {ARTICLE.sub(lambda m: m[0].lower(), forme, count=1) for forme in dites}
    return {simplifier(forme) for forme in dites}


def lieux_nommables() -> list[Territoire]:
    """The places of the portal's region whose name is theirs alone, at their échelle."""
    en_vigueur = Territoire.objects.en_vigueur().filter(echelle__in=ECHELLES)
    portes = Counter(en_vigueur.values_list("echelle", "nom_plie"))
    ici = en_vigueur.filter(
        contenants__contenant__echelle=Echelle.REGION,
        contenants__contenant__code=settings.REGION_DU_PORTAIL,
    )
    return [t for t in ici if portes[t.echelle, t.nom_plie] == 1]


class Lecteur:
    """Knows the types of scheme and the places by their names."""

    def __init__(self, types: Iterable[TypeDispositif], lieux: Iterable[Territoire]) -> None:
        self._types: dict[str, str] = {}
        for t in types:
            noms = [simplifier(nom).lower() for nom in (t.nom, t.nom_pluriel)]
            self._types |= dict.fromkeys([*noms, *filter(None, [t.sigle])], t.code)
        self._formes = {forme: lieu.pk for lieu in lieux for forme in formes(lieu)}
        self._plus_longue = max(map(len, self._formes), default=0)
        # The longest first; a sigle is written in capitals, a name in any case.
        ecrits = sorted(self._types, key=len, reverse=True)
        noms = [re.escape(n) if n.isupper() else f"(?i:{re.escape(n)})" for n in ecrits]
        self._motif = re.compile(rf"(?<![\w'-])(?:[dlDL]')?({'|'.join(noms) or '(?!)'}) (?=[a-z])")

    def lire(self, texte: str) -> list[Mention]:
        """What the text names, each type and place once."""
        simple = simplifier(texte)
        trouvees: dict[tuple[str, int], Mention] = {}
        for nomme in self._motif.finditer(simple):
            avant, apres = _proposition(simple, nomme.start(), nomme.end())
            if NIE_AVANT.search(avant) or NIE_APRES.search(apres):
                continue
            type_ = self._types.get(nomme[1]) or self._types[nomme[1].lower()]
            for lieu, fin in self._lieux(simple, nomme.end()):
                mots = _extrait(unicodedata.normalize("NFC", texte), nomme.start(), fin)
                trouvees.setdefault((type_, lieu), Mention(type_, lieu, mots))
        return list(trouvees.values())

    def _lieux(self, texte: str, debut: int) -> list[tuple[int, int]]:
        """The places named from there on, each with where its name ends."""
        trouves = []
        while lieu := self._lieu(texte, debut):
            trouves.append(lieu)
            suite = ET_AUSSI.match(texte, lieu[1])
            if not suite:
                break
            debut = suite.end()
        return trouves

    def _lieu(self, texte: str, debut: int) -> tuple[int, int] | None:
        for fin in range(min(len(texte), debut + self._plus_longue), debut, -1):
            lieu = self._formes.get(texte[debut:fin])
            if lieu is not None and not SUITE_D_UN_NOM.match(texte, fin):
                return lieu, fin
        return None


def _proposition(texte: str, debut: int, fin: int) -> tuple[str, str]:
    """What the same clause says before and after."""
    avant = FIN_DE_PROPOSITION.split(texte[:debut])[-1]
    return avant, FIN_DE_PROPOSITION.split(texte[fin:], maxsplit=1)[0]


def _extrait(texte: str, debut: int, fin: int) -> str:
    """The words themselves, with a few around, never cut inside one."""
    de, a = max(0, debut - AUTOUR), min(len(texte), fin + AUTOUR)
    avant = texte[de:debut].partition(" ")[2] if de else texte[:debut]
    apres = texte[fin:a].rpartition(" ")[0] if a < len(texte) else texte[fin:]
    dit = " ".join(f"{avant}{texte[debut:fin]}{apres}".split())
    return f"{'… ' if de else ''}{dit}{' …' if a < len(texte) else ''}"
