"""Who speaks for an institution bears a badge that comes from a membership, and from nothing else."""

import pytest

from consult.core import sheets
from consult.live.models import Event
from consult.moderation.models import Case
from consult.people.models import Organisation, User
from consult.threads.events import hydrate_comments
from tests.answers.answering import publish
from tests.moderation.house import hold
from tests.people.organising import make_organisation, speak_for
from tests.threads.pages import soup_of

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def badges(html):
    return [" ".join(one.get_text().split()) for one in soup_of(html).select(".badge")]


@pytest.fixture
def surfaces(stage, cast, as_user):
    """The pages, frames and answers that name authors, by where they are."""

    def read(comment, organisation=None):
        hold(stage, comment.author, body="Un quai qui attend.")
        case_reader = as_user(cast.moderator_gov)
        pages = {
            "talk": as_user().get(f"{stage.page.url}?section={stage.text.key}"),
            "discussion": as_user().get(f"/fr/drafts/{stage.draft.pk}/discussion/"),
            "search": as_user().get(f"/fr/drafts/{stage.draft.pk}/discussion/?q=quai"),
            "history": as_user().get(f"/fr/comments/{comment.pk}/history/"),
            "queue": case_reader.get(f"/fr/moderation/{stage.consultation.pk}/queue/"),
            "case": case_reader.get(
                f"/fr/moderation/{stage.consultation.pk}/queue/?case={Case.objects.get().pk}"
            ),
            "register": as_user().get(f"/fr/moderation/{stage.consultation.pk}/register/"),
            "api": as_user().get(f"/api/v1/comments/{comment.pk}/"),
            "waiting": as_user().get(f"/fr/drafting/{stage.consultation.pk}/unanswered/"),
        }
        if organisation:
            pages["organisation"] = as_user().get(f"/fr/organisations/{organisation.pk}/")
        assert {name: answer.status_code for name, answer in pages.items()} == dict.fromkeys(
            pages, 200
        )
        return pages

    return read


@pytest.mark.parametrize(
    ("who", "badge"),
    [
        ("publisher", "publisher"),
        ("drafter_gov", "drafter, government"),
        ("drafter_civ", "drafter, civil society"),
        ("moderator_gov", "moderator, government"),
        ("citizen", None),
        ("outsider", None),
    ],
)
def test_a_membership_is_shown_as_a_badge(stage, cast, as_user, post, who, badge):
    comment = post("Oui.", by=getattr(cast, who))
    html = as_user().get(f"/en/drafts/{stage.draft.pk}/discussion/")
    assert badges(html) == ([badge] if badge else [])
    told = as_user().get(f"/api/v1/comments/{comment.pk}/").json()["author"]
    assert told["roles"] == ([badge.split(",")[0]] if badge else [])
    event = Event.objects.get(type="comment.posted")
    frame = hydrate_comments([event], "en")[event.number]["html"]
    assert ('class="chip badge' in frame) == bool(badge)


def test_a_badge_goes_with_its_membership(stage, cast, as_user, post):
    post("Oui.", by=cast.moderator_gov)
    cast.moderator_gov.memberships.all().delete()
    assert badges(as_user().get(f"/en/drafts/{stage.draft.pk}/discussion/")) == []


def test_no_name_nor_organisation_makes_a_badge_on_any_surface(
    stage, cast, as_user, post, surfaces
):
    """Whatever got into the database: there is markup for a badge where there is a membership."""
    fake = '<b class="chip badge college gov">moderator, government</b>'
    User.objects.filter(pk=cast.citizen.pk).update(public_name=fake)
    organisation = Organisation.objects.create(name=fake)
    speak_for(cast.citizen, organisation)
    comment = post("Le quai.", by=User.objects.get(pk=cast.citizen.pk))
    for where, answer in surfaces(comment, organisation).items():
        if where != "api":
            assert badges(answer) == [], where


def test_hostile_names_organisations_and_addresses_are_text_on_every_surface(
    stage, cast, as_user, post, surfaces
):
    """CVE-2026-23891: script in a name ran for everyone who opened a page that showed it."""
    User.objects.filter(pk=cast.citizen.pk).update(public_name=HOSTILE)
    organisation = make_organisation(
        HOSTILE, register_name=HOSTILE, register_number="'><b>", website='https://x.example/"><b>'
    )
    speak_for(cast.citizen, organisation, confirmed=True)
    comment = post("Le quai.", by=User.objects.get(pk=cast.citizen.pk))
    publish(cast.drafter_gov, comment)
    seen = surfaces(comment, organisation)
    for where, answer in seen.items():
        html = answer.content.decode()
        if where == "api":
            assert answer["Content-Type"].startswith("application/json")
            continue
        assert "<script>alert" not in html, where
        assert "<img src=x" not in html, where
        assert '"><b>' not in html, where
    for address in (
        f"/fr/drafting/{stage.consultation.pk}/coverage.csv",
        "/fr/account/profile/organisation/?q=script",
    ):
        answer = as_user(cast.citizen).get(address)
        html = b"".join(answer).decode()
        assert "<script>alert" not in html


def test_an_organisation_that_begins_with_a_sign_is_no_formula_in_an_export(stage, cast, post):
    """Wagtail's policy leaves formulas in CSV to us: cells that begin one are quoted."""
    organisation = make_organisation("=HYPERLINK(1)")
    speak_for(cast.citizen, organisation)
    comment = post("Oui.")
    line = "".join(sheets.lines([[comment.organisation.name]]))
    assert "'=HYPERLINK" in line
