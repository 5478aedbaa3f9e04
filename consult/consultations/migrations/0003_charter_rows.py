"""Bring to the charter's rows what their pages already said: explanations, and what is urgent."""

from uuid import UUID

from django.db import migrations


def fill(apps, schema_editor):
    """Take urgency from the source page (the first of its translations), and words from each."""
    CharterArticle = apps.get_model("consultations", "CharterArticle")
    ConsultationPage = apps.get_model("consultations", "ConsultationPage")
    known = {}
    for article in CharterArticle.objects.all():
        known[article.consultation_id, article.key] = article
    sources = set()
    pages = ConsultationPage.objects.exclude(first_published_at=None).select_related("locale")
    for page in pages.order_by("pk"):
        is_source = page.translation_key not in sources
        sources.add(page.translation_key)
        for block in page.charter.raw_data:
            article = known.get((page.translation_key, UUID(block["id"])))
            if article is None:
                continue
            said = block["value"]
            language = page.locale.language_code
            article.explanations = {**article.explanations, language: said.get("explanation", "")}
            if is_source:
                article.is_urgent = bool(said.get("urgent"))
    CharterArticle.objects.bulk_update(known.values(), ["explanations", "is_urgent"])


class Migration(migrations.Migration):
    dependencies = [("consultations", "0002_house_rules"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
