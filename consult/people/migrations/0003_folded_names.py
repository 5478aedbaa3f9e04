"""Public names that may be taken for one another: of those that are, the later ones get a number."""

import consult.people.names.fields
from django.db import migrations, models

from consult.core.names import folded
from consult.core.signs import is_badge_like

LENGTH = 60


def fold(apps, schema_editor):
    """Fold every name. What is changed is reported, for its owner has to hear of it."""
    User = apps.get_model("people", "User")
    said, drawn, changed = set(), set(), []
    for user in User.objects.order_by("joined_at", "pk").only("public_name").iterator():
        name = free_name(user.public_name, said, drawn)
        now = folded(name)
        said.add(now.said)
        drawn.add(now.drawn)
        if name != user.public_name:
            changed.append((user.pk, user.public_name, name))
        user.public_name = name
        user.save(update_fields=["public_name", "folded_name", "drawn_name"])
    for pk, before, after in changed:
        print(f"\n  Public name of account {pk} changed from {before!r} to {after!r}", end="")


def free_name(name, said, drawn):
    """Return a name without badge-like signs that is like none before it."""
    plain = " ".join("".join(one for one in name if not is_badge_like(one)).split())
    plain = plain or "Participant"
    tried, number = plain, 1
    while (now := folded(tried)).said in said or now.drawn in drawn:
        number += 1
        suffix = f" {number}"
        tried = plain[: LENGTH - len(suffix)] + suffix
    return tried



class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_preferences'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='drawn_name',
            field=consult.people.names.fields.FoldedNameField(default='', max_length=240, of='public_name', way='drawn'),
        ),
        migrations.AddField(
            model_name='user',
            name='folded_name',
            field=consult.people.names.fields.FoldedNameField(default='', max_length=240, of='public_name', way='said'),
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(fields=('folded_name',), name='people_folded_name_unique', violation_error_message='Somebody uses this public name, or one that is easily taken for it. Choose another.'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(fields=('drawn_name',), name='people_drawn_name_unique', violation_error_message='Somebody uses this public name, or one that is easily taken for it. Choose another.'),
        ),
    ]
