"""Builds the demonstration's pages, in French and translated into English and what else has words."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from wagtail.models import Locale, Page, Site

from cms.demo import content, streams
from cms.demo.translating import translate, twin_of
from cms.pages.pages import EditorialPage, HomePage
from consult.consultations import trees
from consult.consultations.models import (
    ConsultationListPage,
    ConsultationPage,
)
from consult.consultations.pages import ConsultationPartner
from consult.drafts.models import DraftPage
from consult.people.models import User

HOME_SLUG = "parvis-demo"


class Builder:
    """Makes pages and their translations, in the name of one publisher."""

    def __init__(self, publisher: User) -> None:
        self.publisher = publisher
        self.source = Locale.objects.get_or_create(language_code=content.SOURCE)[0]
        self.locales = {
            code: Locale.objects.get_or_create(language_code=code)[0]
            for code in content.languages()
        }
        self.target = self.locales["en"]

    def publish(self, parent: Page, page_class: type[Page], fields: dict, **shared: Any) -> Page:
        """Make a page below `parent` in each language of `fields`, which holds them by language."""
        page = page_class(locale=self.source, **fields[content.SOURCE], **shared)
        parent.add_child(instance=page)
        page.save_revision(user=self.publisher).publish(self.publisher, skip_permission_checks=True)
        self.translate(page, fields)
        return page

    def translate(self, page: Page, fields: dict) -> None:
        """Publish a page in each other language of `fields`."""
        for language, words in fields.items():
            if language != content.SOURCE:
                translate(page, twin_of(page, **words), self.locales[language])


def in_each(make: Any, source: Any) -> dict:
    """Return what `make` makes of a piece of content, in each language in which it is there."""
    return {
        language: make(content.in_language(source, language))
        for language in content.languages()
        if content.speaks(source, language)
    }


def build_site(publisher: User) -> dict[str, DraftPage]:
    """Build every page and return the drafts in French by their key."""
    texts = content.read("site")
    builder = Builder(publisher)
    home = build_home(builder, texts["home"])
    for key, in_menu in (("take_part", True), ("legal", False)):
        fields = in_each(lambda one, key=key: editorial_fields(one, key), texts[key])
        builder.publish(home, EditorialPage, fields, show_in_menus=in_menu)
    listing = builder.publish(
        home,
        ConsultationListPage,
        in_each(list_fields, texts["consultations_page"]),
        show_in_menus=True,
    )
    drafts = {}
    for consultation in texts["consultations"]:
        page = build_consultation(builder, listing, consultation, texts["charter"])
        for key in consultation.get("drafts", []):
            drafts[key] = build_draft(builder, page, key)
    return drafts


def build_home(builder: Builder, texts: dict) -> HomePage:
    """Build the two home pages in place of Wagtail's welcome page, and keep the trees in step."""
    root = Page.get_first_root_node()
    home = HomePage(locale=builder.source, slug=HOME_SLUG, **home_fields(texts, content.SOURCE))
    root.add_child(instance=home)
    home.save_revision(user=builder.publisher).publish(
        builder.publisher, skip_permission_checks=True
    )
    origin = urlsplit(settings.ORIGINS[0])
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": origin.hostname,
            "port": origin.port or (443 if origin.scheme == "https" else 80),
            "root_page": home,
            "site_name": settings.WAGTAIL_SITE_NAME,
        },
    )
    # Wagtail's welcome page, and what languages that follow the source have of it.
    welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page")
    keys = list(welcome.values_list("translation_key", flat=True))
    Page.objects.filter(depth=2, translation_key__in=keys).delete()
    builder.translate(home, in_each(dict, texts))
    trees.sync_languages()
    return home


def home_fields(texts: dict, language: str) -> dict:
    return content.in_language(texts, language)


def editorial_fields(texts: dict, key: str) -> dict:
    return {
        "title": texts["title"],
        "slug": texts["slug"],
        "introduction": texts["intro"],
        "body": raw(EditorialPage, "body", streams.editorial(texts["body"], key)),
    }


def list_fields(texts: dict) -> dict:
    return {"title": texts["title"], "slug": texts["slug"], "introduction": texts["intro"]}


def build_consultation(
    builder: Builder, parent: Page, texts: dict, articles: list[dict]
) -> ConsultationPage:
    """Build one consultation, with its partners, charter and times counted from today."""
    today = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)

    def fields(one: dict) -> dict:
        return {name: one[name] for name in ("title", "slug", "summary", "body")}

    words = in_each(fields, texts)
    for language in words:
        charter = streams.charter(content.in_language(articles, language), texts["key"])
        words[language]["charter"] = raw(ConsultationPage, "charter", charter)
    page = ConsultationPage(
        locale=builder.source,
        opens_at=today + timedelta(days=texts["opens_in_days"]),
        closes_at=today + timedelta(days=texts["closes_in_days"], hours=14, minutes=59),
        answers_until=today + timedelta(days=texts["answers_in_days"]),
        partners=partners(texts, content.SOURCE, builder.source),
        allows_guests=texts.get("allows_guests", False),
        **words[content.SOURCE],
    )
    parent.add_child(instance=page)
    page.save_revision(user=builder.publisher).publish(
        builder.publisher, skip_permission_checks=True
    )
    for language in words:
        if language == content.SOURCE:
            continue
        twin = twin_of(page, **words[language])
        names = [content.in_language(one["name"], language) for one in texts["partners"]]
        named = list(twin.partners.all())
        for partner, name in zip(named, names, strict=True):
            partner.name = name
        twin.partners = named  # or they would be read again, as they were
        translate(page, twin, builder.locales[language])
    return page


def partners(texts: dict, language: str, locale: Locale) -> list[ConsultationPartner]:
    return [
        ConsultationPartner(
            locale=locale,
            sort_order=order,
            name=content.in_language(one["name"], language),
            college=one["college"],
            url=one.get("url", ""),
        )
        for order, one in enumerate(texts["partners"])
    ]


def build_draft(builder: Builder, parent: ConsultationPage, key: str) -> DraftPage:
    """Build one draft of a consultation: its drafters publish it."""
    page = DraftPage(locale=builder.source, live=False, **fields_of_version(key, 1)[content.SOURCE])
    parent.add_child(instance=page)
    page.save_revision(user=builder.publisher)
    trees.keep_in_step(page)
    return page


def draft_fields(texts: dict) -> dict:
    return {
        "title": texts["title"],
        "slug": texts["slug"],
        "introduction": f"<p>{texts['intro']}</p>",
        "sections": raw(DraftPage, "sections", streams.sections(texts)),
    }


def fields_of_version(key: str, number: int) -> dict:
    """Return the fields of a version of a draft, by language."""
    texts = content.read("plan" if key == "plan" else f"plan-{key}")
    changes = {one["key"]: one for one in texts.pop("revision_2", [])}
    if number > 1:
        texts["sections"] = [
            {**section, **changes.get(section["key"], {})}
            for section in texts["sections"]
            if not changes.get(section["key"], {}).get("dropped")
        ]
    return in_each(draft_fields, texts)


def raw(page_class: type[Page], field: str, blocks: list[dict]) -> object:
    """Return the value of a StreamField from blocks as they are stored."""
    return page_class._meta.get_field(field).stream_block.to_python(blocks)
