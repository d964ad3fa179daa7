"""Carry the delays of the types over to the one table of delays."""

from django.db import migrations

COMMUNS = {"fiche": 12, "coordination.courriel": 6}


def porter(apps, schema_editor):
    """A row for all types; one more for each type that differs from it."""
    Delai = apps.get_model("dispositifs", "Delai")
    TypeDispositif = apps.get_model("dispositifs", "TypeDispositif")
    for champ, mois in COMMUNS.items():
        Delai.objects.create(champ=champ, mois=mois)
    for type_ in TypeDispositif.objects.exclude(delai_verification=COMMUNS["fiche"]):
        Delai.objects.create(type=type_, champ="fiche", mois=type_.delai_verification)


def rapporter(apps, schema_editor):
    """Back to the column of the types."""
    for delai in apps.get_model("dispositifs", "Delai").objects.filter(champ="fiche"):
        types = apps.get_model("dispositifs", "TypeDispositif").objects.all()
        concernes = types.filter(pk=delai.type_id) if delai.type_id else types
        concernes.update(delai_verification=delai.mois)


class Migration(migrations.Migration):

    dependencies = [
        ("dispositifs", "0003_actualisation"),
    ]

    operations = [
        migrations.RunPython(porter, rapporter),
    ]
