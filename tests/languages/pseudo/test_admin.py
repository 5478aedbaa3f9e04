"""In a language that is only a catalogue: Wagtail's admin, and what we added to it."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from consult.moderation.models import WordList
from tests.consultations.test_admin_rights import addresses, ask
from tests.languages.pseudo.walk import Walk
from tests.pages.test_addresses import examples

__all__ = ["addresses", "examples"]

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = [
    "pages/homepage",
    "pages/editorialpage",
    "consultations/consultationlistpage",
    "consultations/consultationpage",
    "drafts/draftpage",
    "answers/closingreportpage",
]
UNREAD = ("sprite", "javascript_catalog", "preview_translation", "block_preview")
"""Icons, scripts, and a page in another language."""
OF_OTHERS = ("wagtailadmin_account", "wagtailusers_groups:add", "wagtailusers_groups:edit")
"""Lists of the world's languages and time zones, and of Django's permissions."""
GAPS = {
    *("Answer", "Body", "Collection", "Email address", "Enabled", "Link text", "Locale", "None"),
    *("Page", "Phone number", "Port", "Root", "Root page", "Search", "Site name", "Source locale"),
    *(
        "Subject",
        "Sync from",
        "Target locale",
        "Task type",
        "True",
        "URL",
        "UTC",
        "locales",
        "pages",
    ),
    *("others", "translations", "Actions", "Fragments", "Permanente", "Rechercher", "Temporaire"),
    *(
        "Tous",
        "Type",
        "testserver",
        "Wagtail",
        "Editors",
        "Moderators",
        "Image",
        "ImageChooserBlock",
    ),
    *("AVIF", "GIF", "JPG", "JPEG", "PNG", "WEBP", "CSV", "XLSX", "TSV"),
    *("maxFileSize", 'Unsupported media type "application/octet-stream" in request.'),
    *(kind.replace("/", ".") for kind in PAGES),
}
"""What Wagtail and wagtail-localize say in English, or only in French, themselves; and their names."""


def walk_of_the_admin():
    return Walk(names=GAPS)


def read(walk, name, answer):
    if not any(word in name for word in UNREAD) and name not in OF_OTHERS:
        walk.see(name, answer)


@pytest.mark.filterwarnings("ignore:Pagination may yield")  # of wagtail-localize's report
@pytest.mark.parametrize("reader", ["drafter_gov", "publisher", "admin"])
def test_every_address_of_the_admin(addresses, cast, as_user, reader):
    walk, browser = walk_of_the_admin(), as_user(getattr(cast, reader))
    for name, address in addresses:
        read(walk, name, ask(browser, address))
    walk.end(least=2000)


@pytest.mark.parametrize("empty", [False, True])
def test_every_form_of_ours_in_the_admin(stage, cast, as_user, empty):
    """Each type of page, and what else is ours there; as it is offered, and sent back empty."""
    words = WordList.objects.create(language="fr", words="Zut")
    member = cast.moderator_gov.memberships.get()
    parent = stage.consultation_page
    forms = [
        reverse("wagtailadmin_pages:add", args=[*kind.split("/"), where.pk])
        for kind, where in zip(
            PAGES,
            [parent.get_root(), *[parent.get_parent()] * 2, *[parent] * 3],
            strict=True,
        )
    ]
    forms += [reverse("wagtailadmin_pages:edit", args=[one.pk]) for one in (parent, stage.page)]
    forms += [
        reverse("word_lists:add"),
        reverse("word_lists:edit", args=[words.pk]),
        reverse("word_lists:delete", args=[words.pk]),
        reverse("memberships:add"),
        reverse("memberships:edit", args=[member.pk]),
        reverse("wagtailusers_users:add"),
        reverse("wagtailusers_users:edit", args=[cast.citizen.pk]),
        reverse("drafts_import", args=[parent.pk]),
        reverse("drafts_update", args=[stage.page.pk]),
        reverse("answers_emergency", args=[stage.page.pk]),
        reverse("answers_closing", args=[parent.pk]),
    ]
    walk, browser = walk_of_the_admin(), as_user(cast.admin)
    browser.raise_request_exception = False  # a page without its formsets is no form of ours
    for form in forms:
        answer = browser.post(form, {}) if empty else browser.get(form)
        read(walk, form, answer)
    walk.end(least=100 if empty else 1000)


def test_groups_and_permissions_are_named_by_the_site():
    """The groups that come with members bear names from the catalogue; Wagtail's own stay English."""
    ours = Group.objects.exclude(name__in=["Editors", "Moderators"])
    assert ours
    assert all("⟦" in one.name for one in ours)
    assert Permission.objects.exists()
