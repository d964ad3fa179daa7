"""Divide what was read by what it is compared with, and hold it against quality.md (« Speed »)."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from outils.banc.charge import Charge
from outils.banc.mesure import Mesure
from outils.banc.mesures import ECRITE, GARDEE, NUE, Releve
from outils.banc.pages import FICHE, FLUX, IMPRIME, LISTE, Page

PLAFOND = 2.0
GARDEE_MAX, FICHE_MAX, LISTE_MAX, MOTS_MAX, FRANCE_MAX = 1.0, 8.0, 0.5, 0.7, 1.5
# A page of PACA that is so much shorter than that of France answers another question.
MEME_PAGE = 0.4


@dataclass(frozen=True)
class Rapport:
    """One comparison: its words, the most it may be, and how it is read on a page."""

    nom: str
    cible: float
    de: Callable[["Bilan", Page, str], float | None]


class Bilan:
    """Everything that was read in one run."""

    def __init__(
        self, pages: list[Page], releves: list[Releve], charges: list[Charge], plafond: float
    ) -> None:
        self.pages, self.charges, self.plafond = pages, charges, plafond
        self.releves = {(r.moteur, r.taille): r for r in releves}
        self.moteurs = list(dict.fromkeys(r.moteur for r in releves if r.moteur != "Datasette"))

    def mesure(
        self, page: Page, moteur: str, taille: str = "France", etat: str = ECRITE
    ) -> Mesure | None:
        """What a page costs; None when it was not asked so, or did not answer."""
        releve = self.releves.get((moteur, taille))
        lue = releve.mesures.get((page.nom, etat)) if releve else None
        return lue if lue and (lue.statut == HTTPStatus.OK or lue.coupee) else None

    def attendu(self, page: Page, moteur: str, taille: str) -> float:
        """What a reader waits, just after a write; for a streamed file, until it begins."""
        lue = self.mesure(page, moteur, taille)
        if lue is None:
            return 0.0
        return lue.debut if page.sorte == FLUX else lue.cout

    def lentes(self) -> list[tuple[float, Page, str, str]]:
        """What no public page may do: last more than the ceiling; the worst first."""
        attentes = (
            (self.attendu(page, moteur, taille), page, moteur, taille)
            for page in self.pages
            for moteur, taille in self.releves
            if moteur in self.moteurs
        )
        return sorted((a for a in attentes if a[0] > self.plafond), key=lambda a: -a[0])

    def refusees(self) -> list[str]:
        """Addresses that did not answer 200, with what they answered: the bench is wrong there."""
        return [
            f"`{page.chemin}`, {lue.statut} ({releve.moteur}, {releve.taille})"
            for releve in self.releves.values()
            for page in self.pages
            # At PACA size, no dispositif bears a theme and no list has fifty pages.
            if releve.taille == "France"
            and (lue := releve.mesures.get((page.nom, ECRITE)))
            and lue.statut != HTTPStatus.OK
            and not lue.coupee
        ]

    @property
    def code(self) -> int:
        """What the command gives back: 0 when nothing is above the ceiling."""
        return int(bool(self.lentes() or self.refusees()))


def _quotient(dessus: Mesure | None, dessous: Mesure | None) -> float | None:
    if dessus is None or dessous is None or dessous.coupee:
        return None
    return dessus.cout / dessous.cout


def _gardee(bilan: Bilan, page: Page, moteur: str) -> float | None:
    if page.sorte == IMPRIME:
        return None
    gardee = bilan.mesure(page, moteur, etat=GARDEE)
    return _quotient(gardee, bilan.mesure(page, moteur, etat=NUE))


def _fiche(bilan: Bilan, page: Page, moteur: str) -> float | None:
    if page.sorte != FICHE:
        return None
    return _quotient(bilan.mesure(page, moteur), bilan.mesure(page, moteur, etat=NUE))


def _sans_mots(bilan: Bilan, page: Page, moteur: str) -> float | None:
    return None if page.a_des_mots else _voisine(bilan, page, moteur)


def _avec_mots(bilan: Bilan, page: Page, moteur: str) -> float | None:
    return _voisine(bilan, page, moteur) if page.a_des_mots else None


def _voisine(bilan: Bilan, page: Page, moteur: str) -> float | None:
    if page.sorte != LISTE:
        return None
    return _quotient(bilan.mesure(page, moteur), bilan.mesure(page, "Datasette"))


def _france(bilan: Bilan, page: Page, moteur: str) -> float | None:
    france, paca = bilan.mesure(page, moteur), bilan.mesure(page, moteur, "PACA")
    if france is None or paca is None or page.sorte == FLUX:
        return None
    return _quotient(france, paca) if paca.octets >= france.octets * MEME_PAGE else None


RAPPORTS = (
    Rapport("page gardée ÷ vue Django nue de même taille", GARDEE_MAX, _gardee),
    Rapport("fiche refaite après une écriture ÷ vue nue", FICHE_MAX, _fiche),
    Rapport("liste à facettes après une écriture ÷ Datasette", LISTE_MAX, _sans_mots),
    Rapport("la même avec des mots ÷ Datasette", MOTS_MAX, _avec_mots),
    Rapport("France ÷ PACA, après une écriture", FRANCE_MAX, _france),
)
