from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("dispositifs", "0004_delais"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='typedispositif',
            name='type_delai_positif',
        ),
        migrations.RemoveField(
            model_name='typedispositif',
            name='delai_verification',
        ),
    ]
