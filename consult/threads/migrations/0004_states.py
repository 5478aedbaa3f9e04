"""Threads by what has become of them."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0001_consultations'),
        ('drafts', '0002_section_stances'),
        ('threads', '0003_capacities'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('official_replies_count__gt', 0), ('thread', None)), fields=['section', '-id'], name='threads_section_answered'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('edited_at__isnull', False), ('thread', None)), fields=['section', '-id'], name='threads_section_edited'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('status', 'hidden'), ('thread', None)), fields=['section', '-id'], name='threads_section_hidden'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('quote_in', None), ('quote_state__gt', ''), ('thread', None)), fields=['section', '-id'], name='threads_section_changed'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('official_replies_count__gt', 0), ('thread', None)), fields=['draft', '-id'], name='threads_draft_answered'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('edited_at__isnull', False), ('thread', None)), fields=['draft', '-id'], name='threads_draft_edited'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('status', 'hidden'), ('thread', None)), fields=['draft', '-id'], name='threads_draft_hidden'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('quote_in', None), ('quote_state__gt', ''), ('thread', None)), fields=['draft', '-id'], name='threads_draft_changed'),
        ),
    ]
