"""The databases that are measured: where they are, and how a process is started on one."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent.parent
# Production settings (docs/exploitation.md), in plain HTTP on the loopback.
REGLAGES = {
    "DJANGO_SETTINGS_MODULE": "outils.banc.reglages",
    "DEBUG": "false",
    "SECRET_KEY": "cle-du-banc-0123456789-abcdefghijklmnopqrstuvwxyz-0123456789",
    "ALLOWED_HOSTS": "portail.example.org,127.0.0.1",
    "ADRESSE_DU_SITE": "https://portail.example.org",
    "SECURE_SSL_REDIRECT": "false",
    "CACHE_URL": "locmemcache://",
    "LOG_LEVEL": "CRITICAL",
    # Style sheets are not collected: whitenoise says so.
    "PYTHONWARNINGS": "ignore::UserWarning",
}
# What a seed is made of. Views and templates are not in it: they change every day, and the
# rows do not.
CE_QUI_SEME = (
    "fixtures/**/*.*",
    "outils/banc/semer.py",
    "outils/banc/semis_*.py",
    "outils/banc/tirage.py",
    "outils/banc/recopie.py",
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/importation/*.py",
    "*/chargement/*.py",
    "socle/recherche/*.py",
    "socle/textes.py",
    "territoires/lieux/lectures.py",
    "territoires/lieux/recherche.py",
    "territoires/contours/trace.py",
)


@dataclass(frozen=True)
class Base:
    """One database, by the words and the address that name it."""

    moteur: str
    taille: str
    url: str

    @property
    def environnement(self) -> dict[str, str]:
        """Production settings on this database."""
        return dict(os.environ) | REGLAGES | {"DATABASE_URL": self.url}

    def lancer(self, *arguments: str) -> None:
        """Run a Python command on this base; only its progress bars and its errors are shown."""
        resultat = subprocess.run(
            [sys.executable, *arguments],
            cwd=RACINE,
            env=self.environnement,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if resultat.returncode:
            raise SystemExit(f"La commande a échoué : {' '.join(arguments)}")


def base_sqlite(fichier: Path, taille: str) -> Base:
    """A SQLite file."""
    return Base("SQLite", taille, f"sqlite:///{fichier}")


def empreinte(demandes: Iterable[object]) -> str:
    """Of everything that makes the seed: the same code and fixtures give the same rows."""
    somme = hashlib.blake2b(repr(list(demandes)).encode(), digest_size=6)
    for motif in CE_QUI_SEME:
        for fichier in sorted(RACINE.glob(motif)):
            somme.update(str(fichier.relative_to(RACINE)).encode())
            somme.update(fichier.read_bytes())
    return somme.hexdigest()
