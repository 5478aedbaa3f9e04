"""Nobody else may bear the names of partners of consultations that are published already."""

from django.db import migrations


def reserve(apps, schema_editor):
    InstitutionName = apps.get_model("people", "InstitutionName")
    Partner = apps.get_model("consultations", "ConsultationPartner")
    live = Partner.objects.filter(page__live=True).values_list(
        "page__translation_key", "page__locale__language_code", "name"
    )
    InstitutionName.objects.bulk_create(
        InstitutionName(page=page, language=language, name=name)
        for page, language, name in sorted(set(live), key=str)
    )


class Migration(migrations.Migration):

    dependencies = [
        ("consultations", "0004_groups_of_members"),
        ("people", "0004_reserved_names"),
    ]

    operations = [
        migrations.RunPython(reserve, migrations.RunPython.noop),
    ]
