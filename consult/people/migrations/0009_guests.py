"""Taking part without an account."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0008_privacy'),
    ]

    operations = [
        migrations.CreateModel(
            name='Guest',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='guest', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('scope', models.UUIDField(help_text='The key of the consultation.', verbose_name='scope')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
                ('email', models.EmailField(blank=True, help_text='Empty once its time is over; what they said stays without it.', max_length=254, verbose_name='e-mail address')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
            ],
            options={
                'verbose_name': 'guest',
                'verbose_name_plural': 'guests',
                'constraints': [models.UniqueConstraint(fields=('scope', 'number'), name='people_guests_are_numbered'), models.UniqueConstraint(django.db.models.functions.text.Lower('email'), models.F('scope'), condition=models.Q(('email', ''), _negated=True), name='people_one_guest_an_address')],
            },
        ),
    ]
