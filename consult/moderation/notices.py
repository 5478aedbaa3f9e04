"""The mails of moderation."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consult.consultations.queries import title_of
from consult.core.mails import address_of as full_address
from consult.core.mails import letter, one_line, quoted
from consult.moderation.models import Decision, Report
from consult.moderation.policy import appeal_ends
from consult.people.guests.acting import way_to
from consult.people.policy import mailbox_of
from consult.threads.models import Comment, CommentTranslation, HeldText
from consult.threads.screening import sentences


def statement_for_author(decision: Decision) -> EmailMessage:
    """Return the mail that tells an author what was decided, in the active language.

    The same as the page of that name says, with no words but the author's own. Few queries: it is
    written after each decision.
    """
    subject, article = decision.subject, decision.article
    held = isinstance(subject, HeldText)
    return mail(
        _("A decision about your contribution: %(what)s") % {"what": decision.get_action_display()},
        "statement",
        {
            "decision": decision,
            "title": one_line(title_of(decision.consultation_id, get_language())),
            "article": article and one_line(str(article)),
            "article_explanation": article and quoted(article.explanation),
            "explanation": quoted(decision.explanation),
            "words": quoted("\n\n".join(filter(None, (subject.wording, subject.source)))),
            "was_reported": was_reported(decision),
            "why_held": sentences(subject.grounds) if held else [],
            "appeal_ends": appeal_ends(decision),
            "address": way_to(reverse("moderation:statement", args=[decision.pk]), decision.author),
        },
        mailbox_of(decision.author),
    )


def was_reported(decision: Decision) -> bool:
    """Tell whether a decision settled reports: those on a comment do, but not what follows them."""
    if decision.held_id or decision.about_id:
        return False
    return Report.objects.filter(outcome=decision).exists()


def outcome_for_reporter(report: Report, decision: Decision | None, address: str) -> EmailMessage:
    """Return the mail that tells a reporter what became of their report, in the active language.

    `decision` is None where the author took the comment back.
    """
    return mail(
        _("What became of your report"),
        "report_outcome",
        {
            "report": report,
            "decision": decision,
            "article": decision and decision.article and one_line(str(decision.article)),
            "address": f"{settings.WAGTAILADMIN_BASE_URL}{report.comment.get_absolute_url()}",
        },
        address,
    )


def statement_for_translator(translation: CommentTranslation) -> EmailMessage:
    """Return the mail that tells a translator that their translation was taken away, and why, in the
    active language.
    """
    article, consultation = translation.hidden_for, translation.comment.draft.consultation_id
    return mail(
        _("Your translation was taken away"),
        "translation_statement",
        {
            "title": one_line(title_of(consultation, get_language())),
            "number": article.number,
            "article": one_line(str(article)),
            "explanation": quoted(translation.hidden_because),
            "words": quoted(translation.source),
            "address": translations_of(translation.comment),
        },
        mailbox_of(translation.by),
    )


def outcome_of_translation(
    report: Report, translation: CommentTranslation, address: str
) -> EmailMessage:
    """Return the mail that tells who reported a translation that it was taken away, in the active
    language.
    """
    return mail(
        _("What became of your report"),
        "translation_outcome",
        {
            "report": report,
            "number": translation.hidden_for.number,
            "article": one_line(str(translation.hidden_for)),
            "address": translations_of(report.comment),
        },
        address,
    )


def translations_of(comment: Comment) -> str:
    """Return the full address of the page that shows a contribution's translations."""
    return full_address("threads:translations", comment.pk)


def mail(subject: str, template: str, context: dict, to: str) -> EmailMessage:
    """Return a mail in plain text; its subject is one line, whatever it quotes."""
    return letter(subject, f"moderation/mail/{template}.txt", context, to)
