"""When a contribution got its answer, and how many contributions each section has."""

from django.db import migrations, models


def count_threads(apps, schema_editor):
    """Count the contributions that the public sees in each section; none is answered yet."""
    Comment = apps.get_model("threads", "Comment")
    Section = apps.get_model("drafts", "Section")
    counts = Comment.objects.filter(thread=None, status="visible").order_by().values("section")
    for one in counts.annotate(count=models.Count("pk")).iterator():
        Section.objects.filter(pk=one["section"]).update(threads_count=one["count"])


class Migration(migrations.Migration):
    dependencies = [
        ("drafts", "0003_section_coverage"),
        ("threads", "0006_held_texts"),
    ]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="answered_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When it got its first reasoned answer from the drafters.",
                null=True,
                verbose_name="answered",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("adopted", "adopted"),
                    ("partly", "adopted in part"),
                    ("already", "already there"),
                    ("declined", "declined"),
                    ("out_of_scope", "out of scope"),
                    ("needs_work", "needs more work"),
                ],
                help_text="What became of it, as the newest of its answers says.",
                max_length=20,
                verbose_name="outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(answered_at=None, outcome="")
                | models.Q(answered_at__isnull=False, thread=None) & ~models.Q(outcome=""),
                name="threads_answers_have_an_outcome",
            ),
        ),
        migrations.RunPython(count_threads, migrations.RunPython.noop),
    ]
