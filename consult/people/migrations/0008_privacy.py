"""Who leaves, who has left, and copies of personal data."""


import consult.core.ids
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0007_organisations_left_accounts'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='sign_outs',
            field=models.PositiveIntegerField(default=0, editable=False, help_text='How often all sessions were ended at once.'),
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='erasure', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('choice', models.CharField(choices=[('anonymous', 'They stay, without my name.'), ('withdrawn', 'They are withdrawn: my words are erased, and replies stay.')], max_length=20, verbose_name='contributions')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked for')),
                ('due_at', models.DateTimeField(db_index=True, verbose_name='due')),
            ],
            options={
                'verbose_name': 'erasure',
                'verbose_name_plural': 'erasures',
                'constraints': [models.CheckConstraint(condition=models.Q(('choice__in', ['anonymous', 'withdrawn'])), name='people_erasure_choice_known')],
            },
        ),
        migrations.CreateModel(
            name='Former',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='former', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('scope', models.UUIDField(help_text='The key of the draft or the consultation.', verbose_name='scope')),
                ('number', models.PositiveIntegerField(verbose_name='number')),
            ],
            options={
                'verbose_name': 'former participant',
                'verbose_name_plural': 'former participants',
                'constraints': [models.UniqueConstraint(fields=('scope', 'number'), name='people_former_are_numbered')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(default=consult.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('state', models.CharField(choices=[('asked', 'being made'), ('made', 'ready'), ('failed', 'failed')], default='asked', max_length=10, verbose_name='state')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='kinds done')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='kinds')),
                ('file', models.CharField(blank=True, max_length=120, verbose_name='file')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='size')),
                ('tries', models.PositiveIntegerField(default=0, verbose_name='tries')),
                ('next_try', models.DateTimeField(blank=True, null=True, verbose_name='next try')),
                ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked for')),
                ('made_at', models.DateTimeField(blank=True, null=True, verbose_name='made')),
                ('participant', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='export', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'copy of personal data',
                'verbose_name_plural': 'copies of personal data',
                'indexes': [models.Index(condition=models.Q(('next_try__isnull', False)), fields=['next_try'], name='people_exports_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('made_at__isnull', False), ('next_try', None), ('state', 'made'), models.Q(('file', ''), _negated=True)), models.Q(('made_at', None), ('next_try__isnull', False), ('state', 'asked')), models.Q(('made_at', None), ('next_try', None), ('state', 'failed')), _connector='OR'), name='people_exports_are_made_or_not')],
            },
        ),
    ]
