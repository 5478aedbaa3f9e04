"""Words of people without an account, until they have confirmed an address."""

import consult.core.ids
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0009_guest_counts'),
        ('threads', '0014_guests_and_pseudonyms'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unconfirmed',
            fields=[
                ('id', models.UUIDField(default=consult.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('language', models.CharField(help_text='Of the page on which it was written.', max_length=8, verbose_name='language')),
                ('said', models.JSONField(blank=True, default=dict, verbose_name='what was said')),
                ('mark', models.CharField(blank=True, editable=False, help_text='A keyed digest of the form, so that the same one asks once.', max_length=64)),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                ('comment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.comment')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unconfirmed', to='drafts.draft')),
                ('held', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='threads.heldtext')),
                ('section', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='unconfirmed', to='drafts.section')),
            ],
            options={
                'verbose_name': 'unconfirmed words',
                'verbose_name_plural': 'unconfirmed words',
                'indexes': [models.Index(condition=models.Q(('email', ''), _negated=True), fields=['email'], name='threads_unconfirmed_of')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('comment', None), ('held', None), models.Q(('email', ''), _negated=True)), models.Q(('email', ''), ('said', {}), models.Q(models.Q(('comment', None), ('held__isnull', False)), models.Q(('comment__isnull', False), ('held', None)), _connector='OR')), _connector='OR'), name='threads_unconfirmed_until_settled'), models.UniqueConstraint(condition=models.Q(('mark', ''), _negated=True), fields=('mark',), name='threads_a_form_asks_once')],
            },
        ),
    ]
