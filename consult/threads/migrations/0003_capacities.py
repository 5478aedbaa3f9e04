"""In what capacity earlier comments were made, as far as accounts and memberships say it today."""

from django.db import migrations
from django.db.models import Count, Exists, OuterRef, Q, Subquery


def fill(apps, schema_editor):
    Comment = apps.get_model("threads", "Comment")
    User = apps.get_model("people", "User")
    Membership = apps.get_model("consultations", "Membership")
    authors = User.objects.filter(pk=OuterRef("author"))
    Comment.objects.update(affiliation=Subquery(authors.values("affiliation")))
    officials = Membership.objects.filter(
        Q(role="publisher") | Q(college="government"),
        participant=OuterRef("author"),
        consultation=OuterRef("draft__consultation"),
    )
    spoken = Comment.objects.filter(Exists(officials)).values("pk")
    Comment.objects.filter(pk__in=list(spoken.values_list("pk", flat=True))).update(by_official=True)
    replies = (
        Comment.objects.filter(by_official=True, status="visible", thread__isnull=False)
        .values_list("thread")
        .annotate(count=Count("pk"))
    )
    for thread, count in replies:
        Comment.objects.filter(pk=thread).update(official_replies_count=count)


class Migration(migrations.Migration):
    dependencies = [
        ("threads", "0002_conversation"),
        ("consultations", "0001_consultations"),
        ("people", "0001_accounts"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
