"""Whoever contributed is told of an answer by mail: once, in their language, after commit."""

import pytest
from django.core import mail

from consult.answers.models import Answer
from consult.answers.services import answers as services
from consult.moderation.services.notices import in_silence
from consult.people.models import User
from tests.answers.answering import anew, begin, edit, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def tell(django_capture_on_commit_callbacks):
    """Do something, and return the mails that are sent about it."""

    def act(work, *arguments, **more):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            work(*arguments, **more)
        return {one.to[0]: one for one in mail.outbox}

    return act


def test_everybody_is_told_once_in_their_language(stage, cast, post, tell, english):
    User.objects.filter(pk=cast.neighbour.pk).update(language="en")
    group = [
        post("Les mots de Maïa"),
        post("D’autres mots de Maïa"),
        post("Les mots de Ravi", by=cast.neighbour),
    ]
    told = tell(publish, cast.drafter_gov, *group, reasons="Nos raisons.")
    answer = Answer.objects.get()
    assert len(mail.outbox) == 2
    assert set(told) == {cast.citizen.email, cast.neighbour.email}
    theirs = told[cast.neighbour.email]
    assert theirs.subject == "Your contribution has an answer: adopted"
    assert "answered it" in theirs.body
    assert f"/en/drafting/answers/{answer.pk}/" in theirs.body
    assert f"/fr/drafting/answers/{answer.pk}/" in told[cast.citizen.email].body
    for one in mail.outbox:
        for words in ("Maïa", "Les mots", "Nos raisons", "Bastien"):
            assert words not in one.body
        assert "\n\n\n" not in one.body
        assert "&" not in one.body


def test_nobody_is_told_of_a_draft(stage, cast, post, tell):
    assert tell(begin, cast.drafter_gov, post()) == {}


def test_an_edit_is_told_too_and_a_signature_is_not(stage, cast, post, tell):
    User.objects.filter(pk=cast.citizen.pk).update(language="en")
    answer = publish(cast.drafter_gov, post())
    assert tell(services.sign_answer, by=anew(cast.drafter_civ), answer_id=answer.pk) == {}
    told = tell(edit, cast.drafter_civ, answer, outcome="declined")
    subject = "The answer to your contribution has changed: declined"
    assert told[cast.citizen.email].subject == subject


def test_who_wrote_it_has_left_or_took_back_their_words_is_not_written_to(
    stage, cast, post, hide, tell, as_user
):
    own = post("À moi", by=cast.drafter_gov)
    gone = post("Parti", by=cast.neighbour)
    deleted = post("Retiré", by=cast.drafter_civ)
    hidden = post("Imbécile !")
    answer = begin(cast.drafter_gov, own, gone, deleted, hidden)
    hide(hidden)
    as_user(cast.drafter_civ).post(f"/fr/comments/{deleted.pk}/delete/")
    User.objects.filter(pk=cast.neighbour.pk).update(is_active=False)
    told = tell(services.publish_answer, by=anew(cast.drafter_gov), answer_id=answer.pk)
    assert set(told) == {cast.citizen.email}  # hidden words were answered all the same


def test_a_title_is_one_line_and_no_header(stage, cast, post, tell):
    stage.page.title = "Plan\nBcc: x@example.org"
    stage.page.save()
    (told,) = tell(publish, cast.drafter_gov, post()).values()
    assert "\nBcc" not in told.body
    assert "\n" not in told.subject


def test_a_replay_tells_nobody(stage, cast, post, tell):
    comment = post()

    def act():
        with in_silence():
            publish(cast.drafter_gov, comment)

    assert tell(act) == {}
