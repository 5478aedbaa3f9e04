"""Accounts name no organisation any more: their memberships do."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0006_declared_organisations'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='user',
            name='organisation',
        ),
    ]
