"""The rooms of the house and who imports whom, read in the files: nothing is imported."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# From the ground up: a floor knows those below it, never those above.
APPS = ("socle", "territoires", "dispositifs", "bibliographie", "portal")
# Where Django wants them: they are drawn after the rooms that we named.
DE_DJANGO = ("admin", "management", "templatetags", "models", "")


@dataclass(frozen=True, order=True)
class Piece:
    """A folder of an app; without a name, the modules that lie at the app's door."""

    app: str
    nom: str

    @property
    def libelle(self) -> str:
        """What the drawing calls it."""
        return self.nom or "à la porte"

    @property
    def rang(self) -> tuple[int, str]:
        """Our rooms by name, then Django's own places."""
        est_a_nous = self.nom not in DE_DJANGO
        return (-1 if est_a_nous else DE_DJANGO.index(self.nom), self.nom)


@dataclass(frozen=True)
class Maison:
    """How many files each room has, and how many imports lead from one room to another."""

    fichiers: Counter[Piece]
    imports: Counter[tuple[Piece, Piece]]

    def etage(self, app: str) -> list[Piece]:
        """The rooms of one floor, in the order of the drawing."""
        return sorted((p for p in self.fichiers if p.app == app), key=lambda p: p.rang)

    def recus(self, piece: Piece) -> Counter[str]:
        """What floors above import of this room."""
        recus: Counter[str] = Counter()
        for (de, vers), n in self.imports.items():
            if vers == piece and de.app != piece.app:
                recus[de.app] += n
        return recus

    def entre_pieces(self, app: str) -> dict[tuple[Piece, Piece], int]:
        """The imports inside one floor."""
        return {(d, v): n for (d, v), n in sorted(self.imports.items()) if d.app == v.app == app}


def lire(racine: Path) -> Maison:
    """The house under this folder. Migrations are Django's, and are left out."""
    chemins = [
        chemin.relative_to(racine)
        for app in APPS
        for chemin in sorted((racine / app).rglob("*.py"))
        if "migrations" not in chemin.parts
    ]
    # « socle/web/pdf.py » is socle.web.pdf; a package is named by its folder.
    modules = {
        ".".join(chemin.with_suffix("").parts).removesuffix(".__init__"): piece_de(chemin)
        for chemin in chemins
    }
    imports: Counter[tuple[Piece, Piece]] = Counter()
    for chemin in chemins:
        source = (racine / chemin).read_text(encoding="utf-8")
        vises = set(modules_importes(source, modules))
        imports.update((piece_de(chemin), modules[module]) for module in vises)
    entre = Counter({lien: n for lien, n in imports.items() if lien[0] != lien[1]})
    return Maison(Counter(piece_de(chemin) for chemin in chemins), entre)


def piece_de(chemin: Path) -> Piece:
    """The room that a file, named from the root, lies in."""
    return Piece(chemin.parts[0], chemin.parts[1] if len(chemin.parts) > 2 else "")


def modules_importes(source: str, modules: dict[str, Piece]) -> Iterator[str]:
    """The modules of the house that a source names, also inside a function."""
    for noeud in ast.walk(ast.parse(source)):
        if isinstance(noeud, ast.Import):
            noms = [alias.name for alias in noeud.names]
        elif isinstance(noeud, ast.ImportFrom) and noeud.module and not noeud.level:
            noms = [f"{noeud.module}.{alias.name}" for alias in noeud.names]
        else:
            continue
        for nom in noms:
            if nom in modules:
                yield nom
            elif nom.rpartition(".")[0] in modules:
                yield nom.rpartition(".")[0]
