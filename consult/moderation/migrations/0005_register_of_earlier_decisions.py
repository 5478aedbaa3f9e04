"""Enter the decisions that were taken before there was a register, in their order."""

from django.db import migrations

from consult.moderation import canonical

AT_ONCE = 500


def enter_earlier(apps, schema_editor):
    Decision = apps.get_model("moderation", "Decision")
    Register = apps.get_model("moderation", "Register")
    missing = Decision.objects.filter(entry=None)
    for key in missing.order_by().values_list("consultation_id", flat=True).distinct():
        register, _created = Register.objects.get_or_create(consultation_id=key)
        entries = entries_of(apps, register, missing.filter(consultation_id=key))
        RegisterEntry = apps.get_model("moderation", "RegisterEntry")
        RegisterEntry.objects.bulk_create(entries, batch_size=AT_ONCE)
        register.save()


def entries_of(apps, register, decisions):
    """Return an entry for each decision, and leave the register at the last of them."""
    RegisterEntry = apps.get_model("moderation", "RegisterEntry")
    entries = []
    for decision in decisions.select_related("article").order_by("decided_at", "pk"):
        body = canonical.canonical(
            canonical.entry(decision, number=register.last + 1, previous=register.head)
        )
        register.last, register.head = register.last + 1, canonical.digest(body)
        entries.append(
            RegisterEntry(
                register=register,
                number=register.last,
                decision=decision,
                body=body,
                hash=register.head,
            )
        )
    return entries


class Migration(migrations.Migration):
    dependencies = [("moderation", "0004_whose_decisions_known")]

    operations = [migrations.RunPython(enter_earlier, migrations.RunPython.noop)]
