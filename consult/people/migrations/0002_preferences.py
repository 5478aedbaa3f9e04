"""Which languages somebody reads, and whether they are shown translations."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0001_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='reading_languages',
            field=models.JSONField(blank=True, default=list, help_text='Codes of the languages of contributions to be shown; none for all.', verbose_name='languages read'),
        ),
        migrations.AddField(
            model_name='user',
            name='reads_translations',
            field=models.BooleanField(default=True, verbose_name='translations shown'),
        ),
    ]
