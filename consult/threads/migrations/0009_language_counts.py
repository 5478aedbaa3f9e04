"""How many threads are begun in each language, at each section."""

import django.db.models.deletion
from django.db import migrations, models


def count_languages(apps, schema_editor):
    """Count the threads that the public sees, by section and language."""
    Comment = apps.get_model("threads", "Comment")
    LanguageCount = apps.get_model("threads", "LanguageCount")
    roots = Comment.objects.filter(thread=None, status="visible").order_by()
    counts = roots.values("draft", "section", "language").annotate(count=models.Count("pk"))
    LanguageCount.objects.bulk_create(
        LanguageCount(
            draft_id=one["draft"],
            section_id=one["section"],
            language=one["language"],
            threads_count=one["count"],
        )
        for one in counts.iterator()
    )


class Migration(migrations.Migration):

    dependencies = [
        ('drafts', '0005_tables'),
        ('threads', '0008_language_named'),
    ]

    operations = [
        migrations.CreateModel(
            name='LanguageCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=8, verbose_name='language')),
                ('threads_count', models.PositiveIntegerField(default=0, verbose_name='contributions')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='drafts.draft')),
                ('section', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='languages', to='drafts.section')),
            ],
            options={
                'verbose_name': 'contributions in a language',
                'verbose_name_plural': 'contributions in each language',
                'constraints': [models.UniqueConstraint(fields=('section', 'language'), name='threads_one_count_a_language')],
            },
        ),
        migrations.RunPython(count_languages, migrations.RunPython.noop),
    ]
