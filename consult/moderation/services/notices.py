"""Telling those concerned what was decided: by mail, once it is written."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils import timezone

from consult.core.mails import after_commit
from consult.moderation.models import Action, Decision, Report
from consult.moderation.models.decisions import UNDOING
from consult.moderation.notices import (
    outcome_for_reporter,
    outcome_of_translation,
    statement_for_author,
    statement_for_translator,
)
from consult.people.policy import mailbox_of, may_be_written_to
from consult.threads.models import Comment, CommentTranslation, HeldText

logger = logging.getLogger("parvis.moderation")

telling = ContextVar("telling", default=True)
"""Whether people are told by mail: not while what was decided long ago is written down again."""


@contextmanager
def in_silence() -> Iterator[None]:
    """Tell nobody of what is decided meanwhile."""
    before = telling.set(False)
    try:
        yield
    finally:
        telling.reset(before)


def tell_author(decision: Decision) -> None:
    """Have the author told by mail what was decided about their words, where it concerns them.

    A restriction with its statement of reasons (Digital Services Act, article 17), the end of one,
    the outcome of an appeal (article 20), and that held words are public now.
    """
    told = decision.is_restriction or decision.action in (
        *UNDOING,
        Action.UPHOLD,
        Action.RESTORE,
        Action.PUBLISH,
    )
    if told and telling.get() and may_be_written_to(decision.author):
        after_commit((decision.author.language, lambda: statement_for_author(decision)))


def tell_reporters(subject: Comment | HeldText, decision: Decision | None) -> None:
    """Close the open reports about a comment, and tell each reporter who left an address the outcome
    (Digital Services Act, article 16, 5). What they left is erased.

    `decision` is None where the author took the comment back.
    """
    if isinstance(subject, HeldText):
        return
    close_reports(
        Report.objects.filter(comment=subject),
        lambda report, address: outcome_for_reporter(report, decision, address),
        decision,
    )


def tell_of_translation(translation: CommentTranslation) -> None:
    """Have a translator told by mail that their translation was taken away and why (Digital Services
    Act, article 17), and those who reported it that it was (article 16, 5).
    """
    if telling.get() and may_be_written_to(translation.by):
        after_commit((translation.by.language, lambda: statement_for_translator(translation)))
    close_reports(
        Report.objects.filter(translation=translation),
        lambda report, address: outcome_of_translation(report, translation, address),
    )


def close_reports(
    about: QuerySet[Report],
    write: Callable[[Report, str], EmailMessage],
    outcome: Decision | None = None,
) -> None:
    """Close open reports and have each reporter who left an address told; what they left is erased."""
    reports = list(
        about.filter(closed_at=None)
        .select_for_update(of=("self",))
        .select_related("reporter__erasure", "comment")
    )
    letters = [
        (
            report.reporter.language if report.reporter else report.language,
            partial(write, report, to),
        )
        for report in reports
        if (to := address_of(report))
    ]
    if telling.get():
        after_commit(*letters)
    Report.objects.filter(pk__in=[one.pk for one in reports]).update(
        closed_at=timezone.now(), outcome=outcome, email="", mark=""
    )


def address_of(report: Report) -> str:
    """Return where to tell a reporter the outcome; nothing where they left no address, or have left."""
    if report.reporter is None:
        return report.email
    return mailbox_of(report.reporter) if may_be_written_to(report.reporter) else ""
