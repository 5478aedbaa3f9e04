"""For which organisation somebody spoke, and whether that was confirmed, as of then."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0004_groups_of_members'),
        ('drafts', '0005_tables'),
        ('people', '0007_organisations_left_accounts'),
        ('threads', '0010_translations_by_people'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='organisation',
            field=models.ForeignKey(blank=True, help_text='For which organisation the author spoke, as of then.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='people.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='comment',
            name='organisation_confirmed',
            field=models.BooleanField(default=False, help_text='Whether it was confirmed that they speak for it, as of then.', verbose_name='organisation confirmed'),
        ),
        migrations.AddField(
            model_name='heldtext',
            name='organisation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='held_texts', to='people.organisation', verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='heldtext',
            name='organisation_confirmed',
            field=models.BooleanField(default=False, verbose_name='organisation confirmed'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('organisation__isnull', False), ('thread', None)), fields=['section', 'organisation', '-id'], name='threads_section_organisation'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('organisation__isnull', False), ('thread', None)), fields=['draft', 'organisation', '-id'], name='threads_draft_organisation'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('organisation__isnull', False)), fields=['organisation', '-id'], name='threads_for_organisation'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('organisation_confirmed', False), ('organisation__isnull', False), _connector='OR'), name='threads_confirmed_means_for_an_organisation'),
        ),
        migrations.AddConstraint(
            model_name='heldtext',
            constraint=models.CheckConstraint(condition=models.Q(('organisation_confirmed', False), ('organisation__isnull', False), _connector='OR'), name='threads_held_confirmed_for_an_organisation'),
        ),
    ]
