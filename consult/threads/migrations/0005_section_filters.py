"""The threads of a section by what they are, in which language, and who speaks."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0001_consultations'),
        ('drafts', '0002_section_stances'),
        ('threads', '0004_states'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['section', 'kind', '-id'], name='threads_section_kind'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['section', 'language', '-id'], name='threads_section_language'),
        ),
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(condition=models.Q(('thread', None)), fields=['section', 'affiliation', '-id'], name='threads_section_affiliation'),
        ),
    ]
