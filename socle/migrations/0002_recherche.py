"""Beside the search table, what Django has no field for: one full-text index a database.

Words are stemmed in Python before they arrive, so both sides index plain tokens (« simple »,
« ascii ») and find the same. `x0` keeps a phrase from running over two columns.
"""

from django.db import migrations

POSTGRESQL = [
    """
    ALTER TABLE socle_entreederecherche
        ADD COLUMN vecteur tsvector GENERATED ALWAYS AS (
            setweight(to_tsvector('simple'::regconfig, racines_titre || ' x0'), 'A')
            || setweight(to_tsvector('simple'::regconfig, racines_mots || ' x0'), 'B')
            || setweight(to_tsvector('simple'::regconfig, racines_corps), 'C')
        ) STORED,
        ADD COLUMN vecteur_du_titre tsvector GENERATED ALWAYS AS (
            to_tsvector('simple'::regconfig, mots_du_titre)
        ) STORED
    """,
    "CREATE INDEX socle_recherche_vecteur ON socle_entreederecherche USING gin (vecteur)",
    "CREATE INDEX socle_recherche_titre ON socle_entreederecherche USING gin (vecteur_du_titre)",
]
SQLITE = [
    """
    CREATE VIRTUAL TABLE socle_recherche_index USING fts5(
        racines_titre, racines_mots, racines_corps, mots_du_titre,
        content='socle_entreederecherche', content_rowid='id', tokenize='ascii', columnsize=0
    )
    """,
    """
    CREATE TRIGGER socle_recherche_ajout AFTER INSERT ON socle_entreederecherche BEGIN
        INSERT INTO socle_recherche_index
            (rowid, racines_titre, racines_mots, racines_corps, mots_du_titre)
        VALUES (new.id, new.racines_titre, new.racines_mots, new.racines_corps, new.mots_du_titre);
    END
    """,
    """
    CREATE TRIGGER socle_recherche_retrait AFTER DELETE ON socle_entreederecherche BEGIN
        INSERT INTO socle_recherche_index
            (socle_recherche_index, rowid, racines_titre, racines_mots, racines_corps, mots_du_titre)
        VALUES ('delete', old.id, old.racines_titre, old.racines_mots, old.racines_corps,
            old.mots_du_titre);
    END
    """,
    """
    CREATE TRIGGER socle_recherche_correction AFTER UPDATE ON socle_entreederecherche BEGIN
        INSERT INTO socle_recherche_index
            (socle_recherche_index, rowid, racines_titre, racines_mots, racines_corps, mots_du_titre)
        VALUES ('delete', old.id, old.racines_titre, old.racines_mots, old.racines_corps,
            old.mots_du_titre);
        INSERT INTO socle_recherche_index
            (rowid, racines_titre, racines_mots, racines_corps, mots_du_titre)
        VALUES (new.id, new.racines_titre, new.racines_mots, new.racines_corps, new.mots_du_titre);
    END
    """,
]


def installer(apps, schema_editor):
    ordres = {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]
    for ordre in ordres:
        schema_editor.execute(ordre)


def retirer(apps, schema_editor):
    """The columns and the triggers go with the table; FTS5's own table must be dropped."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE socle_recherche_index")


class Migration(migrations.Migration):
    dependencies = [("socle", "0001_initial")]

    operations = [migrations.RunPython(installer, retirer)]
