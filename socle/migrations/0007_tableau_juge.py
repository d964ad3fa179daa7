
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('socle', '0006_tableur_et_rapprochement'),
    ]

    operations = [
        migrations.AlterField(
            model_name='tableau',
            name='sens',
            field=models.CharField(choices=[('sorti', 'téléchargé'), ('rentre', 'renvoyé'), ('refuse', 'renvoyé, à corriger'), ('nul', 'renvoyé, sans changement')], max_length=6),
        ),
    ]
