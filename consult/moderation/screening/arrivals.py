"""What becomes of words that arrive."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db.models import Q

from consult.consultations.house_rules import Premoderation
from consult.consultations.policy import memberships_of
from consult.core.words import words
from consult.moderation.models import Cause, Decision
from consult.moderation.screening.likeness import resembles_hidden
from consult.moderation.screening.links import count_links
from consult.moderation.screening.listed_words import holds_listed
from consult.moderation.screening.near_copies import LEAST_SHARED, bands_of
from consult.moderation.screening.repetition import repeats_itself
from consult.moderation.screening.said import own_words
from consult.moderation.screening.shouting import is_shouted
from consult.moderation.services.cases import close_cases, open_case, words_of
from consult.moderation.services.notices import tell_reporters
from consult.moderation.services.traces import (
    MOST_TRACED,
    NO_COPIES,
    Copies,
    campaign_of,
    earlier_copies,
    forget,
    leave_traces,
)
from consult.moderation.services.word_lists import listed_words
from consult.threads.models import Comment, HeldText
from consult.threads.screening import Ground, Screening

WORDS_TO_READ = (Cause.HELD, Cause.REPORTED, Cause.CHANGED)
"""Why moderators read somebody's words, rather than each other's decisions."""


@dataclass(frozen=True)
class Arrival:
    """Words that arrive: the comment as it would be, what is new in it, and what it repeats."""

    comment: Comment
    is_edit: bool
    text: str
    bands: list[int]
    copies: Copies


def screen(comment: Comment) -> Screening:
    """Return whether a comment's words wait, and for which reasons. Members' own never do.

    Nothing is written before `remember` is called.
    """
    arrival = arrival_of(comment)
    grounds = [] if is_member(comment) else list(grounds_to_hold(arrival))
    return Screening(grounds, remember=partial(wait if grounds else go_public, arrival))


def arrival_of(comment: Comment) -> Arrival:
    """Return a comment's words as they are screened."""
    text = own_words(comment)
    bands = bands_of(words(text))
    copies = NO_COPIES
    if comment.draft.consultation.holds_repetition and not is_member(comment):
        copies = earlier_copies(comment, bands, LEAST_SHARED)
    return Arrival(comment, not comment._state.adding, text, bands, copies)


def is_member(comment: Comment) -> bool:
    """Tell whether a comment's author has a role in its consultation."""
    consultation_id = comment.draft.consultation_id
    seats = memberships_of(comment.author)
    return any(one.consultation_id == consultation_id for one in seats)


# Reasons to hold, each as the consultation has switched it


def grounds_to_hold(arrival: Arrival) -> Iterator[dict]:
    """Yield each reason for which words wait: codes and counts, and nothing of the words."""
    yield from grounds_of_author(arrival.comment)
    yield from grounds_of_text(arrival)
    if arrival.copies.others:
        yield {"code": Ground.REPEATS_OTHERS.value, "count": arrival.copies.others}
    if arrival.copies.own:
        yield {"code": Ground.REPEATS_OWN.value, "count": arrival.copies.own}


def grounds_of_author(comment: Comment) -> Iterator[dict]:
    """Yield why words wait whatever they say."""
    premoderation = comment.draft.consultation.premoderation
    if premoderation == Premoderation.ALL:
        yield {"code": Ground.PREMODERATION.value}
    elif premoderation == Premoderation.NEWCOMERS and is_newcomer(comment):
        yield {"code": Ground.NEWCOMER.value}


def grounds_of_text(arrival: Arrival) -> Iterator[dict]:
    """Yield why words wait for what they are."""
    rules = arrival.comment.draft.consultation
    links = count_links(arrival.text)
    if links > rules.most_links:
        yield {"code": Ground.LINKS.value, "count": links}
    if rules.holds_repetition and repeats_itself(arrival.text):
        yield {"code": Ground.REPEATS_ITSELF.value}
    if rules.holds_shouting and is_shouted(arrival.text):
        yield {"code": Ground.SHOUTED.value}
    if rules.holds_listed_words and holds_listed(arrival.text, listed_words()):
        yield {"code": Ground.LISTED_WORD.value}
    if rules.uses_classifier and resembles_hidden(arrival.text, rules.pk):
        yield {"code": Ground.CLASSIFIER.value}


def is_newcomer(comment: Comment) -> bool:
    """Tell whether nothing of an author is public in this consultation yet."""
    public = Comment.objects.visible().filter(
        author=comment.author, draft__consultation=comment.draft.consultation_id
    )
    return not public.exclude(pk=comment.pk).exists()


# What happens with them


def wait(arrival: Arrival, key: UUID) -> None:
    """Put held words before the moderators, those of a campaign together."""
    held = HeldText.objects.select_related("draft__consultation").get(pk=key)
    if len(arrival.copies.keys) < MOST_TRACED:
        leave_traces(arrival.comment, key, arrival.bands)
    campaign = campaign_of(arrival.copies) if arrival.copies else None
    open_case(held, Cause.HELD, campaign=campaign)


def go_public(arrival: Arrival, key: UUID) -> None:
    """Remember public words by their traces; what was decided on before is looked at again."""
    comment = arrival.comment
    if arrival.is_edit:
        forget(comment)
    leave_traces(comment, key, arrival.bands)
    if arrival.is_edit and was_decided_on(comment):
        open_case(comment, Cause.CHANGED)


def was_decided_on(comment: Comment) -> bool:
    """Tell whether a moderator has decided on a comment, before or since it became one."""
    held = Q(held__published_as=comment) | Q(held__edits=comment)
    return Decision.objects.filter(Q(comment=comment) | held).exists()


def let_go(subject: Comment | HeldText) -> None:
    """Forget the traces of words that their author took back, close the cases about them, and
    tell who reported them.
    """
    forget(subject)
    about = Q(cause__in=WORDS_TO_READ, **words_of(subject))
    tell_reporters(subject, None)
    if isinstance(subject, Comment):
        about |= Q(cause=Cause.HELD) & (Q(held__edits=subject) | Q(held__translates=subject))
    close_cases(about, None)
