"""What counted a reader without an account once goes where their report is settled, as it does now."""

from django.db import migrations


def erase(apps, schema_editor):
    apps.get_model("moderation", "Report").objects.filter(closed_at__isnull=False).update(mark="")


class Migration(migrations.Migration):
    dependencies = [("moderation", "0007_reports_of_those_who_left")]

    operations = [migrations.RunPython(erase, migrations.RunPython.noop)]
