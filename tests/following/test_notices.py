"""A reader's notices on the site: listed, counted, read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from consult.core.ids import new_id
from consult.drafts.models import DraftPage
from consult.following import services
from consult.following.models import Notice
from consult.people.models import User
from tests.following.telling import choose, follow_draft, notices, tell

pytestmark = pytest.mark.django_db

LIST, COUNT = "/fr/account/notices/", "/fr/account/notices/count/"


@pytest.fixture(autouse=True)
def follower(stage, cast):
    services.pass_over(stage.draft.pk)
    follow_draft(cast.neighbour, stage)


def page(browser, address=LIST):
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_newest_come_first_twenty_a_page(stage, cast, post, as_user):
    for number in range(23):
        post(f"Idée numéro {number:02}.")
    tell()
    browser = as_user(cast.neighbour)
    first = page(browser)
    assert first.count("<article") == 20
    assert first.index("numéro 22") < first.index("numéro 21")
    before = first.split("?before=")[1].split('"')[0]
    second = page(browser, f"{LIST}?before={before}")
    assert second.count("<article") == 3
    assert "numéro 00" in second
    assert 'class="more"' not in second


def test_a_page_costs_as_much_for_many_as_for_few(stage, cast, post, as_user):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            page(browser)
        return len(captured)

    browser = as_user(cast.neighbour)
    page(browser)
    post()
    tell()
    few = queries()
    for number in range(15):
        post(f"Idée {number}", by=(cast.citizen, cast.publisher)[number % 2])
    tell()
    assert queries() == few <= 16


def test_the_number_of_unread_ones_stands_on_every_page(stage, cast, post, as_user):
    browser = as_user(cast.neighbour)
    for number in range(3):
        post(f"Idée {number}")
    tell()
    text = page(browser, stage.page.url)
    assert "?shown=3" in text
    assert "?shown" not in page(as_user(), stage.page.url)
    answer = browser.get(f"{COUNT}?shown=3")
    assert answer.status_code == 204
    answer = browser.get(f"{COUNT}?shown=2")
    assert "?shown=3" in answer.content.decode()
    assert as_user().get(COUNT).status_code == 204


def test_a_great_many_unread_ones_are_counted_to_a_hundred(stage, cast, post, as_user):
    comment = post()
    Notice.objects.bulk_create(
        Notice(
            participant=cast.neighbour,
            draft=stage.draft,
            number=number,
            happened_at=comment.posted_at,
            kind="draft",
            what="posted",
            comment=comment,
        )
        for number in range(1_000, 1_120)
    )
    answer = as_user(cast.neighbour).get(COUNT)
    assert '<span aria-hidden="true">99+</span>' in answer.content.decode()


def test_counting_costs_one_query(stage, cast, post, as_user, django_assert_num_queries):
    for number in range(3):
        post(f"Idée {number}")
    tell()
    browser = as_user(cast.neighbour)
    with django_assert_num_queries(3):  # session, account, count
        browser.get(COUNT)


def test_opening_one_reads_it_and_leads_there(stage, cast, post, as_user):
    comment = post()
    tell()
    notice = Notice.objects.get(participant=cast.neighbour)
    browser = as_user(cast.neighbour)
    address = f"{LIST}{notice.pk}/"
    browser.get(address, headers={"Sec-Purpose": "prefetch"})
    notice.refresh_from_db()
    assert notice.read_at is None
    answer = browser.get(address)
    assert answer["Location"] == f"/c/{comment.pk}"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "?shown=0" in page(browser)


def test_all_are_read_up_to_what_was_seen(stage, cast, post, as_user):
    post()
    tell()
    browser = as_user(cast.neighbour)
    seen = Notice.objects.get(participant=cast.neighbour)
    post("Une autre")
    tell()
    answer = browser.post(LIST, {"newest": str(seen.pk)})
    assert answer.status_code == 302
    unread = Notice.objects.filter(participant=cast.neighbour, read_at=None)
    assert unread.count() == 1
    browser.post(LIST)
    assert unread.count() == 0


def test_nobody_reads_the_notices_of_somebody_else(stage, cast, post, as_user):
    post()
    tell()
    notice = Notice.objects.get(participant=cast.neighbour)
    stranger = as_user(cast.publisher)
    assert stranger.get(f"{LIST}{notice.pk}/").status_code == 404
    assert stranger.get(f"{LIST}{new_id()}/").status_code == 404
    stranger.post(LIST)
    notice.refresh_from_db()
    assert notice.read_at is None
    assert as_user().get(LIST)["Location"] == f"/fr/account/login/?next={LIST}"


# ATTACKS.md: hidden words stayed in notifications (Decidim 12829, 8660)


def test_what_was_hidden_since_is_neither_listed_nor_counted(stage, cast, post, hide, as_user):
    comment = post("Imbécile !")
    tell()
    hide(comment)
    notice = Notice.objects.get(participant=cast.neighbour)
    browser = as_user(cast.neighbour)
    text = page(browser)
    assert "Imbécile" not in text
    assert "Maïa" not in text
    assert "?shown=0" in text
    assert browser.get(f"{LIST}{notice.pk}/").status_code == 404
    tell()
    assert notices(cast.citizen) == [("decided", "hidden")]
    assert "Imbécile" not in page(as_user(cast.citizen))


def test_a_draft_that_one_may_no_longer_read_is_neither_listed_nor_counted(
    stage, cast, post, as_user
):
    post("Entre nous")
    tell()
    for draft_page in DraftPage.objects.filter(translation_key=stage.draft.pk):
        PageViewRestriction.objects.create(page=draft_page, restriction_type="groups")
    text = page(as_user(cast.neighbour))
    assert "Entre nous" not in text
    assert "Projet de plan" not in text
    assert "?shown=0" in text


def test_who_wants_mail_alone_sees_nothing_on_the_site(stage, cast, post, as_user):
    choose(cast.neighbour, draft=(False, "daily"))
    post("Une idée")
    tell()
    text = page(as_user(cast.neighbour))
    assert "Une idée" not in text
    assert "?shown=0" in text


# ATTACKS.md: script in a user name ran for everyone (Decidim CVE-2026-23891)


def test_names_and_words_are_only_text(stage, cast, post, as_user):
    User.objects.filter(pk=cast.citizen.pk).update(public_name="<script>x</script>")
    post("<img src=x> %(name)s {name}")
    tell()
    text = page(as_user(cast.neighbour))
    assert "<bdi>&lt;script&gt;x&lt;/script&gt;</bdi>" in text
    assert "<img" not in text


@pytest.mark.parametrize("address", ["notices", "following"])
def test_texts_are_called_as_in_the_language_of_the_page(
    stage, cast, post, as_user, english_page, address
):
    """The address says in which language somebody reads now; their account, in which we write."""
    english_page.title = "Draft plan"
    english_page.save_revision().publish()
    post()
    tell()
    browser = as_user(cast.neighbour)
    assert cast.neighbour.language == "fr"
    for language, shown, other in (
        ("fr", stage.page, english_page),
        ("en", english_page, stage.page),
    ):
        html = page(browser, f"/{language}/account/{address}/").split("<main")[1]
        assert shown.title in html
        assert other.title not in html
