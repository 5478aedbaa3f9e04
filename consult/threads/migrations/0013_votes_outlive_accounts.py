"""A vote stays counted when whoever cast it leaves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def drop_nobodys(apps, schema_editor):
    """Before votes had to be somebody's again: those of nobody cannot stay."""
    apps.get_model("threads", "Vote").objects.filter(participant=None).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('threads', '0012_organisations_of_earlier_comments'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='vote',
            name='participant',
            field=models.ForeignKey(help_text='None once whoever voted has left: the vote stays counted.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='votes', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_nobodys),
    ]
