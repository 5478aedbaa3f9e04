"""The mails of moderation."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from consult.moderation.models import Decision, Report


def statement_for_author(decision: Decision) -> EmailMessage:
    """Return the mail that tells an author what was decided, in the active language."""
    return mail(
        _("A decision about your contribution: %(what)s") % {"what": decision.get_action_display()},
        "statement",
        {"decision": decision, "address": address_of("moderation:statement", decision.pk)},
        decision.author.email,
    )


def outcome_for_reporter(report: Report, decision: Decision, address: str) -> EmailMessage:
    """Return the mail that tells a reporter what became of their report, in the active language."""
    return mail(
        _("What became of your report"),
        "report_outcome",
        {
            "report": report,
            "decision": decision,
            "address": f"{settings.WAGTAILADMIN_BASE_URL}{report.comment.get_absolute_url()}",
        },
        address,
    )


def mail(subject: str, template: str, context: dict, to: str) -> EmailMessage:
    """Return a mail in plain text; its subject is one line, whatever it quotes."""
    body = render_to_string(f"moderation/mail/{template}.txt", context)
    return EmailMessage(" ".join(subject.split()), body, to=[to])


def address_of(name: str, *arguments: object) -> str:
    """Return the full address of a page of this site, for mails."""
    return f"{settings.WAGTAILADMIN_BASE_URL}{reverse(name, args=arguments)}"
