"""From an imported plan to a draft page: an editor's page like any other, with one revision."""

from uuid import uuid4

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from consult.consultations.models import ConsultationPage
from consult.core.errors import Refused
from consult.core.text import clean_rich
from consult.drafts.importers import Commitment, Heading, ImportedPlan, Text
from consult.drafts.models import DraftPage

TITLE_LENGTH = 255
SECTION_TITLE_LENGTH = 500


class NoTitle(Refused):
    code = "import.no_title"
    sentence = _("The file has no title. Give one with --title.")


class AlreadyThere(Refused):
    code = "import.already_there"
    sentence = _(
        "This consultation has a draft at “%(slug)s” already. Give this one another name with "
        "--title."
    )


@transaction.atomic
def import_plan(
    plan: ImportedPlan, *, parent: ConsultationPage, title: str = "", publish: bool = False
) -> DraftPage:
    """Make a draft page below a consultation from a plan as read.

    Raises `NoTitle` and `AlreadyThere`.
    """
    title = (title or plan.title).strip()[:TITLE_LENGTH]
    if not title:
        raise NoTitle
    slug = slugify(title)[:TITLE_LENGTH] or "draft"
    if parent.get_children().filter(slug=slug).exists():
        raise AlreadyThere(slug=slug)
    page = DraftPage(title=title, slug=slug, locale=parent.locale, live=False)
    page.sections = page.sections.stream_block.to_python(
        [block_of(section) for section in plan.sections]
    )
    parent.add_child(instance=page)
    revision = page.save_revision()
    if publish:
        revision.publish(skip_permission_checks=True)
    page.refresh_from_db()
    return page


def block_of(section: Heading | Text | Commitment) -> dict:
    """Return a section as a StreamField stores it, with a key of its own."""
    if isinstance(section, Heading):
        value = {"level": str(section.level), "text": section.text}
        kind = "heading"
    elif isinstance(section, Commitment):
        value = {"title": section.title, "actions": clean_rich(section.html)}
        kind = "commitment"
    else:
        value, kind = clean_rich(section.html), "text"
    return {"type": kind, "value": value, "id": str(uuid4())}
