"""Nothing of this machine, of a registry or of a secret is committed."""

import re

from tests.maison.arbre import fichiers, lire, rien

# Written in pieces, or this file would be the first to fail.
REGISTRES = ["pypi" r"\.org", "pythonhosted" r"\.org", r"npmjs\." "(org|com)", "yarnpkg" r"\.com"]
REGISTRES += [r"(deb|security|ftp[.\w]*)\." r"debian\.org", "ghcr" r"\.io", "quay" r"\.io"]
MACHINE = [r"(?<![\w.:/-])/" + nom + "/" for nom in ("root", "home", "tmp", "work", "Users")]
MACHINE += ["/opt/(wheels|pypi)", r"\b[A-Z]:\\\\?Users"]
SECRETS = ["BEGIN [A-Z ]*PRIVATE KEY", r"gh[pousr]_\w{30,}", r"AKIA[0-9A-Z]{16}"]
BINAIRES = {".png", ".jpg", ".jpeg", ".ico", ".gz", ".xz", ".zip", ".pdf", ".xlsx", ".docx"}


def _lignes_fautives(motifs: list[str]) -> list[str]:
    motif = re.compile("|".join(motifs))
    return [
        f"{fichier}:{numero}: {ligne.strip()[:120]}"
        for fichier in fichiers()
        if fichier.suffix not in BINAIRES
        for numero, ligne in enumerate(lire(fichier).splitlines(), 1)
        if motif.search(ligne)
    ]


def test_aucune_adresse_de_registre() -> None:
    rien(_lignes_fautives(REGISTRES))


def test_aucun_chemin_propre_a_une_machine() -> None:
    rien(_lignes_fautives(MACHINE))


def test_aucun_secret() -> None:
    rien(_lignes_fautives(SECRETS))


def test_aucune_mention_d_index_dans_les_dependances_figees() -> None:
    """pip takes packages from the machine's own index; every one is pinned with its hashes."""
    for nom in ("base", "dev"):
        fichier = next(f for f in fichiers() if f.as_posix() == f"requirements/{nom}.txt")
        for ligne in lire(fichier).splitlines():
            assert re.match(r"[a-z0-9._\[\],-]+==|    --hash=sha256:[0-9a-f]{64}", ligne), ligne


def test_aucun_fichier_de_verrou_d_un_autre_outil() -> None:
    interdits = {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock", "package-lock.json"}
    assert {fichier.name for fichier in fichiers()} & interdits == set()
