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
        migrations.RunPython(count_threads, migrations.RunPython.noop),
    ]
