"""Who has no account, and under which name somebody speaks in a consultation."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0006_allow_guests'),
        ('drafts', '0009_guest_counts'),
        ('people', '0009_guests'),
        ('threads', '0013_votes_outlive_accounts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='by_guest',
            field=models.BooleanField(default=False, help_text='Whether the author has no account, only an e-mail address.', verbose_name='without an account'),
        ),
        migrations.AddField(
            model_name='comment',
            name='pseudonym',
            field=models.CharField(blank=True, help_text="The author's name in this consultation, where it is not their public name.", max_length=60, verbose_name='pseudonym'),
        ),
        migrations.AddField(
            model_name='heldtext',
            name='by_guest',
            field=models.BooleanField(default=False, help_text='Whether the author has no account, only an e-mail address.', verbose_name='without an account'),
        ),
        migrations.AddField(
            model_name='heldtext',
            name='pseudonym',
            field=models.CharField(blank=True, help_text="The author's name in this consultation, where it is not their public name.", max_length=60, verbose_name='pseudonym'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('by_guest', True), ('thread', None)), fields=['section', '-id'], name='threads_section_guest'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('by_guest', True), ('thread', None)), fields=['draft', '-id'], name='threads_draft_guest'),
        ),
        migrations.AddField(
            model_name='comment',
            name='guest_replies_count',
            field=models.PositiveIntegerField(default=0, verbose_name='replies without an account'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='affiliation',
            field=models.CharField(choices=[('citizen', 'citizen'), ('civil_society', 'civil society'), ('public_servant', 'public servant'), ('local_authority', 'local authority'), ('parliament', 'parliament'), ('private_sector', 'private sector'), ('academia', 'academia'), ('press', 'press')], default='citizen', help_text='In what capacity the author spoke, as of then.', max_length=20, verbose_name='affiliation'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='by_official',
            field=models.BooleanField(default=False, help_text='Whether the author spoke for the government, as of then.', verbose_name='by an official'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='difference',
            field=models.JSONField(blank=True, help_text='From the wording it was written on to the proposed one.', null=True, verbose_name='difference'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='kind',
            field=models.CharField(choices=[('remark', 'remark'), ('question', 'question'), ('suggestion', 'suggestion')], default='remark', max_length=20, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='organisation_confirmed',
            field=models.BooleanField(default=False, help_text='Whether it was confirmed that they speak for it, as of then.', verbose_name='organisation confirmed'),
        ),
        migrations.AlterField(
            model_name='heldtext',
            name='written_on',
            field=models.ForeignKey(blank=True, help_text='The wording that a suggestion changes, or from which words are quoted.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='drafts.versionsection'),
        ),
    ]
