"""The map as a picture to take away: SVG or PNG, with its title, legend, date and source."""

import hashlib
import re
from dataclasses import dataclass
from textwrap import wrap
from typing import Final

import resvg_py
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

from dispositifs.registre import phrases
from portal.cartes.dessin import LETTRES, Dessin
from portal.cartes.ensemble import Ensemble

TITRE: Final = 70
LIGNE: Final = 34
# Letters that a line of the foot holds.
LARGE: Final = 96
# Points across a PNG.
LARGEUR: Final = 1200
UN_JOUR: Final = 24 * 3600
FEUILLE: Final = re.compile(r"<style>.*?</style>", re.DOTALL)
UNITES: Final = re.compile(r"(?<=\d)(?:px|deg)")
REGISTRE: Final = "Registre des dispositifs locaux de santé, CRES Provence-Alpes-Côte d’Azur"


@dataclass(frozen=True)
class Ligne:
    """A line under the picture: its height, its words, and the sign or the state before it."""

    y: int
    mots: str
    signe: str = ""
    etat: str = ""

    @property
    def lettre(self) -> str:
        """« A », or nothing."""
        return LETTRES.get(self.signe, "")


class Image:
    """The picture of a map that has outlines."""

    def __init__(self, ensemble: Ensemble, dessin: Dessin, adresse: str) -> None:
        self.ensemble = ensemble
        self.dessin = dessin
        self.adresse = adresse

    @property
    def titre(self) -> str:
        """What it shows, where and when."""
        nom = self.dessin.nom[:1].upper() + self.dessin.nom[1:]
        return f"{nom}, {self.quand}"

    @property
    def quand(self) -> str:
        """« au 30 novembre 2026 »."""
        jour = self.ensemble.filtre.date_demandee or timezone.localdate().isoformat()
        return phrases.quand(jour)

    @cached_property
    def lignes(self) -> list[Ligne]:
        """The legend, then the source, the date and the address."""
        etats = self.ensemble.etats
        if etats is not None:
            cles = [(f"{g.savoir.label} : {g.compte}", etats.signe, g.savoir.value)
                    for g in etats.montres]  # fmt: skip
        else:
            cles = [(mots, signe, "") for signe, mots in self.dessin.legende]
        credits = " ; ".join(self.dessin.credits)
        pied = f"Source : {REGISTRE}, {self.quand}. Contours : {credits}. {self.adresse}"
        y = TITRE + self.dessin.cadre.hauteur + 20
        lignes = []
        for mots, signe, etat in [*cles, *((x, "", "") for x in wrap(pied, LARGE))]:
            y += LIGNE
            lignes.append(Ligne(y, mots, signe, etat))
        return lignes

    @property
    def hauteur(self) -> int:
        """Of the whole, in units of the map."""
        return self.lignes[-1].y + LIGNE

    @property
    def feuille(self) -> SafeString:
        """The style, inside the file: away from the site it has no other."""
        return format_html("<style>{}</style>", render_to_string("cartes/image.css"))

    def rendre(self) -> str:
        """The text of the file."""
        return render_to_string("cartes/image.svg", {"image": self, "dessin": self.dessin})


class Peinture:
    """The PNG of an SVG of ours, by resvg, which fetches nothing; painted once a day.

    Browsers want units in a style sheet's `transform`, resvg reads it as the attribute: without.
    """

    def __init__(self, svg: str) -> None:
        self.svg = FEUILLE.sub(lambda feuille: UNITES.sub("", feuille[0]), svg)
        self.cle = f"png-{LARGEUR}-{hashlib.sha256(self.svg.encode()).hexdigest()}"

    @cached_property
    def gardee(self) -> bytes | None:
        """The picture already painted, if it is kept."""
        png: bytes | None = cache.get(self.cle)
        return png

    def peindre(self) -> bytes:
        """The picture, kept for a day."""
        png = bytes(resvg_py.svg_to_bytes(svg_string=self.svg, width=LARGEUR))
        cache.set(self.cle, png, UN_JOUR)
        return png
