"""The few expressions that each database writes its own way."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, F, Func
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

INDEX_SQLITE = "(SELECT rowid FROM socle_recherche_index WHERE socle_recherche_index MATCH %s)"

Sql = tuple[str, tuple[str | int, ...]]


class Correspond(Func):
    """Whether an entry answers a full-text question, given in the language of each database.

    `vecteur` is the generated column that PostgreSQL reads; Django does not know it.
    """

    def __init__(self, fts5: str, tsquery: str, vecteur: str = "vecteur") -> None:
        super().__init__(F("pk"), output_field=BooleanField())
        self.fts5, self.tsquery, self.vecteur = fts5, tsquery, vecteur

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **contexte: Any
    ) -> Sql:
        """The row is among those of the FTS5 table that match."""
        cle, params = compiler.compile(self.source_expressions[0])
        return f"{cle} IN {INDEX_SQLITE}", (*params, self.fts5)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **contexte: Any
    ) -> Sql:
        """The row's own vector matches, through its GIN index."""
        cle: Any = self.source_expressions[0]
        vecteur = connection.ops.quote_name(self.vecteur)
        table = compiler.quote_name_unless_alias(cle.alias)
        return f"{table}.{vecteur} @@ %s::tsquery", (self.tsquery,)


class Binaire(Func):
    """Order a text byte by byte, as SQLite does, whatever the collation of PostgreSQL."""

    arity = 1

    def __init__(self, expression: str | Combinable) -> None:
        super().__init__(expression, output_field=CharField())

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **contexte: Any
    ) -> Sql:
        """Already the case."""
        sql, params = self.as_sql(compiler, connection, template="%(expressions)s")
        return sql, tuple(params)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **contexte: Any
    ) -> Sql:
        """By the collation « C »."""
        sql, params = self.as_sql(compiler, connection, template='%(expressions)s COLLATE "C"')
        return sql, tuple(params)
