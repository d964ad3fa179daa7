"""The model databases: made once, kept between runs, copied by whoever needs one.

`vide` is what `migrate` makes; `france` is what `make setup` loads. The name of a model carries
the digest of all that its content comes from: a changed fixture, migration or loader makes
another, and the old one is dropped.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.bases import Base, les_bases

RACINE = Path(__file__).resolve().parent.parent
DOSSIER = RACINE / ".pytest_cache" / "modeles"
COMMANDES = {
    "vide": [["migrate"]],
    "france": [
        ["importer_territoires", "--ecrire"],
        ["charger_registre", "--ecrire"],
        ["charger_bibliographie", "--ecrire"],
        ["reindexer"],
    ],
}
SOURCES = ("fixtures", "socle", "territoires", "dispositifs", "bibliographie", "portal")
# What only answers visitors: no loader calls it, and changing it makes no model anew.
SANS_EFFET = {"admin", "templatetags", "vues.py", "urls.py"}


def digest(chemins: Iterable[Path]) -> str:
    """Of the names and the contents of these files, and of the libraries."""
    somme = hashlib.sha256()
    for chemin in sorted([*chemins, RACINE / "requirements" / "base.txt"]):
        somme.update(f"{chemin.relative_to(RACINE)}\0".encode() + chemin.read_bytes())
    return somme.hexdigest()[:12]


@cache
def empreinte() -> str:
    """Digest of all that decides what a model holds."""
    chemins = [Path(__file__)]
    for source in SOURCES:
        motif = "*" if source == "fixtures" else "*.py"
        chemins += [c for c in (RACINE / source).rglob(motif) if c.is_file()]
    return digest(c for c in chemins if SANS_EFFET.isdisjoint(c.relative_to(RACINE).parts))


@contextmanager
def verrou() -> Iterator[None]:
    """One process at a time, among all the workers of all the runs of this tree."""
    DOSSIER.mkdir(parents=True, exist_ok=True)
    with (DOSSIER / "verrou").open("a") as fichier:
        fcntl.flock(fichier, fcntl.LOCK_EX)
        yield


def modele(role: str) -> Base:
    """That model, made if no run has made it yet; to be called under the lock."""
    base = Base.nommee(DOSSIER, f"modele_{role}_{empreinte()}")
    if not base.existe():
        # Under another name until it is whole: an interrupted run leaves no half model.
        chantier = Base.nommee(DOSSIER, "modele_chantier")
        if role == "vide":
            chantier.creer()
        else:
            chantier.copier_de(modele("vide"))
        _charger(chantier, role)
        for ancien in les_bases(DOSSIER, f"modele_{role}_"):
            ancien.supprimer()
        chantier.renommer(base)
    return base


def _charger(base: Base, role: str) -> None:
    """In a process of its own, as `make setup` does, so that no test inherits its caches."""
    resultat = subprocess.run(
        [sys.executable, "-m", "tests.modele", role],
        cwd=RACINE,
        env=os.environ | {"DATABASE_URL": base.url, "DJANGO_SETTINGS_MODULE": "portal.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    if resultat.returncode:
        raise RuntimeError(f"Modèle {role} :\n{resultat.stdout}{resultat.stderr}")


@contextmanager
def copie(role: str, dossier: Path, nom: str) -> Iterator[Base]:
    """A copy of that model for one user, dropped after the block."""
    base = Base.nommee(dossier, nom)
    with verrou():
        base.copier_de(modele(role))
    try:
        yield base
    finally:
        base.supprimer()


if __name__ == "__main__":
    import gc

    import django
    from django.core.management import call_command

    # A process that lives half a minute: what it drops may wait for its end.
    gc.disable()
    django.setup()
    for commande in COMMANDES[sys.argv[1]]:
        call_command(*commande, verbosity=0)
