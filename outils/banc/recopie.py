"""The same rows in PostgreSQL: sown once in SQLite, copied table by table.

Both databases then answer the same questions on the same data, and the copy takes seconds where
the loaders would take minutes.
"""

import contextlib
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql
from tqdm import tqdm

from outils.banc.bases import Base

LOT = 5_000
COLONNES = """
SELECT column_name, data_type = 'boolean' FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
ORDER BY ordinal_position
"""
# The migrations of the copy have written theirs.
LAISSEES = {"django_migrations"}


def recopier(fichier: Path, base: Base, marque: str, migree: Base | None) -> None:
    """Fill the base from the file, unless it already bears this mark.

    Its tables are those of `migree`, when another base of this mark was made before.
    """
    nom = _nom(base)
    with psycopg.connect(_voisine(base.url, "postgres"), autocommit=True) as serveur:
        if _marque(serveur, nom) == marque:
            return
        serveur.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(nom)))
        modele = sql.Identifier(_nom(migree) if migree else "template1")
        serveur.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(nom), modele)
        )
        if not migree:
            base.lancer("manage.py", "migrate", "--verbosity", "0", "--skip-checks")
        with (
            contextlib.closing(sqlite3.connect(fichier)) as origine,
            psycopg.connect(base.url, autocommit=True) as copie,
        ):
            _remplir(origine, copie)
        commentaire = sql.SQL("COMMENT ON DATABASE {} IS {}")
        serveur.execute(commentaire.format(sql.Identifier(nom), sql.Literal(marque)))


def _nom(base: Base) -> str:
    return urlsplit(base.url).path.lstrip("/")


def _voisine(url: str, nom: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{nom}"))


def _marque(serveur: psycopg.Connection, nom: str) -> str:
    question = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s"
    trouvee = serveur.execute(question, [nom]).fetchone()
    return str(trouvee[0]) if trouvee else ""


def _remplir(origine: sqlite3.Connection, copie: psycopg.Connection) -> None:
    tables = copie.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    noms = sorted({nom for (nom,) in tables} - LAISSEES)
    # Times are written by Django in UTC; keys are checked by SQLite, and come in any order.
    copie.execute("SET timezone = 'UTC'")
    copie.execute("SET session_replication_role = 'replica'")
    copie.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(map(sql.Identifier, noms))))
    for nom in tqdm(noms, desc="PostgreSQL", unit=" tables", leave=False):
        _copier_table(origine, copie, nom)
        _avancer_la_suite(copie, nom)
    # What autovacuum would do by itself in the minutes that follow.
    copie.execute("VACUUM (ANALYZE)")


def _copier_table(origine: sqlite3.Connection, copie: psycopg.Connection, table: str) -> None:
    decrites = copie.execute(COLONNES, [table]).fetchall()
    booleens = [rang for rang, (_, est_booleen) in enumerate(decrites) if est_booleen]
    noms = sql.SQL(", ").join(sql.Identifier(nom) for nom, _ in decrites)
    ordre = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), noms)
    question = sql.SQL("SELECT {} FROM {}").format(noms, sql.Identifier(table))
    lignes = origine.execute(question.as_string())
    with copie.cursor() as curseur, curseur.copy(ordre) as copieur:
        for ligne in lignes:
            valeurs = list(ligne)
            for rang in booleens:
                valeurs[rang] = None if valeurs[rang] is None else bool(valeurs[rang])
            copieur.write_row(valeurs)


def _avancer_la_suite(copie: psycopg.Connection, table: str) -> None:
    """The next row written takes a number that no copied row has."""
    trouvee = copie.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_identity = 'YES'",
        [table],
    ).fetchone()
    if trouvee:
        question = sql.SQL(
            "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 0) + 1, false) FROM {}"
        )
        colonne = sql.Identifier(trouvee[0])
        copie.execute(question.format(table, trouvee[0], colonne, sql.Identifier(table)))
