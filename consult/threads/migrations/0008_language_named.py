"""Whether the author of a contribution named its language."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('threads', '0007_answered_at'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='language_named',
            field=models.BooleanField(default=False, help_text='Whether the author named the language; else it was told from the words.', verbose_name='language named'),
        ),
        migrations.AddField(
            model_name='heldtext',
            name='language_named',
            field=models.BooleanField(default=False, help_text='Whether the author named the language; else it was told from the words.', verbose_name='language named'),
        ),
    ]
