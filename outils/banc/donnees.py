"""The two databases: PACA (what `make setup` loads) and France (the same, and much more)."""

import contextlib
import shutil
import sqlite3
import sys
from pathlib import Path

from outils.banc.processus import Base

PACA = (
    ("structure", "migrate"),
    ("territoires", "importer_territoires", "--ecrire"),
    ("registre", "charger_registre", "--ecrire"),
    ("bibliographie", "charger_bibliographie", "--ecrire"),
    ("index de recherche", "reindexer"),
    ("fichiers statiques", "collectstatic", "--noinput"),
)


def dire(texte: str) -> None:
    """A line on the terminal, at once."""
    sys.stdout.write(f"{texte}\n")
    sys.stdout.flush()


def _refermer(fichier: Path) -> None:
    """Bring the journal back into the file, so that it may be copied.

    No ANALYZE: SQLite has the figures that the portal's own commands give it, and no more.
    """
    with contextlib.closing(sqlite3.connect(fichier)) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def preparer_paca(dossier: Path) -> Base:
    """The real fixtures, loaded by the portal's own commands."""
    base = Base(dossier / "paca.sqlite3")
    if not base.fichier.exists():
        for nom, *commande in PACA:
            dire(f"→ PACA : {nom}")
            base.lancer("manage.py", *commande)
        _refermer(base.fichier)
    return base


def preparer_france(paca: Base, quartiers: int, dispositifs: int, notices: int) -> Base:
    """The same, then what is sown beside."""
    base = Base(paca.fichier.with_name(f"france-{quartiers}-{dispositifs}-{notices}.sqlite3"))
    if not base.fichier.exists():
        dire(f"→ France : {quartiers} quartiers, {dispositifs} dispositifs, {notices} notices")
        brouillon = Base(base.fichier.with_suffix(".brouillon"))
        shutil.copyfile(paca.fichier, brouillon.fichier)
        nombres = {"quartiers": quartiers, "dispositifs": dispositifs, "notices": notices}
        options = [mot for nom, n in nombres.items() for mot in (f"--{nom}", str(n))]
        dossier = str(paca.fichier.parent)
        brouillon.lancer("-m", "outils.banc.semer", *options, "--dossier", dossier)
        _refermer(brouillon.fichier)
        brouillon.fichier.rename(base.fichier)
    return base
