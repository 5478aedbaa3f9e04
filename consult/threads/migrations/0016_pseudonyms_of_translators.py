"""Names for one consultation: of those who translate."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('threads', '0015_unconfirmed'),
    ]

    operations = [
        migrations.AddField(
            model_name='commenttranslation',
            name='confirmed_under',
            field=models.CharField(blank=True, max_length=60, verbose_name='confirmed under the pseudonym'),
        ),
        migrations.AddField(
            model_name='commenttranslation',
            name='pseudonym',
            field=models.CharField(blank=True, help_text="The translator's name in this consultation, where it is not their public name.", max_length=60, verbose_name='pseudonym'),
        ),
    ]
