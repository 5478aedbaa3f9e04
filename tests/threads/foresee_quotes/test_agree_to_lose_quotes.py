"""Publishing a translation that loses quotes asks first. A text of its own is published by signatures,
or in an emergency: `tests/answers/test_publish_in_emergency.py` asks the same there.
"""

import pytest

from consult.drafts.models import Version
from consult.threads.models import Comment
from tests.threads.foresee_quotes.pages import (
    address,
    confirm,
    counts,
    edit_form,
    numbers,
    save,
    see,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    """wagtail-localize publishes after commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_agreeing_publishes_the_translation(translated, cast, as_user, on_commit):
    browser, before = as_user(cast.publisher), numbers(translated)
    with on_commit():
        confirm(browser, translated)
    assert len(numbers(translated)) == len(before) + 1
    version = Version.objects.filter(draft=translated.translation_key, language="en").first()
    assert version.sections.filter(text__contains="Everything will be published").exists()
    assert Comment.objects.get(quote_state="gone").language == "en"


def test_the_way_back_leads_to_no_other_site(translated, cast, as_user):
    """CVE-2023-32693: no open redirect."""
    url = f"{address(translated, asks=True)}&next=https://elsewhere.test/"
    assert "elsewhere.test" not in as_user(cast.publisher).get(url).content.decode()


def test_saving_asks_nothing(stage, quote, editor, as_user):
    quote()
    browser, page = as_user(editor), stage.page
    answer = browser.post(f"/admin/pages/{page.pk}/edit/", edit_form(browser, page))
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"


def test_quotes_that_were_lost_before_are_not_lost_again(stage, quote, editor, as_user):
    quote()
    save(stage.page, "<p>Tout sera publié.</p>").get_latest_revision().publish()
    soup = see(as_user(editor), address(stage.page))
    assert counts(soup)["gone"] == 1


@pytest.mark.parametrize("sent", [{}, {"seen": "x"}, {"seen": "\x00"}])
def test_a_form_that_was_made_up_publishes_nothing(translated, cast, as_user, on_commit, sent):
    browser, before = as_user(cast.publisher), numbers(translated)
    editor_url = f"/admin/pages/{translated.pk}/edit/"
    with on_commit():
        answer = browser.post(editor_url, {"action": "publish", **sent})
    assert answer["Location"] == address(translated, asks=True)
    assert numbers(translated) == before


def test_a_text_of_its_own_asks_for_no_agreement(stage, quote, cast, as_user):
    quote()
    page = save(stage.page, "<p>Tout sera publié.</p>")
    for somebody in (cast.publisher, cast.admin):
        soup = see(as_user(somebody), address(page, asks=True))
        assert counts(soup)["gone"] == 1
        assert not soup.select("form [name=seen]")
