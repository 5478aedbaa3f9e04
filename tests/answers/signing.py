"""Texts that are signed, in tests."""

from bs4 import BeautifulSoup
from wagtail.models import Revision

from consult.answers.services import signatures
from consult.answers.signed_text import mark_of
from consult.drafts.models import DraftPage, Version

WORDS = "<p>Tout sera publié.</p>"
HOSTILE = "<script>alert(1)</script>"


def write(page, html=WORDS, *, by=None, over=None, **changed):
    """Save a draft with other words in its text section, as the editor's button does."""
    page = DraftPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    page.sections = [
        {**one, "value": html} if one["type"] == "text" else dict(one)
        for one in page.sections.raw_data
    ]
    for name, value in changed.items():
        setattr(page, name, value)
    page.save_revision(user=by, overwrite_revision=over)
    return DraftPage.objects.get(pk=page.pk)


def mark(page):
    return mark_of(DraftPage.objects.get(pk=page.pk).get_latest_revision())


def sign(page, by, **details):
    return signatures.sign(by=by, page=page, seen=details.pop("seen", mark(page)), **details)


def numbers(page):
    versions = Version.objects.filter(
        draft=page.translation_key, language=page.locale.language_code
    )
    return list(versions.order_by("number").values_list("number", flat=True))


def signed_for(page):
    """The colleges that signed the newest version of a page."""
    version = Version.objects.filter(
        draft=page.translation_key, language=page.locale.language_code
    ).first()
    return sorted(version.signatures.values_list("college", flat=True))


def address(page):
    return f"/fr/drafting/{page.translation_key}/signing/"


def soup_of(answer):
    return BeautifulSoup(answer.content, "html.parser")


def last_revision(page):
    return Revision.objects.get(pk=DraftPage.objects.get(pk=page.pk).latest_revision_id)


def task_state(page):
    return DraftPage.objects.get(pk=page.pk).current_workflow_task_state
