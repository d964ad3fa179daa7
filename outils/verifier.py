"""`make check`: everything that can be judged without running the site, one step a line."""

import os
import secrets
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import TypeAlias

RACINE = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
Etape: TypeAlias = tuple[str, list[str], dict[str, str]]
PAQUETS = ["socle", "territoires", "dispositifs", "bibliographie", "portal", "outils"]


def environnement_de_production() -> dict[str, str]:
    """The documented production settings with a throw-away key; nothing is connected to."""
    return os.environ | {
        "DEBUG": "false",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "portail.example.org",
        "ADRESSE_DU_SITE": "https://portail.example.org",
        "DATABASE_URL": "postgres://portail@db/portail",
        "CACHE_URL": "rediscache://cache:6379/0",
        "EMAIL_URL": "smtp+tls://portail:secret@mail.example.org:587",
        "WEB_CONCURRENCY": "2",
    }


def etapes() -> list[Etape]:
    """Name, command and environment of each step; the longest first, beside which others run."""
    ici = os.environ | {"DATABASE_URL": "sqlite://:memory:"}
    gerer = [PYTHON, "manage.py"]
    return [
        ("types (mypy)", [PYTHON, "-m", "mypy", *PAQUETS], ici),
        (
            "mise en forme (ruff format)",
            [PYTHON, "-m", "ruff", "format", "--check", "--quiet"],
            ici,
        ),
        ("règles de code (ruff check)", [PYTHON, "-m", "ruff", "check", "--quiet"], ici),
        ("gabarits (djlint)", [PYTHON, "-m", "djlint", "--lint", "--quiet", "templates"], ici),
        ("dessin de la maison à jour", [PYTHON, "-m", "outils.maison", "--verifier"], ici),
        (
            "maison : pièces, imports, tailles, CSP, typographie, documents, adresses",
            [PYTHON, "-m", "pytest", "-q", "--no-header", "-p", "no:cacheprovider", "tests/maison"],
            ici,
        ),
        ("migrations à jour", [*gerer, "makemigrations", "--check", "--dry-run"], ici),
        (
            "réglages de production (check --deploy)",
            [*gerer, "check", "--deploy", "--fail-level", "WARNING"],
            environnement_de_production(),
        ),
    ]


def lancer(etape: Etape) -> tuple[str, str | None, float]:
    """Its name, what it complained of if it failed, and how many seconds it took."""
    nom, commande, environnement = etape
    depart = time.monotonic()
    resultat = subprocess.run(
        commande, cwd=RACINE, env=environnement, capture_output=True, text=True, check=False
    )
    plainte = resultat.stdout + resultat.stderr if resultat.returncode else None
    return nom, plainte, time.monotonic() - depart


def main() -> int:
    """Run every step, even after a failure, so that one run tells all; 1 when any failed."""
    echecs = []
    with ThreadPoolExecutor(os.cpu_count()) as processus:
        for fini in as_completed(processus.submit(lancer, etape) for etape in etapes()):
            nom, plainte, duree = fini.result()
            signe = "✓" if plainte is None else "✗"
            sys.stdout.write(f"{signe} {nom} ({duree:.1f} s)\n{plainte or ''}")
            sys.stdout.flush()
            if plainte is not None:
                echecs.append(nom)
    sys.stdout.write(f"À reprendre : {', '.join(echecs)}\n" if echecs else "Tout est vérifié.\n")
    return 1 if echecs else 0


if __name__ == "__main__":
    sys.exit(main())
