"""A few real lines of the reference, as text files that a test may change."""

from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[3] / "fixtures" / "territoires"
GARDES = {
    "millesimes": {"communes", "epci", "epci_anciens", "qpv"},
    "regions": {"93", "76", "04"},
    "departements": {"05", "13", "30", "83", "84", "974", "988"},
    "epci": {"200054807", "248300543", "248400251", "200068765", "249740119"},
    # Marseille, La Penne, La Seyne, Avignon and its neighbour of the Gard, Garde-Colombe
    # (made in 2016 of three communes), Saint-Denis of La Réunion, Nouméa.
    "communes": {"13055", "13070", "83126", "84007", "30351", "05053", "97411", "98818"},
    "arrondissements": {"13201", "13202"},
    "anciens": {"05143", "05069"},
    "epci_anciens": set(),
    "qpv": set(),
}


class Dossier:
    """The reference files of one test; `lignes` are theirs to change before `ecrire`."""

    def __init__(self, racine: Path) -> None:
        self.racine = racine
        self.textes = {nom: extraire(nom) for nom in GARDES}

    def remplacer(self, fichier: str, avant: str, apres: str) -> "Dossier":
        """Change a text that must be there."""
        assert avant in self.textes[fichier]
        self.textes[fichier] = self.textes[fichier].replace(avant, apres)
        return self

    def retirer(self, fichier: str, debut: str) -> "Dossier":
        """Remove the line that begins so."""
        lignes = self.textes[fichier].splitlines(keepends=True)
        gardees = [ligne for ligne in lignes if not ligne.startswith(debut)]
        assert len(gardees) == len(lignes) - 1
        self.textes[fichier] = "".join(gardees)
        return self

    def ajouter(self, fichier: str, ligne: str) -> "Dossier":
        """Add a line at the end."""
        self.textes[fichier] += ligne + "\n"
        return self

    def ecrire(self) -> str:
        """Put the files on disk and say where."""
        for nom, texte in self.textes.items():
            (self.racine / f"{nom}.csv").write_text(texte, encoding="utf-8")
        return str(self.racine)


def extraire(nom: str) -> str:
    """The kept lines of one reference file, with its header."""
    entete, *lignes = (
        (FIXTURES / f"{nom}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    )
    gardees = [ligne for ligne in lignes if ligne.split(",")[0] in GARDES[nom]]
    assert len(gardees) == len(GARDES[nom])
    return entete + "".join(gardees)
