"""One contribution beside the working text: what taking it up would come to."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import get_language
from wagtail.admin.models import EditingSession

from consult.answers.models import Adoption, Completion
from consult.answers.policy import adopting
from consult.answers.queries.awaiting import open_at, public_at
from consult.answers.queries.desk import Choice, ordered, shown
from consult.answers.working import Proposed, Working, working_text, written_page
from consult.consultations.models import Membership
from consult.core.errors import NotFound, Refused
from consult.core.folding import sort_key
from consult.drafts.diff import Segment, difference
from consult.drafts.models import DraftPage
from consult.drafts.queries import label_of
from consult.threads.models import PUBLIC, Comment

MOST_BESIDE = 50
"""How many other contributions about the same passage are shown beside one."""
LATELY = timedelta(minutes=1)
"""How long ago the editor must have been heard of to be open: it calls every few seconds."""


@dataclass(frozen=True)
class Change:
    """A change of the text that a contribution caused, with all that caused it."""

    adoption: Adoption
    causes: list[UUID]

    @cached_property
    def segments(self) -> list[Segment]:
        """Return what it changed, word by word."""
        return difference(self.adoption.before, self.adoption.after)


@dataclass(frozen=True)
class Sheet:
    """A contribution, the section that it is about as it stands, and what else is said there."""

    seat: Membership
    contribution: Comment
    label: str
    working: Working | None
    others: list[Comment]
    has_more_others: bool
    changes: list[Change]
    editors: list[str]
    """The names of others who have the page open in the editor now."""
    why_not: Refused | None

    @cached_property
    def proposed(self) -> Proposed | None:
        """Return what the suggestion comes to in the working text; None where it makes none there."""
        if self.working is None or not self.contribution.is_suggestion:
            return None
        one = self.contribution
        return self.working.proposed(one.written_on, one.shown_wording)

    @cached_property
    def is_said_already(self) -> bool:
        """Tell whether the working text reads as proposed already."""
        return self.proposed is not None and self.proposed.is_said_by(self.working.text)

    @property
    def can_be_taken_as_is(self) -> bool:
        """Tell whether the suggestion fits into the text without another word."""
        return bool(self.proposed and self.proposed.can_place and not self.is_said_already)

    @cached_property
    def has_moved_on(self) -> bool:
        """Tell whether the section has changed since the suggestion was written."""
        written_on = self.contribution.written_on
        return bool(self.proposed and written_on and not self.working.says(written_on.text))

    @cached_property
    def outcome(self) -> list[Segment]:
        """Return what taking the suggestion up would change in the text as it stands."""
        return difference(self.working.text, self.proposed.text) if self.proposed else []

    @property
    def is_in_other_language(self) -> bool:
        """Tell whether the suggestion rewords a text that is not the one to be changed."""
        return self.contribution.is_suggestion and self.proposed is None

    @property
    def suggestions(self) -> list[Comment]:
        """Return the other suggestions about the section."""
        return [one for one in self.others if one.is_suggestion]


def sheet_at(seat: Membership, comment_id: UUID, language: str) -> Sheet:
    """Return a contribution of a drafter's draft beside the text, in a fixed number of queries.

    Raises `NotFound` for what is no public contribution to it.
    """
    found = shown(ordered(public_at(seat.draft_key), Choice())).with_sources(PUBLIC)
    contribution = (
        found.select_related("draft", "written_on__version").filter(pk=comment_id).first()
    )
    if contribution is None:
        raise NotFound
    section = contribution.section
    written_in = contribution.written_in or ""
    page = None if section.is_whole_draft else written_page(seat.draft_key, written_in)
    working = working_text(page, section) if page else None
    others = shown(ordered(open_at(seat.draft_key), Choice())).exclude(pk=comment_id)
    beside = list(others.filter(section=section)[: MOST_BESIDE + 1])
    return Sheet(
        seat=seat,
        contribution=contribution,
        label=label_of(section, language),
        working=working,
        others=beside[:MOST_BESIDE],
        has_more_others=len(beside) > MOST_BESIDE,
        changes=changes_by(comment_id),
        editors=editors_of(page, but=seat) if page else [],
        why_not=adopting.why_not_take_up(
            seat,
            [contribution],
            asked=1,
            is_completed=Completion.objects.filter(consultation=seat.consultation_id).exists(),
            is_in_text=working is not None and working.block is not None,
            is_locked=working is not None and working.is_locked_for(seat.participant),
        ),
    )


def changes_by(comment_id: UUID) -> list[Change]:
    """Return the changes of the text that a contribution caused, the newest first; in two queries."""
    caused = Adoption.objects.filter(contribution=comment_id).select_related("by", "version")
    found = list(caused.order_by("-pk"))
    revisions = {one.revision_id for one in found} - {None}
    beside = Adoption.objects.filter(revision__in=revisions).order_by("pk")
    causes: dict[int, list[UUID]] = {}
    for revision, contribution in beside.values_list("revision", "contribution"):
        causes.setdefault(revision, []).append(contribution)
    return [Change(one, causes.get(one.revision_id, [comment_id])) for one in found]


def editors_of(page: DraftPage, *, but: Membership) -> list[str]:
    """Return the names of those who have a page open in the editor, without one of them."""
    sessions = EditingSession.objects.filter(
        content_type=ContentType.objects.get_for_model(page),
        object_id=str(page.pk),
        last_seen_at__gte=timezone.now() - LATELY,
    )
    others = sessions.exclude(user=but.participant_id).order_by()
    names, language = others.values_list("user__public_name", flat=True), get_language()
    return sorted(names.distinct(), key=lambda name: sort_key(name, language))


def was_here(draft_key: UUID, comment_id: UUID) -> bool:
    """Tell whether there is such a contribution to a draft, also where the public sees it no more."""
    return Comment.objects.roots().filter(draft=draft_key, pk=comment_id).exists()
