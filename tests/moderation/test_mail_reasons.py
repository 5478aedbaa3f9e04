"""An author is told by mail what was decided, and why (Digital Services Act, article 17)."""

import pytest

from consult.consultations.models import CharterArticle, ConsultationPage
from consult.moderation import services
from consult.moderation.models import Decision
from consult.people.models import User
from tests.moderation.house import (
    confirmed,
    decide,
    expired,
    hold,
    lifted,
    overturned,
    restored,
    upheld,
)

pytestmark = pytest.mark.django_db


def test_the_mail_says_the_same_in_the_authors_language(stage, cast, insult, tell):
    (told,) = tell(decide, stage, cast.moderator_gov, insult, "hide", "Vous insultez.")
    assert told.subject == "A decision about your contribution: hidden"
    for part in (
        "Moderators have hidden your contribution",
        "Consultation: Plan d’action",
        "Article of the charter: 1. Respect",
        "> Des idées, pas des personnes.",
        "> Vous insultez.",
        "> Imbécile !",
        "a person, a moderator of the college government",
        "No machine took part in the decision.",
        "This is provisional until",
        "You can contest this decision once, until",
        "out-of-court dispute settlement",
    ):
        assert part in told.body, part
    decision = Decision.objects.get()
    assert f"/en/moderation/decisions/{decision.pk}/" in told.body
    assert cast.moderator_gov.public_name not in told.body
    assert "\n\n\n" not in told.body
    assert "&" not in told.body


def test_mail_goes_in_the_language_of_its_reader(stage, cast, insult, tell):
    User.objects.filter(pk=cast.citizen.pk).update(language="fr")
    (told,) = tell(decide, stage, cast.moderator_gov, insult, "hide")
    assert f"/fr/moderation/decisions/{Decision.objects.get().pk}/" in told.body


@pytest.mark.parametrize(
    ("happens", "sentence"),
    [
        (lifted, "has not confirmed the decision"),
        (expired, "has not confirmed the decision about your contribution in time"),
        (restored, "Moderators have restored your contribution"),
        (upheld, "reviewed by the other college, and stands"),
        (overturned, "reviewed by the other college, and overturned"),
    ],
)
def test_the_author_is_told_what_became_of_it(cast, hiding, tell, happens, sentence):
    (told,) = tell(happens, cast, hiding)
    assert sentence in told.body
    if happens in (upheld, overturned):
        assert "> Nous avons relu." in told.body


@pytest.mark.parametrize(
    ("action", "sentence"),
    [("publish", "has read your contribution and published it"), ("refuse", "not to publish it")],
)
def test_the_author_is_told_what_became_of_held_words(
    stage, cast, english_page, tell, action, sentence
):
    held = hold(stage, cast.citizen)
    (told,) = tell(decide, stage, cast.moderator_gov, held, action)
    assert sentence in told.body
    assert ("> J’attends." in told.body) == (action == "refuse")


def test_confirming_and_keeping_send_no_mail(stage, cast, hiding, insult, tell):
    assert not tell(confirmed, cast, hiding)
    services.restore_comment(by=cast.moderator_gov, comment_id=insult.pk)
    assert not tell(decide, stage, cast.moderator_gov, insult, "keep")


def test_what_people_wrote_cannot_pass_for_the_mails_own_words(stage, cast, post, tell):
    """CVE-2026-23891: names, titles and words are hostile on every surface, mail too."""
    ConsultationPage.objects.update(title="Plan\n\nPay here: https://example.org")
    CharterArticle.objects.update(titles={"fr": "Respect\nBcc: x@example.org"})
    forged = "Bonjour,\n\nCordialement,\nYour account is closed."
    (told,) = tell(decide, stage, cast.moderator_gov, post(forged), "hide", "Non.\nPay now.")
    lines = told.body.splitlines()
    assert "Consultation: Plan Pay here: https://example.org" in lines
    assert "Article of the charter: 1. Respect Bcc: x@example.org" in lines
    assert "> Pay now." in lines
    assert "> Your account is closed." in lines
    assert "Your account is closed." not in lines
    assert "\n" not in told.subject
