"""A journey without an account and without JavaScript: written, confirmed elsewhere, hidden, contested,
answered, and made one's own in the end.
"""

import re

import pytest
from django.conf import settings
from django.core import mail

from consult.following.services import derive_all, pass_over
from consult.moderation.services import settle_appeal
from consult.threads.models import Comment
from tests.answers.answering import publish
from tests.following.telling import send_all
from tests.journeys.browser import Browser
from tests.moderation.house import decide, set_rules
from tests.people.coming_in import newest_code

pytestmark = pytest.mark.django_db

ADDRESS = "zoe@example.org"


def link(name):
    """Return the path of a link in the newest mail."""
    base = re.escape(settings.WAGTAILADMIN_BASE_URL)
    return re.search(rf"{base}(/\S*/{name}/\S+)", mail.outbox[-1].body)[1]


def test_from_a_first_word_to_an_account(stage, cast, django_capture_on_commit_callbacks):
    set_rules(stage.consultation, allows_guests=True)
    pass_over(stage.draft.pk)
    library = Browser()
    library.open(f"{stage.page.url}?section={stage.text.key}")
    with django_capture_on_commit_callbacks(execute=True):
        library.send("form.composer", body="Une mare par parc.", kind="remark", email=ADDRESS)
    assert library.status == 202
    assert not Comment.objects.exists()

    phone = Browser()
    phone.open(link("confirm"))
    assert not Comment.objects.exists()
    phone.send("main form")
    comment = Comment.objects.get()
    assert "sans compte" in phone.page.find(id=f"c-{comment.pk}").get_text()

    with django_capture_on_commit_callbacks(execute=True):
        decide(stage, cast.moderator_gov, comment, "hide")
    assert mail.outbox[-1].to == [ADDRESS]
    phone.open(link("link"))
    phone.send("#contest form", words="C’est de l’eau, et rien d’autre.")
    contested = comment.decisions.get().appeal
    assert contested.words == "C’est de l’eau, et rien d’autre."
    settle_appeal(
        by=cast.moderator_civ, appeal_id=contested.pk, upholds=False, explanation="De l’eau."
    )

    publish(cast.drafter_gov, comment)
    derive_all()
    assert "a reçu une réponse" in send_all()[ADDRESS].body

    phone.open("/fr/account/signup/")
    with django_capture_on_commit_callbacks(execute=True):
        phone.send("form.form", email=ADDRESS, public_name="Zoé", affiliation="citizen")
    phone.send("form.form", code=newest_code())
    phone.open("/fr/account/contributions/")
    phone.send(".panel form, main form")
    comment.refresh_from_db()
    assert (comment.author_name, comment.by_guest) == ("Zoé", False)
