"""The map as a picture to take away: an SVG file with its title, legend, date and source."""

from dataclasses import dataclass
from textwrap import wrap
from typing import Final

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
