"""Sow the two sizes once, and keep them as long as what sows them does not change."""

import contextlib
import shutil
import sqlite3
import sys
from dataclasses import astuple, dataclass
from pathlib import Path

from outils.banc.bases import Base, base_sqlite, empreinte
from outils.banc.recopie import recopier

TAILLES = ("PACA", "France")


@dataclass(frozen=True)
class Nombres:
    """How much is sown beside what `make setup` loads."""

    quartiers: int
    dispositifs: int
    notices: int


def dire(texte: str = "") -> None:
    """A line on the terminal, at once."""
    sys.stdout.write(f"{texte}\n")
    sys.stdout.flush()


def preparer(
    dossier: Path, nombres: Nombres, territoires: Path, postgres: str
) -> tuple[list[Base], Path]:
    """Every base to measure, and the SQLite file of France size that Datasette is given."""
    marque = empreinte([*astuple(nombres), territoires])
    semis = dossier / f"semis-{marque}"
    for ancien in set(dossier.glob("semis-*")) - {semis}:
        shutil.rmtree(ancien)
    semis.mkdir(parents=True, exist_ok=True)
    fichiers = {taille: semis / f"{taille.lower()}.sqlite3" for taille in TAILLES}
    _semer(fichiers["PACA"], None, "paca", str(territoires))
    options = (str(n) for n in astuple(nombres))
    _semer(fichiers["France"], fichiers["PACA"], "france", *options)
    bases = [base_sqlite(fichiers[taille], taille) for taille in TAILLES]
    if postgres:
        migree = None
        for taille, fichier in fichiers.items():
            base = Base("PostgreSQL", taille, f"{postgres}_{taille.lower()}")
            recopier(fichier, base, marque, migree)
            migree = base
            bases.append(base)
    return bases, fichiers["France"]


def _semer(fichier: Path, depart: Path | None, *ordre: str) -> None:
    """Sow a file under another name, so that an interrupted seed is never taken for a whole one."""
    if fichier.exists():
        return
    dire(f"→ Semis : {' '.join(ordre)}")
    brouillon = fichier.with_suffix(".brouillon")
    for reste in fichier.parent.glob(f"{brouillon.name}*"):
        reste.unlink()
    if depart:
        shutil.copyfile(depart, brouillon)
    base_sqlite(brouillon, "brouillon").lancer("-m", "outils.banc.semer", *ordre)
    with contextlib.closing(sqlite3.connect(brouillon)) as base:
        # No ANALYZE: SQLite has the figures that the portal's own commands give it, and no more.
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    brouillon.rename(fichier)
