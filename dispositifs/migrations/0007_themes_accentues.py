
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dispositifs', '0006_historiques'),
        ('socle', '0006_tableur_et_rapprochement'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dispositif',
            name='themes',
            field=models.ManyToManyField(blank=True, related_name='dispositifs', to='socle.theme', verbose_name='thèmes'),
        ),
    ]
