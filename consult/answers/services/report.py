"""The closing report: made from what the site knows, then edited and published like any page."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone, translation
from django.utils.html import format_html
from django.utils.translation import gettext as _

from consult.answers.blocks import PARTS
from consult.answers.models import ClosingReport, ClosingReportPage
from consult.answers.policy import completing
from consult.answers.queries.report import figures_of, report_pages
from consult.answers.services.completion import locked, note
from consult.consultations import trees
from consult.consultations.models import Consultation, ConsultationPage
from consult.core.errors import NotFound
from consult.people.models import User

SLUG = "closing-report"


@transaction.atomic
def make_report(*, by: User, consultation_id: UUID) -> ClosingReportPage:
    """Make the page of a consultation's closing report, in the language of its source, unpublished.

    Raises `NotFound`, `NotAllowed`, `StillOpen` and `ReportExists`.
    """
    consultation = locked(consultation_id)
    exists = report_pages(consultation_id).exists()
    refusal = completing.why_not_report(
        User.objects.get(pk=by.pk), consultation, at=timezone.now(), exists=exists
    )
    if refusal:
        raise refusal
    parent = ConsultationPage.objects.filter(translation_key=consultation_id).order_by("pk").first()
    if parent is None:
        raise NotFound
    count_figures(consultation, by)
    with translation.override(parent.locale.language_code):
        page = ClosingReportPage(
            title=_("Closing report"),
            slug=free_slug(parent),
            live=False,
            locale=parent.locale,
            owner=by,
            body=first_body(parent),
        )
    parent.add_child(instance=page)
    page.save_revision(user=by, log_action=True)
    trees.keep_in_step(page)
    note(consultation_id, "answers.report", by)
    return page


@transaction.atomic
def recount_report(*, by: User, consultation_id: UUID) -> ClosingReport:
    """Bring the figures of a closing report up to date, on its pages of every language at once.

    Raises `NotFound`, `NotAllowed` and `NoReport`.
    """
    consultation = locked(consultation_id)
    exists = report_pages(consultation_id).exists()
    refusal = completing.why_not_recount(User.objects.get(pk=by.pk), consultation, exists=exists)
    if refusal:
        raise refusal
    row = count_figures(consultation, by)
    note(consultation_id, "answers.recount", by)
    return row


def count_figures(consultation: Consultation, by: User) -> ClosingReport:
    """Count, and keep what was counted."""
    row, _made = ClosingReport.objects.update_or_create(
        pk=consultation.pk,
        defaults={
            "figures": figures_of(consultation),
            "counted_at": timezone.now(),
            "counted_by": by,
        },
    )
    return row


def free_slug(parent: ConsultationPage) -> str:
    """Return an address below a consultation that no other page has."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    numbered = (f"{SLUG}-{number}" for number in range(2, len(taken) + 3))
    return SLUG if SLUG not in taken else next(one for one in numbered if one not in taken)


def first_body(parent: ConsultationPage) -> list[dict]:
    """Return the parts of a new report, each with a few sentences to begin with."""
    sentences = introductions(parent)
    return [
        {
            "type": name,
            "id": str(uuid4()),
            "value": {"introduction": format_html("<p>{}</p>", sentences[name])},
        }
        for name in PARTS
    ]


def introductions(parent: ConsultationPage) -> dict[str, str]:
    """Return a first introduction to each part, in the active language. Figures follow it."""
    return {
        "process": _(
            "This is how “%(title)s” was held: when it was announced, opened and closed, and which "
            "versions of the text were published on the way."
        )
        % {"title": parent.title},
        "participants": _(
            "Everybody could take part with a public name. People said in what capacity they spoke; "
            "this counts what is public of it."
        ),
        "said": _(
            "Contributions stand beside the passage that they are about. This counts them by passage, "
            "with how many were answered and how soon."
        ),
        "changed": _(
            "These contributions are in the text. Each names its author, and the version in which it "
            "came."
        ),
        "declined": _(
            "These contributions were not taken up. The co-drafters say why, in the name of the "
            "colleges that signed."
        ),
        "moderation": _(
            "Moderators of both colleges kept the house rules. Each decision has its reason and its "
            "entry in the public register."
        ),
        "requirements": _(
            "This compares the consultation with the minimum requirements of the Participation and "
            "Co-Creation Standards of the Open Government Partnership. Its Independent Reporting "
            "Mechanism judges for itself."
        ),
    }
