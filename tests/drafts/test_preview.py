"""Preview in Wagtail's editor: what is not saved yet, and never the talk."""

import pytest
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from consult.drafts.models import DraftPage
from tests.factories.pages import let_edit, locale

pytestmark = pytest.mark.django_db


@pytest.fixture
def new_page(stage):
    """A draft that was never published."""
    return stage.consultation_page.add_child(
        instance=DraftPage(
            title="Brouillon",
            slug="brouillon",
            live=False,
            sections=[("text", "<p>Pas encore public.</p>")],
            locale=locale(),
        )
    )


def typed(page, words):
    """What the editor sends while somebody types."""
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "introduction": rich_text(""),
            "sections": streamfield([("text", rich_text(f"<p>{words}</p>"))]),
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": "",
            },
        }
    )


def test_unsaved_words_are_previewed_before_the_first_publication(cast, new_page, as_user):
    browser = as_user(cast.admin)
    address = f"/admin/pages/{new_page.pk}/edit/preview/"
    answer = browser.post(address, typed(new_page, "Tout neuf"))
    assert answer.json() == {"is_valid": True, "is_available": True}
    html = browser.get(address).content.decode()
    assert "Tout neuf" in html
    assert "Pas encore public." not in html
    assert not DraftPage.objects.get(pk=new_page.pk).live


def test_a_published_draft_is_previewed_as_it_would_be_and_without_talk(stage, cast, post, as_user):
    post("Zanzibar")
    browser = as_user(cast.admin)
    address = f"/admin/pages/{stage.page.pk}/edit/preview/"
    browser.post(address, typed(stage.page, "Tout neuf"))
    html = browser.get(f"{address}?section={stage.text.key}").content.decode()
    assert "Tout neuf" in html
    assert "dispersées" not in html
    for talk in ("Zanzibar", "data-stream", "<textarea", "live.js", 'class="talk"'):
        assert talk not in html


def test_the_public_sees_nothing_of_a_draft_in_the_making(new_page, as_user):
    assert as_user().get(new_page.url or "/fr/consultations/plan/brouillon/").status_code == 404


@pytest.mark.parametrize("role", ["citizen", "moderator_gov"])
def test_preview_and_history_need_rights_on_pages(stage, cast, new_page, as_user, role):
    """CVE-2026-45086, Discourse CVE-2026-27454: an old or unsaved version asks the same question."""
    browser = as_user(getattr(cast, role))
    revision = stage.page.save_revision()
    for address in (
        f"/admin/pages/{new_page.pk}/edit/preview/",
        f"/admin/pages/{new_page.pk}/view_draft/",
        f"/admin/pages/{stage.page.pk}/revisions/{revision.pk}/view/",
        f"/admin/pages/{stage.page.pk}/history/",
        f"/admin/pages/{stage.page.pk}/copy/",
    ):
        answer = browser.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


def test_the_editor_opens_for_every_page_of_the_site(stage, cast, as_user):
    browser = as_user(cast.admin)
    for page in (stage.page, stage.consultation_page, *stage.page.get_ancestors()[1:3]):
        assert browser.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_an_editor_elsewhere_copies_nothing_that_they_may_not_see(stage, cast, as_user):
    """Wagtail CVE-2026-44200: copying a page that one may not see revealed it."""
    let_edit(cast.outsider, stage.other_page.get_parent())
    browser, count = as_user(cast.outsider), DraftPage.objects.count()
    address = f"/admin/pages/{stage.page.pk}/copy/"
    form = {
        "new_title": "Copie",
        "new_slug": "copie",
        "new_parent_page": stage.other_page.get_parent().pk,
        "publish_copies": "on",
    }
    for answer in (browser.get(address), browser.post(address, form)):
        assert answer.status_code in (302, 403)
        assert answer.get("Location", "/admin/") == "/admin/"
    assert DraftPage.objects.count() == count
    for verb in ("edit", "move", "view_draft", "delete", "history"):
        answer = browser.get(f"/admin/pages/{stage.page.pk}/{verb}/")
        assert answer.status_code in (302, 403), verb
    answer = browser.get(f"/admin/localize/submit/page/{stage.page.pk}/")
    assert answer.status_code in (302, 403)
