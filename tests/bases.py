"""A database to give to tests or to a site, made, copied and dropped, on SQLite or PostgreSQL."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

EN_MEMOIRE = "file:tests?mode=memory&cache=shared"


@dataclass(frozen=True)
class Base:
    """One database: a file, or a name on the server that DATABASE_URL names."""

    fichier: Path
    nom: str

    @classmethod
    def nommee(cls, dossier: Path, role: str) -> "Base":
        """The database of one role (a model, a pytest worker's copy…) of this project."""
        return cls(dossier / f"{role}.sqlite3", f"{_prefixe()}_{role}")

    @property
    def url(self) -> str:
        """As DATABASE_URL wants it."""
        if not sur_postgresql():
            return f"sqlite:///{self.fichier}"
        acces = quote(_reglages()["USER"], safe="")
        if _reglages()["PASSWORD"]:
            acces += f":{quote(_reglages()['PASSWORD'], safe='')}"
        port = _reglages()["PORT"] or 5432
        return f"postgres://{acces}@{_reglages()['HOST'] or '127.0.0.1'}:{port}/{self.nom}"

    def existe(self) -> bool:
        """Whether someone made it."""
        if sur_postgresql():
            return self.nom in _noms(self.nom)
        return self.fichier.exists()

    def creer(self) -> None:
        """Make it empty, over whatever an interrupted run left."""
        self.supprimer()
        if sur_postgresql():
            _executer("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0", self.nom)

    def copier_de(self, modele: "Base") -> None:
        """Make it equal to the model, to which nobody may be connected."""
        self.supprimer()
        if sur_postgresql():
            _executer("CREATE DATABASE {} TEMPLATE {}", self.nom, modele.nom)
        else:
            shutil.copyfile(modele.fichier, self.fichier)

    def renommer(self, nouvelle: "Base") -> None:
        """Give it that name, in one step."""
        if sur_postgresql():
            _executer("ALTER DATABASE {} RENAME TO {}", self.nom, nouvelle.nom)
        else:
            self.fichier.rename(nouvelle.fichier)

    def supprimer(self) -> None:
        """Drop it if it exists."""
        if sur_postgresql():
            _executer("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.nom)
        for suffixe in ("", "-wal", "-shm"):
            self.fichier.with_name(self.fichier.name + suffixe).unlink(missing_ok=True)

    @contextmanager
    def branchee(self) -> Iterator[None]:
        """Django's connection is to this database until the end of the block."""
        autre = connections["default"]
        nom = self.nom if sur_postgresql() else str(self.fichier)
        connections["default"] = type(autre)(autre.settings_dict | {"NAME": nom}, "default")
        try:
            yield
        finally:
            connections["default"].close()
            connections["default"] = autre


def partir_de(modele: Base) -> sqlite3.Connection | None:
    """Let Django's test database begin as that model: `migrate` then finds nothing to do.

    On SQLite it lives in memory, as long as the connection returned here or another is open.
    """
    if sur_postgresql():
        _reglages()["TEST"]["TEMPLATE"] = modele.nom
        # What a test writes need not outlive a power cut.
        _reglages()["OPTIONS"]["options"] += " -c synchronous_commit=off"
        return None
    _reglages()["TEST"]["NAME"] = EN_MEMOIRE
    memoire = sqlite3.connect(EN_MEMOIRE, uri=True)
    with closing(sqlite3.connect(modele.fichier)) as fichier:
        fichier.backup(memoire)
    return memoire


def les_bases(dossier: Path, debut: str) -> list[Base]:
    """Those whose role begins so."""
    if sur_postgresql():
        roles = [nom.removeprefix(f"{_prefixe()}_") for nom in _noms(f"{_prefixe()}_{debut}%")]
    else:
        roles = [fichier.stem for fichier in dossier.glob(f"{debut}*.sqlite3")]
    return [Base.nommee(dossier, role) for role in roles]


def sur_postgresql() -> bool:
    """Whether DATABASE_URL names a server."""
    return bool(_reglages()["ENGINE"] == "django.db.backends.postgresql")


def _reglages() -> dict[str, Any]:
    return settings.DATABASES["default"]


def _prefixe() -> str:
    """The name that DATABASE_URL gives, also once pytest-django has changed it."""
    return re.sub(r"^test_|_gw\d+$", "", str(_reglages()["NAME"]))


def _noms(motif: str) -> list[str]:
    with _connexion() as connexion:
        lignes = connexion.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [motif])
        return [nom for (nom,) in lignes]


def _executer(commande: LiteralString, *noms: str) -> None:
    """One statement on the maintenance database, with quoted names."""
    with _connexion() as connexion:
        connexion.execute(sql.SQL(commande).format(*map(sql.Identifier, noms)))


def _connexion() -> psycopg.Connection:
    return psycopg.connect(
        dbname="postgres",
        user=_reglages()["USER"] or None,
        password=_reglages()["PASSWORD"] or None,
        host=_reglages()["HOST"] or None,
        port=_reglages()["PORT"] or None,
        autocommit=True,
    )
