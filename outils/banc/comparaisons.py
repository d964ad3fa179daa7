"""The comparisons of quality.md (« Speed »), each a ratio of two times of the same run."""

import json
from collections.abc import Sequence

from outils.banc import voisin
from outils.banc.chronometre import Client, Visite, chronometrer
from outils.banc.donnees import dire
from outils.banc.pages import MOTS, Page, fiches, listes
from outils.banc.poids import peser
from outils.banc.processus import Base

NUE_MAX, DATASETTE_MAX, FRANCE_MAX, REPETEE_MAX = 5.0, 0.5, 1.5, 1.5
OCTETS_MAX, REQUETES_MAX = 60_000, 10
# With any cookie no page is kept (socle.web.cache_pages): each is made anew, as for a first reader.
# Counts of facets are still remembered (socle.listes.comptage) while nothing is written.
SANS_CACHE = (("Cookie", "banc=1"),)


def verdict(rapport: float, cible: float) -> str:
    """« 3,2 (cible 5 : tenue) »."""
    tenue = "tenue" if rapport <= cible else "MANQUÉE"
    return f"{rapport:6.2f} (cible {cible:g} : {tenue})".replace(".", ",")


def _ligne(nom: str, texte: str) -> None:
    dire(f"  {nom:<28} {texte}")


def _ms(secondes: float) -> str:
    return f"{secondes * 1000:.1f} ms".replace(".", ",")


class Banc:
    """The portal served twice, at France size and at PACA size."""

    def __init__(self, france: Base, paca: Base, port_france: int, port_paca: int) -> None:
        self.france, self.paca = france, paca
        self.client_france, self.client_paca = Client(port_france), Client(port_paca)
        self.fiches = [self._adresse_exacte(page) for page in fiches(paca.fichier)]
        self.listes = listes()
        self.durees: dict[str, float] = {}

    def _adresse_exacte(self, page: Page) -> Page:
        """Where the short address of a record leads."""
        reponse = self.client_france.lire(page.chemin)
        return Page(page.nom, reponse.entetes.get("location", page.chemin))

    def comparer(self, port_datasette: int | None, tours: int) -> None:
        """Time everything in one run, then print each comparison."""
        visites = self._visites()
        lentes: list[Visite] = []
        if port_datasette:
            client = Client(port_datasette)
            visites += self._visites_de_datasette(client, en_colonnes=True)
            lentes = self._visites_de_datasette(client, en_colonnes=False)
        self.durees = chronometrer(visites, tours)
        # Its facets of several values take tens of seconds: asked for twice, and no more.
        self.durees |= chronometrer(lentes, 1)
        self._dire_les_fiches()
        self._dire_les_repetitions()
        if port_datasette:
            self._dire_datasette()
        self._dire_les_tailles()
        self._dire_les_requetes()
        self._dire_le_poids()

    def _visites(self) -> list[Visite]:
        """Each page at both sizes, its bare equal, and the page asked again with its ETag."""
        visites = []
        for page in [*self.fiches, *self.listes]:
            premiere = self.client_france.page(page.chemin)
            etag = premiere.entetes.get("etag")
            entetes = (("If-None-Match", etag),) if etag else ()
            octets = len(premiere.corps)
            chemin_nu = f"/banc/nue/{octets}/"
            visites += [
                Visite(f"{page.nom} (France)", self.client_france, page.chemin, SANS_CACHE),
                Visite(f"{page.nom} (nue)", self.client_france, chemin_nu, SANS_CACHE),
                Visite(f"{page.nom} (encore)", self.client_france, page.chemin, entetes),
                Visite(f"{page.nom} (PACA)", self.client_paca, page.chemin, SANS_CACHE),
            ]
        return visites

    @staticmethod
    def _visites_de_datasette(client: Client, *, en_colonnes: bool) -> list[Visite]:
        catalogue = {"bibliographie": "", "bibliographie, recherche": MOTS}
        suite = "colonnes" if en_colonnes else "Datasette"
        adresses = {
            nom: voisin.adresse("notices", mots, en_colonnes=en_colonnes)
            for nom, mots in catalogue.items()
        }
        if not en_colonnes:
            adresses["dispositifs"] = voisin.adresse("dispositifs")
        return [Visite(f"{nom} ({suite})", client, chemin) for nom, chemin in adresses.items()]

    def _rapport(self, page: Page, de: str, a: str) -> float:
        return self.durees[f"{page.nom} ({de})"] / self.durees[f"{page.nom} ({a})"]

    def _dire_les_fiches(self) -> None:
        dire("\nUne fiche ÷ une vue Django nue de même taille (France, même processus)")
        for page in self.fiches:
            nue = _ms(self.durees[f"{page.nom} (nue)"])
            rapport = verdict(self._rapport(page, "France", "nue"), NUE_MAX)
            _ligne(page.nom, f"{rapport}, la nue en {nue}")

    def _dire_les_repetitions(self) -> None:
        dire("\nLa même demande, répétée par un lecteur anonyme ÷ la vue nue")
        for page in [*self.fiches, *self.listes]:
            _ligne(page.nom, verdict(self._rapport(page, "encore", "nue"), REPETEE_MAX))

    def _dire_datasette(self) -> None:
        dire("\nUne liste à facettes ÷ la même page de Datasette (France)")
        for page in self.listes:
            if f"{page.nom} (Datasette)" in self.durees:
                lui = _ms(self.durees[f"{page.nom} (Datasette)"])
                rapport = verdict(self._rapport(page, "France", "Datasette"), DATASETTE_MAX)
                _ligne(page.nom, f"{rapport}, Datasette en {lui}")
            if f"{page.nom} (colonnes)" in self.durees:
                lui = _ms(self.durees[f"{page.nom} (colonnes)"])
                rapport = verdict(self._rapport(page, "France", "colonnes"), DATASETTE_MAX)
                _ligne("  … à colonnes simples", f"{rapport}, Datasette en {lui}")

    def _dire_les_tailles(self) -> None:
        dire("\nLa même page, taille France ÷ taille PACA")
        for page in [*self.fiches, *self.listes]:
            paca = _ms(self.durees[f"{page.nom} (PACA)"])
            rapport = verdict(self._rapport(page, "France", "PACA"), FRANCE_MAX)
            _ligne(page.nom, f"{rapport}, PACA en {paca}")

    def _dire_les_requetes(self) -> None:
        dire("\nRequêtes SQL par page (France, PACA)")
        chemins = [page.chemin for page in [*self.fiches, *self.listes]]
        comptes = [
            json.loads(
                base.lancer("-m", "outils.banc.interieur", "requetes", *chemins, capturer=True)
            )
            for base in (self.france, self.paca)
        ]
        for page in [*self.fiches, *self.listes]:
            _ligne(page.nom, ", ".join(str(compte[page.chemin]) for compte in comptes))

    def _dire_le_poids(self) -> None:
        poids = peser(self.client_france, "/")
        dire("\nPremière page, comprimée, avec ses fichiers")
        _ligne("octets", verdict(poids.octets / OCTETS_MAX, 1) + f", {poids.octets} octets")
        _ligne("requêtes", verdict(poids.requetes / REQUETES_MAX, 1) + f", {poids.requetes}")

    def peser_les_exports(self, tailles: Sequence[int], formats: Sequence[str]) -> None:
        """What a long export adds to the memory of the process, against a short one."""
        dire(f"\nMémoire d’un export de {tailles[1]} notices, à côté d’un de {tailles[0]}")
        for suffixe in formats:
            court, long = (
                json.loads(
                    self.france.lancer(
                        "-m", "outils.banc.interieur", "memoire", suffixe, str(n), capturer=True
                    )
                )
                for n in tailles
            )
            _ligne(
                suffixe,
                f"+{long['ko'] / 1024:.1f} Mo pour {long['octets'] / 1e6:.1f} Mo envoyés ; "
                f"+{court['ko'] / 1024:.1f} Mo pour {court['octets'] / 1e6:.1f} Mo".replace(
                    ".", ","
                ),
            )
