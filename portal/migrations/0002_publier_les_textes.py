"""« Publier » is now a right on figures, cells, legal texts and terms: give it to the roles."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from portal.equipe.roles import appliquer_roles


def donner(apps, schema_editor):
    config = apps.get_app_config("dispositifs")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    appliquer_roles(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0001_roles"),
        ("dispositifs", "0008_publication_des_chiffres_et_des_textes"),
    ]
    operations = [migrations.RunPython(donner, migrations.RunPython.noop, elidable=False)]
