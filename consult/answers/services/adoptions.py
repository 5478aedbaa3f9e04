"""Contributions that are taken up: the working text of a draft changes, and they are the cause."""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from consult.answers.models import Adoption, Completion, Manner
from consult.answers.policy import adopting
from consult.answers.services.assignments import chosen_by
from consult.answers.working import LONGEST_WORDING, Working, working_text, written_page
from consult.consultations.models import Membership
from consult.core.text import Empty, normalise
from consult.drafts.models import DraftPage, VersionSection
from consult.drafts.queries import latest_wording
from consult.people.models import User
from consult.threads.models import WORDS, Comment


@transaction.atomic
def take_up(
    *, by: User, contribution_ids: Sequence[UUID], wording: str, seen: str
) -> list[Adoption]:
    """Give a section of the working text another wording, because of contributions about it.

    Nothing is published. Where the working text has the wording already, because somebody wrote it in
    the editor, the contributions are named as the cause of that change. `wording` is the whole section in the language of the page that is
    changed, the one in which the first contribution proposes words; `seen` is the `Working.seen`
    of the section that the drafter had before them. Raises `NotFound` for who is no drafter and for
    what is no contribution of their consultation, the refusals of `policy.adopting`, where the
    section is another one by now `ChangedSince`, and `CannotPlace`.
    """
    asked = list(dict.fromkeys(contribution_ids))
    page = lock_page(asked)
    chosen, membership = chosen_by(by, asked)
    chosen.sort(key=lambda one: asked.index(one.pk))
    working = working_text(page, chosen[0].section) if page and chosen else None
    if refusal := adopting.why_not_take_up(
        membership,
        chosen,
        asked=len(asked),
        is_completed=is_completed(membership),
        is_in_text=working is not None and working.block is not None,
        is_locked=working is not None and working.is_locked_for(by),
    ):
        raise refusal
    if working.seen != seen:
        raise adopting.ChangedSince
    text = worded(wording)
    manners = [manner_of(one, working, text) for one in with_texts(chosen)]
    if working.says(text):
        before, revision = written_before(working, chosen), page.latest_revision
    else:
        before, after = working.text, working.reworded(text)
        # As the editor saves it: what is still missing elsewhere on the page may be missing here too.
        revision = after.save_revision(user=by, log_action=True, clean=False)
    now = timezone.now()
    return Adoption.objects.bulk_create(
        Adoption(
            draft_id=one.draft_id,
            section=one.section,
            contribution=one,
            manner=manner,
            by=by,
            college=membership.college,
            language=working.language,
            before=before,
            after=text,
            revision=revision,
            made_at=now,
        )
        for one, manner in zip(chosen, manners, strict=True)
    )


def written_before(working: Working, chosen: Sequence[Comment]) -> str:
    """Return the published words of a section that reads otherwise in the working text.

    Raises `SaysSoAlready` where both read alike, or where one of the contributions is named as the
    cause of this change already.
    """
    published = latest_wording(chosen[0].section, working.language)
    named = Adoption.objects.filter(
        contribution__in=chosen, revision=working.page.latest_revision_id
    )
    if published is None or working.says(published.text) or named.exists():
        raise adopting.SaysSoAlready
    return published.text


def lock_page(asked: Collection[UUID]) -> DraftPage | None:
    """Return the page that is changed because of contributions, locked before their sections, as a
    publication does; None where there is none.
    """
    first = next(iter(asked), None)
    comments = Comment.objects.filter(pk=first).defer(*WORDS).select_related("written_on__version")
    comment = comments.first()
    if comment is None:
        return None
    page = written_page(comment.draft_id, language_of(comment))
    if page is None:
        return None
    # Locked, and only then read: what was read before may be another drafter's past.
    Page.objects.select_for_update().get(pk=page.pk)
    return DraftPage.objects.select_related("locale").get(pk=page.pk)


def language_of(contribution: Comment) -> str:
    """Return the language of the text that a contribution rewords or quotes, if any."""
    written_on = contribution.written_on
    return written_on.version.language if written_on else ""


def is_completed(membership: Membership | None) -> bool:
    """Tell whether the consultation of a membership is completed."""
    if membership is None:
        return False
    return Completion.objects.filter(consultation=membership.consultation_id).exists()


def worded(wording: str) -> str:
    """Return a wording as it is kept. Raises `NoWording`, and what `normalise` raises."""
    try:
        return normalise(wording, limit=LONGEST_WORDING)
    except Empty as empty:
        raise adopting.NoWording from empty


def with_texts(chosen: Sequence[Comment]) -> Sequence[Comment]:
    """Return contributions with the texts that they were written on, in one query."""
    texts = VersionSection.objects.select_related("version").in_bulk(
        {one.written_on_id for one in chosen} - {None}
    )
    for one in chosen:
        one.written_on = texts.get(one.written_on_id)
    return chosen


def manner_of(contribution: Comment, working: Working, wording: str) -> Manner:
    """Return whether a wording is what a contribution proposes, or says it in other words."""
    proposed = working.proposed(contribution.written_on, contribution.wording)
    as_is = proposed is not None and proposed.is_said_by(wording)
    return Manner.AS_IS if as_is else Manner.REWORDED
