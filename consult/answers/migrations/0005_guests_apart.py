"""Contributions without an account, counted apart where a consultation is completed."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('answers', '0004_name_fields_of_the_admin'),
    ]

    operations = [
        migrations.AddField(
            model_name='completion',
            name='guest_contributions_count',
            field=models.PositiveIntegerField(default=0, help_text='Those of the contributions whose authors have no account.', verbose_name='contributions without an account'),
        ),
        migrations.AddField(
            model_name='completion',
            name='guest_unanswered_count',
            field=models.PositiveIntegerField(default=0, verbose_name='unanswered contributions without an account'),
        ),
    ]
