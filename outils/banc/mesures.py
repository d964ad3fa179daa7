"""Ask every page of every base, turn by turn, so that a busy machine weighs on all alike."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from tqdm import tqdm

from outils.banc.bases import Base
from outils.banc.mesure import Mesure, meilleure
from outils.banc.pages import FLUX, Page, publiques
from outils.banc.processus import Interlocuteur
from outils.banc.voisin import datasette

# Just after a write; asked again by the same reader; the bare view of the same size.
ECRITE, GARDEE, NUE = "après une écriture", "gardée", "nue"
# A page kept lasts a tenth of a millisecond: it takes several to meet a quiet one.
REPETITIONS = 3
# What one page may take of the time of the bench, and what is read of a streamed file.
PART, LECTURE = 4.0, 2.0
PETIT_FICHIER = "/territoires.csv?q=apt"
Cle = tuple[str, str]


@dataclass
class Releve:
    """The best measure of each page in each state, on one base (or of Datasette)."""

    moteur: str
    taille: str
    mesures: dict[Cle, Mesure] = field(default_factory=dict)

    def noter(self, page: Page, etat: str, mesure: Mesure) -> Mesure:
        """Keep the cheapest."""
        cle = (page.nom, etat)
        self.mesures[cle] = meilleure(self.mesures.get(cle), mesure)
        return mesure

    def de(self, page: Page, etat: str = ECRITE) -> Mesure | None:
        """What a page costs in a state; None when it was not asked so."""
        return self.mesures.get((page.nom, etat))


class Atelier:
    """One base, its process and what is read there."""

    def __init__(self, base: Base, ouvrir: Callable[[Base], Interlocuteur]) -> None:
        self.base, self.portail = base, ouvrir(base)
        # A process whose memory no answer fills: each long file is read in a child of it.
        self.neuf = None if base.taille == "PACA" else ouvrir(base)
        self.releve = Releve(base.moteur, base.taille)
        self.depense: dict[str, float] = {}

    def passer(self, page: Page) -> None:
        """Ask a page in its three states, unless it has had its share of the time."""
        if page.sorte == FLUX:
            self._lire_un_fichier(page)
            return
        if self.depense.get(page.nom, 0.0) > PART:
            return
        self.portail.dire("ecrire")
        ecrite = self.portail.demander(page.chemin, fragment=page.est_suggestion)
        self.releve.noter(page, ECRITE, ecrite)
        self.depense[page.nom] = self.depense.get(page.nom, 0.0) + ecrite.ecoule
        if ecrite.statut == HTTPStatus.OK and not page.est_suggestion and not ecrite.coupee:
            for _ in range(REPETITIONS):
                self.releve.noter(page, GARDEE, self.portail.demander(page.chemin))
                nue = self.portail.demander(f"/banc/nue/{ecrite.octets}/", temoin=True)
                self.releve.noter(page, NUE, nue)

    def _lire_un_fichier(self, page: Page) -> None:
        """Once, at the size where it is long."""
        if self.neuf is None or (page.nom, ECRITE) in self.releve.mesures:
            return
        mesure = self.neuf.demander_a_part(page.chemin, avant=PETIT_FICHIER, lecture=LECTURE)
        self.releve.noter(page, ECRITE, mesure)


@contextlib.contextmanager
def ateliers(bases: list[Base]) -> Iterator[list[Atelier]]:
    """The processes of each base, for the block; the bases are left as they were found."""
    with contextlib.ExitStack() as pile:

        def portail(base: Base) -> Interlocuteur:
            return pile.enter_context(Interlocuteur.portail(base))

        ouverts = [Atelier(base, portail) for base in bases]
        yield ouverts
        for atelier in ouverts:
            atelier.portail.dire("oublier")


def mesurer(
    bases: list[Base], france: Path, dossier: Path, tours: int, *, voisin: bool
) -> tuple[list[Page], list[Releve]]:
    """Every page, and what was read of it on each base; Datasette's comes last."""
    autre = Releve("Datasette", "France")
    with ateliers(bases) as ouverts, contextlib.ExitStack() as pile:
        pages = publiques(france, ouverts[0].portail)
        lui = pile.enter_context(datasette(dossier, france)) if voisin else None
        total = tours * len(pages)
        with tqdm(total=total, desc="Mesures", unit=" pages", leave=False) as barre:
            for _ in range(tours):
                for page in pages:
                    for atelier in ouverts:
                        atelier.passer(page)
                    if lui and page.voisine:
                        autre.noter(page, ECRITE, lui.demander(page.voisine))
                    barre.update()
    return pages, [*(atelier.releve for atelier in ouverts), autre]
