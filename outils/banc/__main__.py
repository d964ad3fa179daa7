"""`make bench`: build, serve, compare, and print ratios taken in one run."""

import argparse
import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from outils.banc import comparaisons
from outils.banc.donnees import dire, preparer_france, preparer_paca
from outils.banc.processus import portail
from outils.banc.voisin import datasette

SUITES = (1_000, 100_000)


def options() -> argparse.Namespace:
    """Sizes, and what to leave out."""
    lecteur = argparse.ArgumentParser(prog="make bench", description=__doc__)
    lecteur.add_argument("--notices", type=int, default=100_000)
    lecteur.add_argument("--dispositifs", type=int, default=5_000)
    lecteur.add_argument("--quartiers", type=int, default=1_600)
    lecteur.add_argument("--tours", type=int, default=9, help="mesures de chaque page")
    lecteur.add_argument("--lignes", type=int, nargs=2, default=SUITES, help="tailles d’export")
    lecteur.add_argument("--formats", nargs="+", default=("csv", "json", "xlsx", "ris"))
    lecteur.add_argument("--dossier", type=Path, help="garder les bases ici, et les y reprendre")
    lecteur.add_argument("--sans-datasette", action="store_true", help="sans réseau")
    lecteur.add_argument("--sans-memoire", action="store_true", help="sans les exports")
    return lecteur.parse_args()


@contextlib.contextmanager
def dossier_de(choix: Path | None) -> Iterator[Path]:
    """The folder asked for, kept; or a temporary one, removed."""
    if choix is not None:
        choix.mkdir(parents=True, exist_ok=True)
        yield choix.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="banc-") as temporaire:
        yield Path(temporaire)


def main() -> None:
    """Everything, in the order of quality.md."""
    voulu = options()
    with dossier_de(voulu.dossier) as dossier, contextlib.ExitStack() as pile:
        paca = preparer_paca(dossier)
        france = preparer_france(paca, voulu.quartiers, voulu.dispositifs, voulu.notices)
        voisin = None
        if not voulu.sans_datasette:
            dire("→ Datasette : installation, copie des données")
            voisin = pile.enter_context(datasette(dossier, france.fichier))
        banc = comparaisons.Banc(
            france, paca, pile.enter_context(portail(france)), pile.enter_context(portail(paca))
        )
        banc.comparer(voisin, voulu.tours)
        if not voulu.sans_memoire:
            banc.peser_les_exports(voulu.lignes, voulu.formats)


if __name__ == "__main__":
    main()
