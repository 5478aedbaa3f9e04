"""Who has no account, and under which name somebody speaks in a consultation."""

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
    ]
