"""Who may look after contributions, and change the working text because of them."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from consult.consultations.models import Membership
from consult.core.errors import NotFound, Refused
from consult.threads.models import Comment

MOST_AT_ONCE = 100
"""How many contributions one act may be about."""


class NothingChosen(Refused):
    code = "desk.nothing_chosen"
    sentence = _("Select at least one contribution in the list.")


class TooManyChosen(Refused):
    code = "desk.too_many_chosen"
    sentence = ngettext_lazy(
        "%(limit)s contribution at most can be taken at once. Select fewer.",
        "%(limit)s contributions at most can be taken at once. Select fewer.",
        "limit",
    )


class GoneSince(Refused):
    code = "desk.gone_since"
    sentence = _(
        "A contribution that you chose was hidden or deleted. Reload the page and choose again."
    )
    status = HTTPStatus.CONFLICT


class NotADrafter(Refused):
    code = "assignment.not_a_drafter"
    sentence = _("Contributions are looked after by drafters of this consultation. Choose one.")


class OtherSection(Refused):
    code = "take_up.other_section"
    sentence = _("One change is about one passage. Leave out the contributions about other ones.")


class WholeDraft(Refused):
    code = "take_up.whole_draft"
    sentence = _(
        "This contribution is about the draft as a whole. Change the text in the editor, and say "
        "where in your answer."
    )
    status = HTTPStatus.CONFLICT


class NotInText(Refused):
    code = "take_up.not_in_text"
    sentence = _(
        "This passage is not part of the working text any more, so its words cannot be changed. "
        "Say in an answer what became of it."
    )
    status = HTTPStatus.CONFLICT


class Completed(Refused):
    code = "take_up.completed"
    sentence = _("This consultation is completed: its text does not change any more.")
    status = HTTPStatus.CONFLICT


class Locked(Refused):
    code = "take_up.locked"
    sentence = _("The draft is locked in the editor at the moment. Have it unlocked first.")
    status = HTTPStatus.CONFLICT


class ChangedSince(Refused):
    code = "take_up.changed_since"
    sentence = _(
        "The passage has changed since you opened this page, so nothing was overwritten. Your "
        "words are kept: compare them with the passage as it is now."
    )
    status = HTTPStatus.CONFLICT


class NoWording(Refused):
    code = "take_up.no_wording"
    sentence = _("Write the passage as it should read. To take it out of the text, use the editor.")


class SaysSoAlready(Refused):
    code = "take_up.says_so_already"
    sentence = _(
        "The passage reads so already. Change its words, or answer that this is already there."
    )


class UnknownAct(Refused):
    code = "desk.unknown_act"
    sentence = _("Choose one of the buttons on the page.")


def why_not_choose(
    membership: Membership | None, chosen: Sequence[Comment], *, asked: int
) -> Refused | None:
    """Return why contributions cannot be worked on together; None where they can.

    `membership` is the actor's as drafter of their consultation, if any. `asked` is how many were
    named: whoever names one that is none of this consultation learns nothing of it.
    """
    if membership is None:
        return NotFound()
    if not asked:
        return NothingChosen()
    if asked > MOST_AT_ONCE:
        return TooManyChosen(limit=MOST_AT_ONCE)
    consultation = membership.consultation_id
    if len(chosen) < asked or any(one.draft.consultation_id != consultation for one in chosen):
        return NotFound()
    return None if all(one.is_visible for one in chosen) else GoneSince()


def why_not_assign(
    membership: Membership | None,
    chosen: Sequence[Comment],
    *,
    asked: int,
    drafter: Membership | None,
) -> Refused | None:
    """Return why contributions cannot be given to somebody to look after.

    `drafter` is their membership as drafter of the same consultation, if any.
    """
    if refusal := why_not_choose(membership, chosen, asked=asked):
        return refusal
    return None if drafter is not None else NotADrafter()


def why_not_take_up(
    membership: Membership | None,
    chosen: Sequence[Comment],
    *,
    asked: int,
    is_completed: bool,
    is_in_text: bool,
    is_locked: bool,
) -> Refused | None:
    """Return why a drafter may not change the text because of contributions; None where they may.

    These come with their section and draft. `is_in_text` tells whether the working text has the
    section, `is_locked` whether the page is locked for this person.
    """
    if refusal := why_not_choose(membership, chosen, asked=asked):
        return refusal
    if is_completed:
        return Completed()
    if refusal := why_not_one_section(chosen):
        return refusal
    if not is_in_text:
        return NotInText()
    return Locked() if is_locked else None


def why_not_one_section(chosen: Iterable[Comment]) -> Refused | None:
    """Return why contributions are not about one passage that has words of its own."""
    sections = {one.section_id: one.section for one in chosen}
    if len(sections) > 1:
        return OtherSection()
    return WholeDraft() if any(one.is_whole_draft for one in sections.values()) else None
