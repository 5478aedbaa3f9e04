"""“Did somebody write in my name?” Of 22 million comments to the FCC in 2017 most were made up, 8.5
million in the names of real people: volume is no evidence, and anybody can ask.
"""

import pytest
from django.core import mail
from django.core.cache import caches
from django.test import Client

from consult.threads.models import Comment, Unconfirmed
from tests.moderation.house import set_rules
from tests.threads.guests.writing import ADDRESS, ask, form, link, publish, send
from tests.threads.pages import article_in, soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rested():
    caches["pace"].clear()
    yield
    caches["pace"].clear()


def find(email=ADDRESS):
    return send(Client(), "/fr/guests/", {"email": email})


def test_every_page_leads_to_the_question(stage):
    page = soup_of(Client().get(stage.page.url))
    assert page.select_one('footer a[href="/fr/guests/"]')
    assert soup_of(Client().get("/fr/privacy/")).main.select_one('a[href="/fr/guests/"]')


def test_what_was_written_with_an_address_is_listed_and_withdrawn(open_house):
    publish(open_house, "En leur nom.")
    ask(open_house, "Encore.")
    mail.outbox.clear()
    answer = find(ADDRESS.upper())

    assert answer.status_code == 200
    (message,) = mail.outbox
    assert message.to == [ADDRESS]
    assert "> Encore." in message.body
    owner = Client()
    page = owner.get(link("link"), follow=True)
    assert "En leur nom." in soup_of(page).main.get_text()

    comment = Comment.objects.get()
    address = page.redirect_chain[-1][0]
    send(owner, f"{address}withdraw/", {"withdraw": f"comment:{comment.pk}"})
    public = Client().get(f"{open_house.page.url}?section={open_house.text.key}")
    assert "En leur nom." not in public.content.decode()
    assert article_in(public, comment).select_one(".tomb")
    send(owner, link("disown"))
    assert not Unconfirmed.objects.exclude(email="").exists()


def test_each_consultation_is_listed_with_a_link_of_its_own(open_house):
    publish(open_house)
    set_rules(open_house.other_draft.consultation, allows_guests=True)
    section = open_house.other_draft.sections.first()
    fields = form(open_house, "Ailleurs.", section=str(section.key))
    writer = Client()
    send(writer, f"/fr/drafts/{open_house.other_draft.pk}/threads/", fields)
    writer.get(link("confirm"))
    find()

    paths = {one for one in mail.outbox[-1].body.split() if "/guests/link/" in one}
    assert len(paths) == 2
    assert Comment.objects.values("author").distinct().count() == 2


def test_the_answer_is_the_same_whatever_was_written(open_house, cast):
    publish(open_house)
    answers = []
    for address in (ADDRESS, "nobody@example.org", cast.citizen.email):
        mail.outbox.clear()
        answer = find(address)
        answers.append((answer.status_code, answer.content.decode().replace(address, "")))
        assert len(mail.outbox) == 1  # nor does the time that it takes tell anything

    assert len({page.split("csrfmiddlewaretoken")[0] for _status, page in answers}) == 1
    assert {status for status, _page in answers} == {200}


def test_where_nothing_was_written_the_mail_says_so(open_house):
    find("nobody@example.org")

    assert "/guests/link/" not in mail.outbox[0].body
    assert "/login/" not in mail.outbox[0].body


def test_who_has_an_account_is_led_to_signing_in(cast):
    find(cast.citizen.email)

    assert "/fr/account/login/" in mail.outbox[0].body


@pytest.mark.parametrize("address", ["", "zoe", "z\nBcc: x@example.org", "z@guest.invalid"])
def test_what_is_no_address_is_refused(address):
    answer = find(address)

    assert answer.status_code == 422
    assert soup_of(answer).select_one(".refusal")
    assert not mail.outbox


def test_nobody_is_bombed_with_lists(settings):
    settings.PACE = settings.PACE | {"guest_links": (4, 86400)}
    assert [find().status_code for _time in range(3)] == [200, 200, 429]
    assert len(mail.outbox) == 2


def test_who_followed_a_link_is_led_on_without_another_mail(open_house):
    writer = publish(open_house)
    page = soup_of(writer.get("/fr/guests/"))

    assert page.main.select_one(f'a[href="/fr/guests/{open_house.consultation.pk}/"]')


def test_what_waits_can_be_published_from_the_list(open_house):
    """The mail with the link may never have arrived."""
    ask(open_house, "Jamais arrivé.")
    find()
    owner = Client()
    page = owner.get(link("confirm"))

    assert "Jamais arrivé." in soup_of(page).main.get_text()
    send(owner, link("confirm"))
    assert Comment.objects.get().is_visible


def test_writing_the_list_takes_as_many_queries_whatever_there_is(
    open_house, django_assert_max_num_queries
):
    """So that the time of the answer tells little of what was written with an address."""
    with django_assert_max_num_queries(20) as none:
        find("nobody@example.org")
    caches["pace"].clear()
    for number in range(3):
        publish(open_house, f"Publié {number}.")
        ask(open_house, f"Attend {number}.")
    with django_assert_max_num_queries(20) as many:
        find()

    assert "Attend 2." in mail.outbox[-1].body
    assert len(many) - len(none) <= 1  # the titles
