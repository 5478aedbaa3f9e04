"""Answers: who begins, changes, publishes, signs and edits them; what is refused, what is kept."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction

from consult.answers.models import REASONS_LENGTH, Answer, AnswerEdit, AnswerLink
from consult.answers.policy import answering
from consult.answers.services import answers as services
from consult.consultations import services as consultations
from consult.consultations.models import Consultation
from consult.core.errors import NotAllowed, NotFound, Refused, SignInFirst
from consult.core.text import ControlCharacters, TooLong
from consult.live.models import Event
from consult.moderation import services as moderation
from consult.people.models import User
from consult.people.organisations.services import declare_by_name
from consult.threads import services as threads
from consult.threads.models import Comment, Outcome
from consult.threads.places import Place
from consult.threads.refusals import Suspended
from tests.answers.answering import DRAFTERS, OTHERS, anew, begin, edit, publish, text_of, words
from tests.factories.people import make_user
from tests.threads.test_keep_counters import assert_counters_are_true

pytestmark = pytest.mark.django_db

VERBS = ("begin", "change", "discard", "publish", "sign", "edit")


def act(verb, by, stage, comment, drafted, published):
    """Do one verb on the answer on which it can be done."""
    match verb:
        case "begin":
            return services.begin_answer(
                by=by, draft_id=stage.draft.pk, contributions=[comment.pk], words=words()
            )
        case "change":
            return services.change_answer(
                by=by, answer_id=drafted.pk, contributions=[comment.pk], words=words("Autre.")
            )
        case "discard":
            return services.discard_answer(by=by, answer_id=drafted.pk)
        case "publish":
            return services.publish_answer(by=by, answer_id=drafted.pk)
        case "sign":
            return services.sign_answer(by=by, answer_id=published.pk)
        case "edit":
            return services.edit_published_answer(
                by=by, answer_id=published.pk, words=words("Autre.")
            )


@pytest.fixture
def scenery(stage, cast, post):
    """A contribution, an answer that is not published, and one that is."""
    comment, other = post(), post("Et qui ?")
    drafted = begin(cast.drafter_gov, comment)
    return stage, comment, drafted, publish(cast.drafter_gov, other)


@pytest.fixture
def foreign_drafter(stage):
    """A drafter of another consultation."""
    other = Consultation.objects.get(drafts=stage.other_page.translation_key)
    user = make_user("Étranger")
    consultations.add_member(
        consultation=other, participant=user, role="drafter", college="civil_society"
    )
    return user


# Who may


@pytest.mark.parametrize("who", DRAFTERS)
@pytest.mark.parametrize("verb", VERBS)
def test_drafters_of_both_colleges_may_do_everything(scenery, cast, who, verb):
    """But sign twice for one college."""
    by = anew(getattr(cast, who))
    if (who, verb) == ("drafter_gov", "sign"):
        with pytest.raises(answering.SignedAlready):
            act(verb, by, *scenery)
    else:
        act(verb, by, *scenery)


@pytest.mark.parametrize("who", [*OTHERS, "foreign drafter", None])
@pytest.mark.parametrize("verb", VERBS)
def test_nobody_else_may_do_anything(scenery, cast, foreign_drafter, who, verb):
    """CVE-2026-40869: verb by role by object, drafters of another consultation too. That there is
    an answer which is not published is told to nobody.
    """
    by = {None: AnonymousUser(), "foreign drafter": foreign_drafter}.get(who) or anew(
        getattr(cast, who)
    )
    secret = verb in ("change", "discard", "publish")
    before = Event.objects.count(), list(Answer.objects.order_by("pk").values())
    with pytest.raises(SignInFirst if who is None else NotFound if secret else NotAllowed):
        act(verb, by, *scenery)
    assert before == (Event.objects.count(), list(Answer.objects.order_by("pk").values()))
    assert not AnswerEdit.objects.exists()


@pytest.mark.parametrize("verb", VERBS)
def test_a_text_that_drafters_may_not_read_any_more_is_not_there(scenery, cast, verb):
    """CVE-2026-40870."""
    stage = scenery[0]
    closed = PageViewRestriction.objects.create(
        page=stage.consultation_page, restriction_type=PageViewRestriction.GROUPS
    )
    closed.groups.add(Group.objects.create(name="Cercle"))
    with pytest.raises(NotFound):
        act(verb, anew(cast.drafter_gov), *scenery)


@pytest.mark.parametrize("verb", VERBS)
def test_who_was_removed_or_suspended_writes_nothing_more(scenery, cast, verb):
    stage = scenery[0]
    User.objects.filter(pk=cast.drafter_gov.pk).update(
        suspended_until=timezone.now() + timedelta(days=1)
    )
    with pytest.raises(Suspended):
        act(verb, anew(cast.drafter_gov), *scenery)
    cast.drafter_civ.memberships.filter(consultation=stage.consultation).delete()
    with pytest.raises((NotAllowed, NotFound)):
        act(verb, anew(cast.drafter_civ), *scenery)


def test_there_is_nothing_to_do_with_what_is_not_there(stage, cast, post):
    answer = begin(cast.drafter_gov, post())
    services.discard_answer(by=anew(cast.drafter_civ), answer_id=answer.pk)
    with pytest.raises(NotFound):
        services.publish_answer(by=anew(cast.drafter_gov), answer_id=answer.pk)
    with pytest.raises(NotFound):
        services.begin_answer(
            by=anew(cast.drafter_gov),
            draft_id=answer.pk,
            contributions=[answer.pk],
            words=words(),
        )


# What is answered


def test_contributions_of_another_text_are_none(stage, cast, post):
    """CVE-2026-40869: neither of another consultation, nor of another text of this one."""
    place = Place(stage.other_draft.pk, stage.other_draft.sections.last().key)
    foreign, own = post("Ailleurs", place=place), post()
    with pytest.raises(answering.NoContribution):
        begin(cast.drafter_gov, own, foreign)
    answer = begin(cast.drafter_gov, own)
    with pytest.raises(answering.NoContribution):
        services.change_answer(
            by=anew(cast.drafter_gov),
            answer_id=answer.pk,
            contributions=[own.pk, foreign.pk],
            words=words(),
        )
    assert set(AnswerLink.objects.values_list("contribution", flat=True)) == {own.pk}


def test_replies_unknown_and_no_contributions_are_none(stage, cast, post):
    root = post()
    reply = post("Oui.", in_reply_to=root.pk)
    for keys in ([root.pk, reply.pk], [root.pk, stage.draft.pk]):
        with pytest.raises(answering.NoContribution):
            services.begin_answer(
                by=anew(cast.drafter_gov),
                draft_id=stage.draft.pk,
                contributions=keys,
                words=words(),
            )
    with pytest.raises(answering.NothingAnswered):
        begin(cast.drafter_gov, draft=stage.draft.pk)


def test_hidden_ones_cannot_be_chosen_but_those_hidden_since_stay(stage, cast, post, hide):
    first, second = post(), hide(post("Imbécile !"))
    with pytest.raises(answering.NotVisibleToAnswer):
        begin(cast.drafter_gov, first, second)
    answer = begin(cast.drafter_gov, first)
    hide(first)
    services.publish_answer(by=anew(cast.drafter_gov), answer_id=answer.pk)
    assert_counters_are_true(stage.draft)
    moderation.restore_comment(by=anew(cast.moderator_gov), comment_id=first.pk)
    assert Comment.objects.get(pk=first.pk).outcome == "adopted"
    assert_counters_are_true(stage.draft)


def test_a_great_many_are_refused(stage, cast, post, monkeypatch):
    monkeypatch.setattr(answering, "MOST_CONTRIBUTIONS", 1)
    with pytest.raises(answering.TooManyContributions, match="1 contribution "):
        begin(cast.drafter_gov, post(), post("Et qui ?"))


# What it says


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"reasons": " \n "}, answering.NoReasons),
        ({"reasons": "\u200b"}, answering.NoReasons),
        ({"reasons": "a\x00b"}, ControlCharacters),
        ({"reasons": "a" * (REASONS_LENGTH + 1)}, TooLong),
        ({"outcome": ""}, answering.UnknownOutcome),
        ({"outcome": "hidden"}, answering.UnknownOutcome),
        ({"language": "xx"}, answering.UnknownLanguageOfAnswer),
        ({"section_key": "00000000-0000-4000-8000-000000000000"}, answering.NoPlace),
        ({"version": "00000000-0000-4000-8000-000000000000"}, answering.NoPlace),
    ],
)
def test_words_that_are_not_fit_to_be_written(stage, cast, post, said, refusal):
    comment = post()
    with pytest.raises(refusal):
        begin(cast.drafter_gov, comment, **said)
    answer = begin(cast.drafter_gov, comment)
    with pytest.raises(refusal):
        services.change_answer(
            by=anew(cast.drafter_gov),
            answer_id=answer.pk,
            contributions=[comment.pk],
            words=words(**said),
        )
    services.publish_answer(by=anew(cast.drafter_gov), answer_id=answer.pk)
    with pytest.raises((refusal, answering.OneLanguage)):
        edit(cast.drafter_civ, answer, **{"reasons": "Autre.", **said})
    assert text_of(answer) == words().reasons


def test_places_of_another_text_are_none(stage, cast, post):
    other = stage.other_draft
    for place in (
        {"section_key": other.sections.last().key},
        {"version": other.versions.first().pk},
    ):
        with pytest.raises(answering.NoPlace):
            begin(cast.drafter_gov, post(), **place)


@pytest.mark.parametrize("outcome", Outcome.values)
def test_every_outcome_can_be_given(stage, cast, post, outcome):
    comment = post()
    version = stage.draft.versions.first()
    answer = publish(
        cast.drafter_civ,
        comment,
        outcome=outcome,
        section_key=stage.text.key,
        version=version.pk,
    )
    assert (answer.section, answer.version) == (stage.text, version)
    assert Comment.objects.get(pk=comment.pk).outcome == outcome


# Drafts of answers


def test_a_draft_answers_nothing(stage, cast, post):
    comment = post()
    before = Event.objects.count()
    answer = begin(cast.drafter_gov, comment)
    assert (answer.status, answer.college) == ("draft", "government")
    assert Comment.objects.get(pk=comment.pk).answered_at is None
    assert Event.objects.count() == before
    assert not answer.signatures.exists()


def test_a_draft_is_changed_as_one_likes(stage, cast, post, english):
    first, second = post(), post("Et qui ?")
    answer = begin(cast.drafter_gov, first)
    services.change_answer(
        by=anew(cast.drafter_civ),
        answer_id=answer.pk,
        contributions=[second.pk],
        words=words("Because.", language="en", outcome="declined"),
    )
    answer = Answer.objects.get()
    assert list(answer.contributions.all()) == [second]
    assert (answer.outcome, answer.language, text_of(answer)) == ("declined", "en", "Because.")
    assert answer.texts.get().translation_key == answer.pk
    assert not answer.edits.exists()


def test_a_colleague_s_newer_words_are_not_overwritten(stage, cast, post):
    """Two drafters on one answer: the second is refused, and both texts are still there."""
    comment = post()
    answer = begin(cast.drafter_gov, comment)
    seen = services.token_of(answer)
    asked = {"answer_id": answer.pk, "contributions": [comment.pk], "seen": seen}
    services.change_answer(by=anew(cast.drafter_gov), words=words("Le premier."), **asked)
    with pytest.raises(answering.AnswerChanged):
        services.change_answer(by=anew(cast.drafter_civ), words=words("Le second."), **asked)
    with pytest.raises(answering.AnswerChanged):
        services.publish_answer(by=anew(cast.drafter_civ), answer_id=answer.pk, seen=seen)
    assert text_of(answer) == "Le premier."
    services.publish_answer(by=anew(cast.drafter_gov), answer_id=answer.pk)
    answer.refresh_from_db()
    with pytest.raises(answering.AlreadyPublished):
        services.change_answer(
            by=anew(cast.drafter_civ),
            words=words("Le second."),
            **{**asked, "seen": services.token_of(answer)},
        )
    with pytest.raises(answering.AnswerChanged):
        edit(cast.drafter_civ, answer, "Le second.", seen=seen)
    with pytest.raises(answering.AnswerChanged):
        services.sign_answer(by=anew(cast.drafter_civ), answer_id=answer.pk, seen=seen)


def test_what_is_published_is_not_thrown_away(stage, cast, post):
    answer = publish(cast.drafter_gov, post())
    with pytest.raises(answering.AlreadyPublished):
        services.discard_answer(by=anew(cast.drafter_gov), answer_id=answer.pk)
    with pytest.raises(answering.AlreadyPublished):
        services.publish_answer(by=anew(cast.drafter_civ), answer_id=answer.pk)


# Publishing and signing


def test_publishing_signs_and_answers_the_whole_group(stage, cast, post):
    declare_by_name(by=cast.drafter_gov, name="Ministère")
    group = [post(f"Mot {number}") for number in range(3)]
    answer = publish(cast.drafter_gov, *group)
    signature = answer.signatures.get()
    assert (signature.college, signature.signer, signature.organisation) == (
        "government",
        cast.drafter_gov,
        "Ministère",
    )
    assert answer.published_at
    assert set(Comment.objects.values_list("outcome", flat=True)) == {"adopted"}
    assert_counters_are_true(stage.draft)
    assert Event.objects.filter(type="answer.published", object_id=answer.pk).count() == 1


def test_the_other_college_signs_once(stage, cast, post):
    answer = publish(cast.drafter_gov, post())
    services.sign_answer(by=anew(cast.drafter_civ), answer_id=answer.pk)
    assert set(answer.signatures.values_list("college", "signer")) == {
        ("government", cast.drafter_gov.pk),
        ("civil_society", cast.drafter_civ.pk),
    }
    with pytest.raises(answering.SignedAlready):
        services.sign_answer(by=anew(cast.drafter_civ), answer_id=answer.pk)
    drafted = begin(cast.drafter_gov, post("Encore"))
    with pytest.raises(answering.NotYetPublished):
        services.sign_answer(by=anew(cast.drafter_civ), answer_id=drafted.pk)


def test_the_database_takes_no_two_signatures_of_a_college(stage, cast, post):
    answer = publish(cast.drafter_gov, post())
    with pytest.raises(IntegrityError), transaction.atomic():
        answer.signatures.create(college="government", signer=cast.drafter_civ)


# Editing in public


def test_an_edit_leaves_what_was_said_and_voids_the_other_signature(stage, cast, post):
    comment = post()
    answer = publish(cast.drafter_gov, comment)
    services.sign_answer(by=anew(cast.drafter_civ), answer_id=answer.pk)
    answered_at = Comment.objects.get(pk=comment.pk).answered_at
    edit(cast.drafter_civ, answer, outcome="partly")
    kept = answer.edits.get()
    assert (kept.number, kept.outcome, kept.reasons) == (1, "adopted", words().reasons)
    assert kept.signed_for == ["civil_society", "government"]
    assert kept.edited_by == cast.drafter_civ
    assert list(answer.signatures.values_list("college", flat=True)) == ["civil_society"]
    answer.refresh_from_db()
    assert (answer.outcome, answer.edits_count, text_of(answer)) == (
        "partly",
        1,
        "Nous avons mieux lu.",
    )
    assert answer.edited_at
    comment.refresh_from_db()
    assert (comment.outcome, comment.answered_at) == ("partly", answered_at)
    services.sign_answer(by=anew(cast.drafter_gov), answer_id=answer.pk)
    assert answer.signatures.count() == 2


def test_an_edit_that_changes_nothing_is_none(stage, cast, post):
    answer = publish(cast.drafter_gov, post())
    before = Event.objects.count()
    edit(cast.drafter_civ, answer, words().reasons)
    assert not answer.edits.exists()
    assert answer.signatures.get().college == "government"
    assert Event.objects.count() == before


def test_an_edit_may_add_contributions_and_takes_none_away(stage, cast, post):
    first, second, third = post(), post("Et qui ?"), post("Et où ?")
    answer = publish(cast.drafter_gov, first, second)
    edit(
        cast.drafter_gov,
        answer,
        words().reasons,
        contributions=[first.pk, second.pk, third.pk],
    )
    assert answer.links.count() == 3
    assert answer.edits.count() == 1
    with pytest.raises(answering.StaysAnswered):
        edit(cast.drafter_gov, answer, contributions=[first.pk])
    with pytest.raises(answering.StaysAnswered):
        edit(cast.drafter_gov, answer, contributions=[post("Quoi ?").pk])
    assert_counters_are_true(stage.draft)


def test_the_newest_of_several_answers_says_the_outcome(stage, cast, post):
    comment, other = post(), post("Et qui ?")
    first = publish(cast.drafter_gov, comment, other, outcome="needs_work")
    publish(cast.drafter_civ, comment, outcome="adopted")
    edit(cast.drafter_gov, first, outcome="declined")
    comment.refresh_from_db()
    other.refresh_from_db()
    assert (comment.outcome, other.outcome) == ("adopted", "declined")


def test_a_published_answer_stays_in_its_language(stage, cast, post, english):
    answer = publish(cast.drafter_gov, post())
    with pytest.raises(answering.OneLanguage):
        edit(cast.drafter_gov, answer, "Because.", language="en")
    with pytest.raises(answering.NotYetPublished):
        edit(cast.drafter_gov, begin(cast.drafter_gov, post("Encore")))


def test_counters_stay_true_when_contributions_come_and_go(stage, cast, post, hide):
    first, second = post(), post("Et qui ?")
    answer = publish(cast.drafter_gov, first, second)
    hide(first)
    assert_counters_are_true(stage.draft)
    edit(cast.drafter_civ, answer, outcome="declined")
    assert_counters_are_true(stage.draft)
    threads.delete_comment(by=anew(cast.citizen), comment_id=second.pk)
    assert_counters_are_true(stage.draft)
    moderation.restore_comment(by=anew(cast.moderator_gov), comment_id=first.pk)
    assert_counters_are_true(stage.draft)
    assert stage.draft.sections.get(pk=stage.text.pk).answered_count == 1


def test_refusals_say_what_to_do():
    for refusal in (one for one in vars(answering).values() if isinstance(one, type)):
        if issubclass(refusal, Refused) and refusal.__module__ == answering.__name__:
            assert refusal.code.startswith("answer.")
            is_plural = refusal is answering.TooManyContributions
            assert len(str(refusal(limit=2) if is_plural else refusal.sentence)) > 40
