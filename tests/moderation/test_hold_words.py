"""Words that wait for a moderator: their author is told so at once, and nobody else sees them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from consult.live.models import Event
from consult.moderation.models import Case
from consult.threads import services as threads
from consult.threads.models import Comment, HeldText
from tests.moderation.house import decide, hold, hold_edit, set_rules
from tests.threads.pages import HTMX, soup_of

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar"
both = pytest.mark.parametrize("htmx", [False, True], ids=["page", "fragment"])
OTHERS = [None, "neighbour", "drafter_gov", "publisher", "outsider", "admin", "moderator_gov"]


@pytest.fixture
def premoderated(stage, english_page):
    """All is read before it is public."""
    set_rules(stage.consultation, premoderation="all", review_hours=6)


@pytest.fixture
def send(stage, cast, premoderated, as_user):
    """Post as the citizen what waits then, with or without JavaScript."""

    def act(htmx=False, **fields):
        sent = {"section": str(stage.text.key), "body": f"{SECRET} *bientôt*", **fields}
        return as_user(cast.citizen).post(
            f"/en/drafts/{stage.draft.pk}/threads/", sent, headers=HTMX if htmx else {}
        )

    return act


def notice_in(answer):
    (notice,) = soup_of(answer).select(".held")
    return notice


def withdraw_address(held):
    return f"/en/moderation/held/{held.pk}/withdraw/"


# Told


@both
def test_who_posts_is_told_why_it_waits_and_until_when(stage, send, htmx):
    answer = send(htmx)
    assert answer.status_code == 202
    held, notice = HeldText.objects.get(), notice_in(answer)
    said = notice.get_text()
    assert "This is not public yet: a moderator reads it first." in said
    assert "Moderators read all contributions before publication." in said
    by = timezone.localtime(held.held_at + timedelta(hours=6))
    assert by.strftime("%m/%d/%Y %-I:%M").replace(" 0", " ") in said
    assert notice.select_one(".words em").get_text() == "bientôt"
    assert notice.select_one("a.act-withdraw")["href"] == withdraw_address(held)
    assert notice.select_one("a[href='/en/moderation/mine/']")
    assert Comment.objects.count() == 0


def test_the_box_stays_for_the_next_contribution(send):
    """In the place of what was sent: no word is left in it, and its key is another."""
    key = str(uuid4())
    page = soup_of(send(htmx=True, idempotency_key=key))
    (box,) = page.select("form.composer")
    assert box.select_one("[name=body]").get_text(strip=True) == ""
    assert box.select_one("[name=idempotency_key]")["value"] != key
    assert "is published" not in page.get_text()


@both
def test_a_reply_that_waits_is_told_in_its_place(stage, post, send, htmx):
    set_rules(stage.consultation, premoderation="none")
    answered = post("Quel mois ?")
    set_rules(stage.consultation, premoderation="all")
    answer = send(htmx, in_reply_to=answered.pk)
    assert answer.status_code == 202
    assert SECRET in notice_in(answer).get_text()
    assert not soup_of(answer).select("form.composer")
    assert Comment.objects.get(pk=answered.pk).replies_count == 0


@both
def test_a_suggestion_that_waits_shows_what_it_proposes(stage, send, htmx):
    quote = "elles restent dispersées"
    wording = "Les données existent, et elles sont réunies."
    notice = notice_in(send(htmx, kind="suggestion", wording=wording, body="", quote=quote))
    assert "sont réunies" in notice.select_one(".proposal").get_text()
    assert notice.select_one(".quote").get_text(strip=True) == quote


@both
def test_a_form_that_is_sent_twice_is_told_the_same(send, htmx):
    key = str(uuid4())
    first, second = (send(htmx, idempotency_key=key) for _turn in range(2))
    assert (first.status_code, second.status_code) == (202, 202)
    assert notice_in(first)["id"] == notice_in(second)["id"]
    assert HeldText.objects.count() == 1


@both
@pytest.mark.parametrize(
    ("action", "sentence"), [("refuse", "decided not to publish it"), (None, "taken this back")]
)
def test_sent_again_later_it_is_told_what_became_of_it(stage, cast, send, htmx, action, sentence):
    key = str(uuid4())
    send(idempotency_key=key)
    held = HeldText.objects.get()
    if action:
        decide(stage, cast.moderator_gov, held, action)
    else:
        threads.withdraw_held(by=cast.citizen, held_id=held.pk)
    again = send(htmx, idempotency_key=key)
    assert again.status_code == 200
    assert sentence in notice_in(again).get_text()
    assert (HeldText.objects.count(), Comment.objects.count()) == (1, 0)


def test_words_are_cleaned_before_they_are_shown(send):
    notice = notice_in(send(htmx=True, body="<img src=x onerror=alert(1)> <script>x</script>"))
    assert not notice.select("img, script")


# Edits


@pytest.fixture
def edited(stage, cast, post, premoderated):
    """A comment that is public, whose edits wait."""
    set_rules(stage.consultation, premoderation="none")
    comment = post("Quel mois ?")
    set_rules(stage.consultation, premoderation="all")
    return comment


@both
def test_an_edit_that_waits_leaves_the_comment_as_it_was(stage, cast, edited, as_user, htmx):
    answer = as_user(cast.citizen).post(
        f"/en/comments/{edited.pk}/edit/",
        {"body": f"{SECRET} ?"},
        headers=HTMX if htmx else {},
    )
    assert answer.status_code == 202
    said = notice_in(answer).get_text()
    assert "Your change is not public yet" in said
    assert "Until then your contribution stays as it was." in said
    assert SECRET in said
    if htmx:  # in the editor's place, not in the comment's
        assert (answer["HX-Retarget"], answer["HX-Reswap"]) == (f"#edit-{edited.pk}", "innerHTML")
    public = as_user().get(f"/c/{edited.pk}", follow=True).content.decode()
    assert "Quel mois ?" in public
    assert SECRET not in public


# Nobody else


@pytest.mark.parametrize("reader", OTHERS)
def test_nobody_else_sees_them(stage, cast, send, edited, as_user, reader):
    """Decidim 12829: what is not public stays out of every surface; the queue shows it alone."""
    hold_edit(stage, edited, f"{SECRET} aussi")
    set_rules(stage.consultation, premoderation="all", review_hours=6)
    send()
    new, change = HeldText.objects.filter(edits=None).get(), HeldText.objects.get(edits=edited)
    browser = as_user(getattr(cast, reader) if reader else None)
    section, draft = stage.text.key, stage.draft.pk
    for address in (
        f"{stage.page.url}?section={section}",
        f"/en/drafts/{draft}/discussion/",
        f"/en/comments/{edited.pk}/",
        f"/en/comments/{edited.pk}/history/",
        f"/en/comments/{edited.pk}/edit/",
        "/en/moderation/mine/",
        *(f"/en/moderation/held/{one.pk}/" for one in (new, change)),
        *(withdraw_address(one) for one in (new, change)),
        f"/c/{new.pk}",
    ):
        body = browser.get(address, follow=True).content.decode()
        assert f"{SECRET} " not in body, address
    found = browser.get(f"/en/drafts/{draft}/discussion/?q={SECRET}")
    assert "nothing-found" in found.content.decode()
    assert SECRET not in as_user().get(f"/api/v1/drafts/{draft}/comments").content.decode()
    assert not Event.objects.filter(object_id__in=[new.pk, change.pk], stream=draft).exists()


# Taken back


@both
def test_they_are_taken_back_after_a_question(stage, cast, send, as_user, htmx):
    send()
    held, browser = HeldText.objects.get(), as_user(cast.citizen)
    headers = HTMX if htmx else {}
    asked = browser.get(withdraw_address(held), headers=headers)
    assert asked.status_code == 200
    assert SECRET in asked.content.decode()
    assert HeldText.objects.get().is_waiting

    done = browser.post(withdraw_address(held), headers=headers, follow=not htmx)
    assert done.status_code == 200
    assert "your words are erased" in done.content.decode()
    assert SECRET not in done.content.decode()
    held.refresh_from_db()
    assert (held.status, held.source, held.html) == ("withdrawn", "", "")
    assert not Case.objects.open().exists()


@both
def test_what_a_moderator_has_read_is_not_taken_back(stage, cast, send, as_user, htmx):
    send()
    held = HeldText.objects.get()
    decide(stage, cast.moderator_gov, held, "refuse")
    for method in ("get", "post"):
        answer = getattr(as_user(cast.citizen), method)(
            withdraw_address(held), headers=HTMX if htmx else {}
        )
        assert answer.status_code == 409
        assert "has read this contribution in the meantime" in answer.content.decode()
    assert HeldText.objects.get().source


@pytest.mark.parametrize("reader", OTHERS[1:])
def test_nobody_takes_back_what_others_wrote(cast, send, as_user, reader):
    """CVE-2026-40869: every verb asks for this actor on this object."""
    send()
    held = HeldText.objects.get()
    assert as_user(getattr(cast, reader)).post(withdraw_address(held)).status_code == 404
    assert as_user().post(withdraw_address(held)).status_code == 302
    assert HeldText.objects.get().is_waiting


def test_let_wait_after_all_they_stand_there_as_before(cast, send, as_user):
    notice = notice_in(send(htmx=True))
    held = HeldText.objects.get()
    again = as_user(cast.citizen).get(f"/en/moderation/held/{held.pk}/", headers=HTMX)
    assert notice_in(again).get_text() == notice.get_text()


# Among one's own


def test_what_waits_stands_among_ones_own(stage, cast, send, edited, as_user):
    send()
    hold_edit(stage, edited, "Quel jour ?")
    page = soup_of(as_user(cast.citizen).get("/en/moderation/mine/"))
    notices = page.select("section[aria-labelledby=waiting] .held")
    assert [SECRET in one.get_text() for one in notices] == [False, True]
    assert "Quel jour ?" in notices[0].get_text()
    assert all(one.select_one("a.act-withdraw") for one in notices)


def test_what_waits_too_long_is_said_to_be_late(stage, cast, english_page, as_user):
    held = hold(stage, cast.citizen)
    HeldText.objects.update(held_at=timezone.now() - timedelta(days=2))
    said = as_user(cast.citizen).get(f"/en/moderation/held/{held.pk}/").content.decode()
    assert "It should have been read by" in said
    assert "longer than promised" in said


def test_refused_words_stand_with_the_reasons(stage, cast, send, as_user):
    send()
    held = HeldText.objects.get()
    decision = decide(stage, cast.moderator_gov, held, "refuse")
    page = soup_of(as_user(cast.citizen).get("/en/moderation/mine/"))
    (item,) = page.select(".mine-decisions > li")
    assert SECRET in item.get_text()
    assert item.select_one(f"a[href='/en/moderation/decisions/{decision.pk}/']")
    assert not page.select("section[aria-labelledby=waiting] .held")
