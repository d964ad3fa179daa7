"""The groups of portal.equipe.roles. Permissions are made first: Django makes them after migrating."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

from portal.equipe.roles import appliquer_roles

APPS = ("auth", "axes", "socle", "territoires", "dispositifs", "bibliographie")


def faire(apps, schema_editor):
    for nom in APPS:
        config = apps.get_app_config(nom)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    appliquer_roles(apps)


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("socle", "0001_initial"),
        ("territoires", "0001_initial"),
        ("dispositifs", "0001_initial"),
        ("bibliographie", "0001_initial"),
    ]
    operations = [migrations.RunPython(faire, migrations.RunPython.noop, elidable=False)]
