"""Feeds and calendars: what everybody may read, for programs."""

from datetime import UTC, timedelta

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from icalendar import Calendar
from wagtail.models import PageViewRestriction

from consult.people.models import User
from consult.threads.services import delete_comment
from tests.answers.answering import publish
from tests.factories.talk import make_threads

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def draft_feed(stage, language="fr"):
    return f"/{language}/drafts/{stage.draft.pk}/news.atom"


def consultation_feed(stage, language="fr"):
    return f"/{language}/consultations/{stage.consultation.pk}/news.atom"


def dates(stage, language="fr"):
    return f"/{language}/consultations/{stage.consultation.pk}/dates.ics"


def entries(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content).findall(f"{ATOM}entry")


def titles(answer):
    return [one.findtext(f"{ATOM}title") for one in entries(answer)]


def test_a_feed_tells_contributions_answers_and_versions(stage, cast, post, client):
    comment = post("Une idée & plus")
    post("Une réponse", by=cast.neighbour, in_reply_to=comment.pk)
    publish(cast.drafter_gov, comment, reasons="Nos raisons.")
    for address in (draft_feed(stage), consultation_feed(stage)):
        found = entries(client.get(address))
        assert len(found) == 3
        words = [one.findtext(f"{ATOM}summary") or "" for one in found]
        assert "Nos raisons." in words[0]
        assert "Une idée &amp; plus" in words[1]  # HTML in XML
        assert 'lang="fr" dir="auto"' in words[1]
        assert [one.findtext(f"{ATOM}author/{ATOM}name") for one in found][1] == "Maïa L."


def test_the_pages_say_where_they_are(stage, client):
    text = client.get(stage.page.url).content.decode()
    assert f'href="{draft_feed(stage)}"' in text
    text = client.get(stage.consultation_page.url).content.decode()
    assert f'href="{consultation_feed(stage)}"' in text
    assert text.count(f'href="{dates(stage)}"') == 2


def test_what_is_hidden_or_deleted_is_absent(stage, cast, post, hide, client):
    hidden, deleted = post("Imbécile"), post("Je retire")
    tag = client.get(draft_feed(stage))["ETag"]
    hide(hidden)
    delete_comment(by=cast.citizen, comment_id=deleted.pk)
    for address in (draft_feed(stage), consultation_feed(stage)):
        answer = client.get(address, headers={"If-None-Match": tag})
        assert answer.status_code == 200  # not what a program has
        assert "Imbécile" not in answer.content.decode()
        assert "Je retire" not in answer.content.decode()
        assert len(entries(answer)) == 1


def test_what_is_not_for_everybody_has_no_feed_for_anybody(stage, cast, as_user, client):
    PageViewRestriction.objects.create(page=stage.page, restriction_type="login")
    assert client.get(draft_feed(stage)).status_code == 404
    assert as_user(cast.citizen).get(draft_feed(stage)).status_code == 404
    assert titles(client.get(consultation_feed(stage))) == []
    PageViewRestriction.objects.create(page=stage.consultation_page, restriction_type="login")
    assert as_user(cast.citizen).get(consultation_feed(stage)).status_code == 404
    assert as_user(cast.citizen).get(dates(stage)).status_code == 404


def test_a_program_that_has_it_is_told_so(stage, post, client):
    post()
    for address in (draft_feed(stage), consultation_feed(stage), dates(stage)):
        answer = client.get(address)
        assert answer["Last-Modified"]
        again = client.get(address, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        again = client.get(address, headers={"If-Modified-Since": answer["Last-Modified"]})
        assert again.status_code == 304
        assert "sessionid" not in answer.cookies


def test_a_feed_costs_as_much_for_many_as_for_few(stage, cast, post, client):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    post()
    publish(cast.drafter_gov, post("Autre"))
    for address in (draft_feed(stage), consultation_feed(stage)):
        client.get(address)
    few = [queries(address) for address in (draft_feed(stage), consultation_feed(stage))]
    make_threads(stage.text, [cast.citizen, cast.neighbour], 70)
    many = [queries(address) for address in (draft_feed(stage), consultation_feed(stage))]
    assert few == many
    assert max(many) <= 14
    assert len(entries(client.get(draft_feed(stage)))) == 50


def test_names_and_words_are_only_text(stage, cast, post, client):
    User.objects.filter(pk=cast.citizen.pk).update(public_name="<b>\x0bEve</b>")
    post("<script>x</script>")
    (entry, _version) = entries(client.get(draft_feed(stage)))
    assert entry.findtext(f"{ATOM}title").startswith("<b>Eve</b>")  # of type text
    assert "<script>" not in entry.findtext(f"{ATOM}summary")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_dates_for_calendars_in_each_language(stage, english, client, language):
    page = stage.consultation_page
    answer = client.get(dates(stage, language))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert len(events) == 2
    with translation.override(language):
        assert str(events[0]["summary"]).startswith(translation.gettext("A consultation opens"))
    assert [one.decoded("dtstart") for one in events] == [
        page.opens_at.astimezone(UTC),
        page.closes_at.astimezone(UTC),
    ]
    assert [str(one["uid"]).split("@")[0] for one in events] == [
        f"{page.translation_key}-{name}" for name in ("opens", "closes")
    ]
    for line in answer.content.split(b"\r\n"):
        assert len(line) <= 75


def test_a_date_that_is_moved_is_a_newer_one_of_the_same(stage, client):
    def closing():
        events = Calendar.from_ical(client.get(dates(stage)).content).walk("VEVENT")
        return next(one for one in events if "closes" in one["uid"])

    before, page = closing(), stage.consultation_page
    page.closes_at += timedelta(days=3)
    page.first_published_at -= timedelta(days=1)
    page.save()
    page.save_revision().publish()
    after = closing()
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("dtstart") - before.decoded("dtstart") == timedelta(days=3)
