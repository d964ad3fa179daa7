"""A database to give to a site under test, made, copied and dropped, on SQLite or PostgreSQL."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg
from django.conf import settings
from psycopg import sql


@dataclass(frozen=True)
class Base:
    """One database: a file, or a name on the server that DATABASE_URL names."""

    fichier: Path
    nom: str

    @classmethod
    def du_site(cls, commun: Path, role: str) -> "Base":
        """The database of one role (model, or a pytest worker) in this test session."""
        tests = re.sub(r"^test_|_gw\d+$", "", str(_reglages()["NAME"]))
        return cls(commun / f"site-{role}.sqlite3", f"{tests}_nav_{role}")

    @property
    def url(self) -> str:
        """As DATABASE_URL wants it."""
        if not _sur_postgresql():
            return f"sqlite:///{self.fichier}"
        acces = quote(_reglages()["USER"], safe="")
        if _reglages()["PASSWORD"]:
            acces += f":{quote(_reglages()['PASSWORD'], safe='')}"
        port = _reglages()["PORT"] or 5432
        return f"postgres://{acces}@{_reglages()['HOST'] or '127.0.0.1'}:{port}/{self.nom}"

    def creer(self) -> None:
        """Make it empty, over whatever an interrupted run left."""
        self.supprimer()
        if _sur_postgresql():
            _executer("CREATE DATABASE {}", self.nom)

    def copier_de(self, modele: "Base") -> None:
        """Make it equal to the model, to which nobody may be connected."""
        self.supprimer()
        if _sur_postgresql():
            _executer("CREATE DATABASE {} TEMPLATE {}", self.nom, modele.nom)
        else:
            shutil.copyfile(modele.fichier, self.fichier)

    def supprimer(self) -> None:
        """Drop it if it exists."""
        if _sur_postgresql():
            _executer("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.nom)
        for suffixe in ("", "-wal", "-shm"):
            self.fichier.with_name(self.fichier.name + suffixe).unlink(missing_ok=True)


def _reglages() -> dict[str, Any]:
    return settings.DATABASES["default"]


def _sur_postgresql() -> bool:
    return bool(_reglages()["ENGINE"] == "django.db.backends.postgresql")


def _executer(commande: LiteralString, *noms: str) -> None:
    """One statement on the maintenance database, with quoted names."""
    connexion = psycopg.connect(
        dbname="postgres",
        user=_reglages()["USER"] or None,
        password=_reglages()["PASSWORD"] or None,
        host=_reglages()["HOST"] or None,
        port=_reglages()["PORT"] or None,
        autocommit=True,
    )
    with connexion:
        connexion.execute(sql.SQL(commande).format(*map(sql.Identifier, noms)))
