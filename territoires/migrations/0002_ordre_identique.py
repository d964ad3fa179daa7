"""Sort and compare folded names byte by byte on PostgreSQL too, whatever the server's locale.

The folded names are ASCII: SQLite already compares them so. Without this, a French locale
ignores spaces and the two databases list the same places in two orders.
"""

from django.db import migrations


def _collation(nom):
    def changer(apps, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return
        for champ, genre in (("nom_plie", "varchar(150)"), ("code", "varchar(10)")):
            schema_editor.execute(
                f'ALTER TABLE territoires_territoire ALTER COLUMN "{champ}"'
                f' TYPE {genre} COLLATE "{nom}"'
            )

    return changer


class Migration(migrations.Migration):
    dependencies = [("territoires", "0001_initial")]

    operations = [migrations.RunPython(_collation("C"), _collation("default"))]
