"""Template tags of the drafters' desk."""

from dataclasses import dataclass
from uuid import UUID

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import get_language

from consult.answers.queries.desks import desks_of
from consult.consultations.models import Consultation, Role
from consult.consultations.policy import membership_of
from consult.core.text import plain
from consult.drafts.diff import Op, Segment, from_json
from consult.threads.models import Comment

register = template.Library()

AROUND = 50
"""How many unchanged characters are shown on either side of a change in an excerpt."""


@dataclass(frozen=True)
class WayIn:
    """The way to a draft's desk, and how much awaits an answer there."""

    address: str
    title: str
    count: int


@register.simple_tag(takes_context=True)
def ways_to_desks(
    context: Context, consultation_id: UUID | None, draft_key: UUID | None = None
) -> list[WayIn]:
    """Return the ways to the desks of a consultation for its drafters, none for everybody else.

    Costs the public nothing, and who is signed in no more than the question what they are here.
    """
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or consultation_id is None:
        return []
    if membership_of(user, Consultation(pk=consultation_id), Role.DRAFTER) is None:
        return []
    return [
        WayIn(reverse("answers:desk", args=[one.draft_key]), one.title, one.count)
        for one in desks_of(consultation_id, get_language(), draft_key)
    ]


@register.filter
def excerpt(segments: list[Segment]) -> list[Segment]:
    """Return a difference without what is unchanged far from a change."""
    last = len(segments) - 1
    return [
        one if one.op is not Op.SAME else Segment(one.op, shortened(one.text, at > 0, at < last))
        for at, one in enumerate(segments)
    ]


def shortened(text: str, keeps_beginning: bool, keeps_end: bool) -> str:
    """Return the beginning and the end of a text, each only where it is asked for."""
    if len(text) <= 2 * AROUND:
        return text
    begin = text[:AROUND].rsplit(" ", 1)[0] if keeps_beginning else ""
    end = text[-AROUND:].split(" ", 1)[-1] if keeps_end else ""
    return f"{begin} … {end}"


@register.filter
def first_words(contribution: Comment, count: int) -> str:
    """Return the beginning of what a contribution says, as `visible_to` lets it be read; of a
    suggestion without a word of explanation, the proposed words where they differ.
    """
    proposed = excerpt(from_json(contribution.shown_difference or []))
    words = plain(contribution.shown_html) or "".join(
        one.text for one in proposed if one.op is not Op.DELETED
    )
    return Truncator(" ".join(words.split())).chars(count)
