"""The search table, and beside it what Django has no field for: one full-text index a database.

Words are stemmed in Python before they arrive, so both sides index plain tokens (« simple »,
« ascii ») and find the same. `x0` keeps a phrase from running over two columns.
"""

from django.db import migrations, models

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

    dependencies = [
        ('socle', '0002_theme'),
    ]

    operations = [
        migrations.CreateModel(
            name='EntreeDeRecherche',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('categorie', models.SlugField(max_length=40, verbose_name='catégorie')),
                ('cle', models.CharField(max_length=200, verbose_name='clé')),
                ('titre', models.TextField()),
                ('url', models.CharField(blank=True, max_length=500, verbose_name='adresse')),
                ('date', models.CharField(blank=True, max_length=10)),
                ('rang_de_date', models.PositiveIntegerField(default=0, verbose_name='rang de la date')),
                ('publie', models.BooleanField(default=False, verbose_name='publié')),
                ('mots_du_titre', models.TextField(blank=True)),
                ('racines_titre', models.TextField(blank=True)),
                ('racines_mots', models.TextField(blank=True)),
                ('racines_corps', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'entrée de recherche',
                'verbose_name_plural': 'entrées de recherche',
                'constraints': [models.UniqueConstraint(fields=('categorie', 'cle'), name='entree_de_recherche_unique', violation_error_message='Cet objet est déjà indexé.')],
            },
        ),
        migrations.CreateModel(
            name='MotConnu',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mot', models.CharField(max_length=40, unique=True, verbose_name='mot plié')),
                ('affiche', models.CharField(max_length=80, verbose_name='mot affiché')),
            ],
            options={
                'verbose_name': 'mot connu',
                'verbose_name_plural': 'mots connus',
            },
        ),
        migrations.RunPython(installer, retirer),
    ]
