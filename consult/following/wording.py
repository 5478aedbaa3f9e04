"""What is said of what happened."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from consult.following.kinds import Kind, What

if TYPE_CHECKING:
    from consult.following.queries.lines import Line


def sentence_of(line: "Line") -> str:
    """Return a sentence that says what happened, in the active language; `%(name)s` is who did it."""
    tell = {
        What.POSTED: of_words,
        What.ANSWERED: of_answer,
        What.ANSWER_EDITED: of_answer,
        What.VERSION: of_version,
        What.HIDDEN: of_decision,
        What.RESTORED: of_decision,
    }
    # Only the name is filled in later: what else stands in a sentence must not look like its place.
    return tell[What(line.notice.what)](line)


def of_words(line: "Line") -> str:
    """Return what is said of a contribution."""
    if line.notice.kind == Kind.REPLY:
        # Translators: %(name)s is a person's public name
        return _("%(name)s replied to you") if line.is_to_me else _("%(name)s named you")
    if line.comment.thread_id:
        # Translators: %(name)s is a person's public name
        return _("%(name)s replied")
    # Translators: %(name)s is a person's public name
    return _("%(name)s contributed")


def of_answer(line: "Line") -> str:
    """Return what is said of an answer of the drafters."""
    is_mine, outcome = line.notice.kind == Kind.ANSWERED, line.answer.get_outcome_display()
    if line.notice.what == What.ANSWER_EDITED:
        said = (
            _("The answer to your contribution has changed: {outcome}")
            if is_mine
            else _("The drafters have changed an answer: {outcome}")
        )
    else:
        said = (
            _("Your contribution has an answer: {outcome}")
            if is_mine
            else _("The drafters have answered: {outcome}")
        )
    return said.format(outcome=outcome)


def of_version(line: "Line") -> str:
    """Return what is said of a version."""
    if line.notice.kind == Kind.SECTION:
        said = _("This passage has changed in version {number}")
    else:
        said = _("Version {number} is published")
    return said.format(number=line.version.number)


def of_decision(line: "Line") -> str:
    """Return what is said of a moderator's decision."""
    if line.notice.what == What.HIDDEN:
        return _("A moderator has hidden your contribution")
    return _("Your contribution is shown again")
