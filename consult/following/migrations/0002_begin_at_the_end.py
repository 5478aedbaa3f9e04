from django.db import migrations


def begin_at_the_end(apps, schema_editor):
    """Nobody is told of what happened before the site could tell them."""
    draft, stream = apps.get_model("drafts", "Draft"), apps.get_model("live", "Stream")
    position = apps.get_model("following", "Position")
    drafts = set(draft.objects.values_list("pk", flat=True))
    position.objects.bulk_create(
        [
            position(stream_id=key, number=last)
            for key, last in stream.objects.values_list("pk", "last")
            if key in drafts
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("following", "0001_follow_and_tell"),
    ]

    operations = [
        migrations.RunPython(begin_at_the_end, migrations.RunPython.noop),
    ]
