"""Say of each decision in which consultation and on whose words it was taken."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    Comment = apps.get_model("threads", "Comment")
    Decision = apps.get_model("moderation", "Decision")
    comment = Comment.objects.filter(pk=OuterRef("comment_id"))
    Decision.objects.filter(consultation=None).update(
        consultation_id=Subquery(comment.values("draft__consultation_id")),
        author_id=Subquery(comment.values("author_id")),
    )


class Migration(migrations.Migration):
    dependencies = [("moderation", "0002_house_rules")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
