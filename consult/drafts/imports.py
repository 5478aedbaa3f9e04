"""From an imported plan to a draft page: an editor's page like any other, with one revision."""

import re
from collections.abc import Callable, Sequence
from uuid import uuid4

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from consult.consultations import trees
from consult.consultations.models import ConsultationPage
from consult.core.errors import Refused
from consult.core.text import clean_rich
from consult.drafts.importers import Commitment, Heading, ImportedPlan, Section, Table
from consult.drafts.models import DraftPage
from consult.drafts.tables import item, rows_of

TITLE_LENGTH = 255

NOTE = re.compile(r'<a href="#((?P<end>note-|ref-)(?P<number>\d+))">(.*?)</a>')
"""A note's number in the text leads to `note-1`, the one before the note to `ref-1`."""
TWIN = {"note-": "ref-", "ref-": "note-"}


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
def slug_of(title: str) -> str:
    """Return the part of an address that a title becomes: in Latin letters, or in its own where of
    these few would be left.
    """
    plain, own = slugify(title), slugify(title, allow_unicode=True)
    return (plain if 2 * len(plain) > len(own) else own)[:TITLE_LENGTH] or "draft"


def import_plan(
    plan: ImportedPlan, *, parent: ConsultationPage, title: str = "", publish: bool = False
) -> DraftPage:
    """Make a draft page below a consultation from a plan as read.

    Raises `NoTitle` and `AlreadyThere`.
    """
    title = (title or plan.title).strip()[:TITLE_LENGTH]
    if not title:
        raise NoTitle
    slug = slug_of(title)
    if parent.get_children().filter(slug=slug).exists():
        raise AlreadyThere(slug=slug)
    page = DraftPage(title=title, slug=slug, locale=parent.locale, live=False)
    page.sections = page.sections.stream_block.to_python(
        blocks_of(plan.sections, [str(uuid4()) for _section in plan.sections])
    )
    parent.add_child(instance=page)
    revision = page.save_revision()
    trees.keep_in_step(page)
    if publish:
        revision.publish(skip_permission_checks=True)
    page.refresh_from_db()
    return page


def blocks_of(sections: Sequence[Section], keys: Sequence[str]) -> list[dict]:
    """Return sections as a StreamField stores them, each with its key; notes lead to each other."""
    htmls = ["" if isinstance(section, Heading) else section.html for section in sections]
    places = {
        found[1]: key
        for html, key in zip(htmls, keys, strict=True)
        for found in NOTE.finditer(html)
    }

    def linked(found: re.Match) -> str:
        other = TWIN[found["end"]] + found["number"]
        return f'<a href="#s-{places[other]}">{found[4]}</a>' if other in places else found[4]

    return [
        {**block_of(section, lambda html: clean_rich(NOTE.sub(linked, html))), "id": key}
        for section, key in zip(sections, keys, strict=True)
    ]


def block_of(section: Section, cleaned: Callable[[str], str]) -> dict:
    """Return a section as a StreamField stores it; `cleaned` makes its HTML ready for that."""
    if isinstance(section, Heading):
        return {"type": "heading", "value": {"level": str(section.level), "text": section.text}}
    if isinstance(section, Commitment):
        value = {"title": section.title, "actions": cleaned(section.html)}
        if section.lead:
            value["lead"] = section.lead
        if section.milestones:
            value["milestones"] = [
                item({"title": step, "due": due or None}) for step, due in section.milestones
            ]
        return {"type": "commitment", "value": value}
    if isinstance(section, Table):
        cells = [
            [f"<p>{cleaned(cell)}</p>" if cell else "" for cell in row] for row in section.rows
        ]
        value = {
            "caption": section.caption,
            "header_row": section.has_header_row,
            "header_column": section.has_header_column,
            "rows": rows_of(cells),
        }
        return {"type": "table", "value": value}
    return {"type": "text", "value": cleaned(section.html)}
