"""Nobody else may bear the names of institutions that published commitments name already."""

from django.db import migrations


def reserve(apps, schema_editor):
    InstitutionName = apps.get_model("people", "InstitutionName")
    DraftPage = apps.get_model("drafts", "DraftPage")
    for page in DraftPage.objects.filter(live=True).select_related("locale").iterator():
        names = {
            value.strip()
            for block in page.sections.raw_data
            if block["type"] == "commitment"
            for value in (block["value"].get("lead"), block["value"].get("partner"))
            if value and value.strip()
        }
        InstitutionName.objects.bulk_create(
            InstitutionName(
                page=page.translation_key, language=page.locale.language_code, name=name
            )
            for name in sorted(names)
        )


class Migration(migrations.Migration):

    dependencies = [
        ("drafts", "0007_empty_words"),
        ("people", "0004_reserved_names"),
    ]

    operations = [
        migrations.RunPython(reserve, migrations.RunPython.noop),
    ]
