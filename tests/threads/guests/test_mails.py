"""The mails to people without an account, in each language."""

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import translation

from consult.threads import letters
from consult.threads.models import Unconfirmed
from tests.factories.people import make_user
from tests.threads.guests.writing import ADDRESS, ask, form, links, publish, send

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def is_plain(message):
    assert message.subject
    assert "\n" not in message.subject
    assert settings.WAGTAIL_SITE_NAME in message.body
    assert "{" not in message.body
    assert "&#x27;" not in message.body
    assert "&amp;" not in message.body
    assert message.content_subtype == "plain"
    assert "\n\n\n" not in message.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_to_confirm_can_be_read_in_each_language(open_house, language):
    publish(open_house, "Avant.")
    ask(open_house, "L’eau & le « feu » n’est-ce pas ?")
    asked = Unconfirmed.objects.exclude(email="").get()
    with translation.override(language):
        message = letters.link_to_confirm(asked)

    is_plain(message)
    assert "> L’eau & le « feu » n’est-ce pas ?" in message.body
    named = [one for one in links(message) if "guests/" in one]
    assert {one.split("/")[0] for one in named} == {language}
    assert {one.split("/")[2] for one in named} == {"confirm", "disown", "link"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_can_be_read_in_each_language(open_house, language):
    publish(open_house, "Avant.")
    ask(open_house, "Encore.")
    make_user("Zoé", email=ADDRESS)
    with translation.override(language):
        message = letters.all_that_was_written(ADDRESS)

    is_plain(message)
    assert "> Encore." in message.body
    assert open_house.consultation_page.title in message.body
    named = [one for one in links(message) if "guests/" in one]
    assert {one.split("/")[2] for one in named} == {"confirm", "disown", "link"}
    assert f"{language}/account/login/" in message.body


def test_the_mail_is_in_the_language_of_the_page(open_house, english_page):
    del english_page
    fields = form(open_house)
    send(Client(), f"/en/drafts/{open_house.draft.pk}/threads/", fields)

    assert "/en/guests/confirm/" in mail.outbox[0].body
    assert "Hello," in mail.outbox[0].body
