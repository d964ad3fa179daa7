"""The version of the data: two equal answers mean that nothing was committed between them.

Nobody bumps it, so nobody can forget to: neither raw SQL, nor a loader, nor a merge. Each
database already knows that it was written.

- PostgreSQL: `pg_current_snapshot()`, the numbers of the transactions that a query may see. They
  only grow, and one is taken by each transaction that writes.
- SQLite: `PRAGMA data_version` on a connection that never writes: it moves when another one,
  of this process or not, commits. It means something to that connection only, hence one a process.

It also moves for what no page shows (a session, a login): then pages are only made anew.
"""

import os
import sqlite3
import threading
from pathlib import Path

from django.db import Error, connection


class _Veilleur:
    """A read-only look at one SQLite file, kept by the process that opened it."""

    def __init__(self, nom: str) -> None:
        self.nom = nom
        adresse = nom if nom.startswith("file:") else f"{Path(nom).resolve().as_uri()}?mode=rw"
        # Its own lock, below, keeps threads apart.
        self.connexion = sqlite3.connect(adresse, uri=True, check_same_thread=False)
        self.processus = os.getpid()

    def version(self) -> str:
        (numero,) = self.connexion.execute("PRAGMA data_version").fetchone()
        return f"{id(self)}-{numero}"


_verrou = threading.Lock()
_veilleurs: dict[str, _Veilleur] = {}


def _sur_sqlite() -> str:
    nom = str(connection.settings_dict["NAME"])
    with _verrou:
        veilleur = _veilleurs.get(nom)
        if veilleur is None or veilleur.processus != os.getpid():
            veilleur = _veilleurs[nom] = _Veilleur(nom)
        return veilleur.version()


def _sur_postgresql() -> str:
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_current_snapshot()::text")
        return str(curseur.fetchone()[0])


VERSIONS = {"sqlite": _sur_sqlite, "postgresql": _sur_postgresql}


def version_des_donnees() -> str:
    """The present version; "" when nothing may be kept.

    So it is inside a transaction, which sees what it has not committed, and when the database
    does not answer: the page itself will say so. Costs a query on PostgreSQL, none on SQLite.
    """
    if connection.in_atomic_block or connection.vendor not in VERSIONS:
        return ""
    try:
        return VERSIONS[connection.vendor]()
    except (Error, sqlite3.Error):
        return ""
