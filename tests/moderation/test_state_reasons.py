"""An author is told why: on a page of their own and by mail (Digital Services Act, article 17)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult.consultations.models import CharterArticle, ConsultationPage
from consult.moderation import services
from consult.moderation.models import Decision
from consult.people.models import User
from tests.moderation.house import (
    appeal,
    confirmed,
    decide,
    expired,
    hold,
    hold_edit,
    lifted,
    overturned,
    restored,
    upheld,
    urgent,
)
from tests.threads.pages import soup_of

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"
OTHERS = ["neighbour", "drafter_gov", "drafter_civ", "publisher", "outsider", "admin"]


def address(decision, language="en"):
    return f"/{language}/moderation/decisions/{decision.pk}/"


def text_of(answer):
    return " ".join(soup_of(answer).select_one("main").get_text(" ").split())


# What it says


def test_it_says_all_that_the_law_asks_for(stage, cast, hiding, as_user):
    said = text_of(as_user(cast.citizen).get(address(hiding)))
    for part in (
        "Hidden",  # what
        "The public has not seen these words since",  # since when
        "provisional until",  # for how long
        "1. Courtesy",  # which article
        "Ideas, not people.",
        "Vous insultez votre voisine.",  # what facts
        "Imbécile !",
        "of their own accord",  # noticed how
        "government",  # by whom
        "None: a person has read it and decided.",  # automated or not
        "You can contest this decision once, until",  # how to appeal
        "out-of-court dispute settlement",
    ):
        assert part in said, part
    assert cast.moderator_gov.public_name not in said


def test_it_says_until_when_in_the_charters_times(stage, cast, hiding, as_user):
    page = soup_of(as_user(cast.citizen).get(address(hiding)))
    ends = hiding.decided_at + timedelta(days=stage.consultation.appeal_days)
    assert timezone.localtime(ends).strftime("%m/%d/%Y") in page.select_one("#contest").get_text()
    assert timezone.localtime(hiding.confirm_by).strftime("%m/%d/%Y") in page.get_text()


def test_it_says_that_readers_had_reported_it_and_not_who(stage, cast, insult, as_user):
    services.report_comment(
        by=cast.neighbour,
        comment_id=insult.pk,
        notice=services.Notice(stage.articles[0].pk, "Il m’insulte.", language="fr"),
    )
    decision = decide(stage, cast.moderator_gov, insult, "hide")
    said = text_of(as_user(cast.citizen).get(address(decision)))
    assert "Readers had reported it" in said
    assert "Il m’insulte." not in said
    assert cast.neighbour.public_name not in said


def test_it_says_that_a_machine_noticed_it(stage, cast, hiding, as_user):
    Decision.objects.filter(pk=hiding.pk).update(was_noticed_by_machine=True)
    said = text_of(as_user(cast.citizen).get(address(hiding)))
    assert "A machine noticed it first; a person has read it and decided." in said


def test_it_says_why_words_were_held_that_are_not_published(stage, cast, english_page, as_user):
    decision = decide(stage, cast.moderator_gov, hold(stage, cast.citizen), "refuse")
    said = text_of(as_user(cast.citizen).get(address(decision)))
    assert "the public has never seen these words" in said
    assert "Moderators read all contributions before publication." in said
    assert "J’attends." in said


def test_an_urgent_article_needs_no_second_key_and_it_says_so(stage, cast, insult, as_user):
    decision = services.hide_comment(
        by=cast.moderator_gov, comment_id=insult.pk, article_id=urgent(stage).pk
    )
    said = text_of(as_user(cast.citizen).get(address(decision)))
    assert "needs no confirmation" in said
    assert "provisional" not in said


@pytest.mark.parametrize(
    ("action", "sentence"),
    [("warn", "A warning restricts nothing"), ("suspend", "The account is suspended")],
)
def test_warnings_and_suspensions_have_reasons_too(stage, cast, insult, as_user, action, sentence):
    until = timezone.now() + timedelta(days=7) if action == "suspend" else None
    decision = decide(stage, cast.moderator_gov, insult, action, until=until)
    said = text_of(as_user(cast.citizen).get(address(decision)))
    assert sentence in said
    assert "Contest this decision" in said


# What became of it


@pytest.mark.parametrize(
    ("happens", "sentence", "is_over"),
    [
        (confirmed, "Confirmed by the other college", False),
        (lifted, "Not confirmed by the other college", True),
        (expired, "Not confirmed in time", True),
        (restored, "Restored", True),
        (upheld, "Upheld on appeal", False),
        (overturned, "Overturned on appeal", True),
    ],
)
def test_it_says_what_has_become_of_the_decision(
    stage, cast, hiding, as_user, happens, sentence, is_over
):
    happens(cast, hiding)
    browser = as_user(cast.citizen)
    page = browser.get(address(hiding))
    assert sentence in soup_of(page).select_one(".since").get_text()
    assert ("restricts nothing any more" in text_of(page)) == is_over
    assert "provisional until" not in text_of(page)
    assert "appeal-form" not in page.content.decode() or happens is confirmed

    follow_up = Decision.objects.order_by("pk").last()
    led = browser.get(address(follow_up))
    if follow_up.about_id:
        assert led["Location"] == f"{address(hiding)}#d-{follow_up.pk}"
        assert f'id="d-{follow_up.pk}"' in page.content.decode()
    else:
        assert "The words are public again." in text_of(led)


def test_hidden_again_after_it_was_restored_each_hiding_says_how_it_stands(
    stage, cast, insult, hiding, as_user
):
    restored(cast, hiding)
    again = decide(stage, cast.moderator_civ, insult, "hide")
    browser = as_user(cast.citizen)
    assert "restricts nothing any more" in text_of(browser.get(address(hiding)))
    assert "restricts nothing any more" not in text_of(browser.get(address(again)))


# Who may read it


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_else_learns_that_it_exists(cast, hiding, as_user, role):
    """CVE-2026-45086: participants opened an admin page by its address."""
    browser = as_user(getattr(cast, role))
    for answer in (
        browser.get(address(hiding)),
        browser.post(f"{address(hiding)}appeal/", {"words": "Non."}),
    ):
        assert answer.status_code == 404
        assert "Imbécile" not in answer.content.decode()


@pytest.mark.parametrize("role", ["moderator_gov", "moderator_civ"])
def test_moderators_here_read_what_the_author_is_told(cast, hiding, as_user, role):
    page = as_user(getattr(cast, role)).get(address(hiding))
    assert "This is what the author is told." in text_of(page)
    assert "Imbécile !" in text_of(page)
    assert "appeal-form" not in page.content.decode()


def test_strangers_are_asked_to_sign_in(hiding, as_user):
    """The mail's link leads to the page whoever follows it, and tells nothing by itself."""
    answer = as_user().get(address(hiding))
    assert answer["Location"] == f"/en/account/login/?next={address(hiding)}"


def test_what_was_reviewed_and_kept_is_no_matter_of_its_author(stage, cast, insult, as_user):
    """What is written there is for moderators: it may say who had reported it."""
    decision = decide(stage, cast.moderator_gov, insult, "keep", "Ravi exagère.")
    assert as_user(cast.citizen).get(address(decision)).status_code == 404
    assert as_user(cast.moderator_civ).get(address(decision)).status_code == 200


def test_it_is_never_kept_by_a_cache(cast, hiding, as_user):
    for path in (address(hiding), "/en/moderation/mine/"):
        assert "no-store" in as_user(cast.citizen).get(path)["Cache-Control"]


def test_moderators_words_and_titles_are_text(stage, cast, insult, as_user):
    """CVE-2024-32034: script in a log entry ran in the admin."""
    ConsultationPage.objects.update(title=HOSTILE)
    CharterArticle.objects.update(titles={"fr": HOSTILE}, explanations={"fr": HOSTILE})
    decision = decide(stage, cast.moderator_gov, insult, "hide", HOSTILE)
    for path in (address(decision), "/en/moderation/mine/"):
        html = as_user(cast.citizen).get(path).content.decode()
        assert HOSTILE not in html
        assert "&lt;script&gt;alert(1)" in html


# Among one's own


def test_all_of_ones_own_stand_on_one_page(stage, cast, hiding, as_user):
    page = soup_of(as_user(cast.citizen).get("/en/moderation/mine/"))
    (item,) = page.select(".mine-decisions > li")
    assert "Hidden" in item.get_text()
    assert "provisional" in item.get_text()
    assert "Imbécile !" in item.get_text()
    assert item.select_one(".held-acts a")["href"] == address(hiding)
    for other in (cast.neighbour, cast.moderator_gov):
        assert "Imbécile" not in as_user(other).get("/en/moderation/mine/").content.decode()


def test_the_page_is_in_the_menu_of_ones_account(cast, as_user):
    browser = as_user(cast.citizen)
    menu = soup_of(browser.get("/en/account/profile/"))
    assert menu.select_one(".menu-account a[href='/en/moderation/mine/']")
    assert menu.select_one(".account-pages a[href='/en/moderation/mine/']")
    assert as_user().get("/en/moderation/mine/").status_code == 302


def test_the_older_ones_follow_page_by_page(stage, cast, english_page, post, as_user):
    decisions = [
        decide(stage, cast.moderator_gov, post(f"Avis {number}."), "warn") for number in range(23)
    ]
    browser, seen, address = as_user(cast.citizen), [], "?"
    while address:
        page = soup_of(browser.get(f"/en/moderation/mine/{address}"))
        seen += [one["href"].split("/")[-2] for one in page.select(".mine-decisions .held-acts a")]
        more = page.select_one("section[aria-labelledby=decisions] .more a")
        address = more and more["href"].partition("#")[0]
    assert seen == [str(one.pk) for one in reversed(decisions)]
    for made_up in ("?decisions=x", "?waiting=%00", "?decisions=" + "9" * 40):
        assert browser.get(f"/en/moderation/mine/{made_up}").status_code == 200


def test_the_number_of_queries_does_not_depend_on_how_much_there_is(
    stage, cast, english_page, post, as_user
):
    browser = as_user(cast.citizen)

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/en/moderation/mine/").status_code == 200
        return len(captured)

    hold(stage, cast.citizen)
    decide(stage, cast.moderator_gov, post("Un."), "hide")
    decide(stage, cast.moderator_gov, hold(stage, cast.citizen, "Deux."), "refuse")
    count()
    few = count()
    for number in range(8):
        hold(stage, cast.citizen, f"J’attends {number}.")
        hold_edit(stage, post(f"Changé {number}."))
        appeal(decide(stage, cast.moderator_gov, post(f"Avis {number}."), "hide"))
        decide(stage, cast.moderator_gov, hold(stage, cast.citizen, f"Non {number}."), "refuse")
    assert few == count() <= 20


# Where the words stood


def test_the_tombstone_leads_its_author_to_the_reasons_and_others_to_the_register(
    stage, cast, hiding, as_user
):
    talk = f"/en/drafts/{stage.draft.pk}/threads/?section={stage.text.key}"
    for reader in (None, cast.neighbour, cast.moderator_civ, cast.citizen):
        page = as_user(reader).get(talk, follow=True)
        tomb = soup_of(page).select_one(".tomb")
        assert "Courtesy" in tomb.get_text()
        led = as_user(reader).get(tomb.select_one("a")["href"])
        if reader == cast.citizen:
            assert "how to contest it" in tomb.get_text()
            assert led["Location"] == address(hiding)
        else:
            assert "how to contest it" not in tomb.get_text()
            assert led["Location"].startswith(f"/en/moderation/{stage.consultation.pk}/register/")
            page = soup_of(as_user(reader).get(led["Location"]))
            assert page.select_one(".register-line")["id"] == led["Location"].partition("#")[2]
            assert led["Location"].endswith(f"#d-{hiding.pk}")


def test_what_is_not_hidden_has_no_reasons(cast, insult, hiding, as_user):
    why = f"/en/moderation/comments/{insult.pk}/why/"
    assert as_user().get(why).status_code == 302
    restored(cast, hiding)
    assert as_user().get(why).status_code == 404


@pytest.mark.parametrize("scope", ["consultation", "site"])
def test_who_is_suspended_reads_until_when_and_where_why_stands(
    stage, cast, insult, as_user, scope
):
    until = timezone.now() + timedelta(days=7)
    by = cast.moderator_gov
    if scope == "site":
        User.objects.filter(pk=by.pk).update(is_superuser=True)
    decision = decide(stage, by, insult, "suspend", until=until, scope=scope)
    browser = as_user(cast.citizen)
    talk = f"/en/drafts/{stage.draft.pk}/threads/?section={stage.text.key}"
    closed = soup_of(browser.get(talk, follow=True)).select_one(".composer-closed")
    assert timezone.localtime(until).strftime("%m/%d/%Y") in closed.get_text()
    mine = browser.get(closed.select_one("a")["href"])
    assert "Your account is suspended until" in text_of(mine)
    assert address(decision) in mine.content.decode()
