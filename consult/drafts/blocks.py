"""The sections of a draft, as editors write them. Each block's id is its section's key."""

import re

from django.db import models
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText, expand_db_html

PROSE = ["bold", "italic", "link", "ul", "ol"]
IN_A_LINE = ["bold", "italic", "link"]
BETWEEN_PARAGRAPHS = re.compile(r"</p>\s*<p(?:\s[^>]*)?>")
AROUND_PARAGRAPH = re.compile(r"</?p(?:\s[^>]*)?>")


class OGPValue(models.TextChoices):
    """The values that each commitment of an action plan relates to (OGP National Handbook)."""

    ACCESS_TO_INFORMATION = "access_to_information", _("access to information")
    CIVIC_PARTICIPATION = "civic_participation", _("civic participation")
    PUBLIC_ACCOUNTABILITY = "public_accountability", _("public accountability")
    TECHNOLOGY = "technology", _("technology and innovation")


class Theme(models.TextChoices):
    """What a commitment is about."""

    CLIMATE = "climate", _("climate")
    INTEGRITY = "integrity", _("integrity")
    PROCUREMENT = "procurement", _("public procurement")
    BENEFICIAL_OWNERSHIP = "beneficial-ownership", _("beneficial ownership")
    DIGITAL_COMMONS = "digital-commons", _("digital commons")
    PARTICIPATION = "participation", _("participation")
    JUSTICE = "justice", _("justice")
    LOCAL = "local", _("local government")


SDGS = [(str(number), str(number)) for number in range(1, 18)]
"""The Sustainable Development Goals of the United Nations, by number."""


class HeadingBlock(blocks.StructBlock):
    """A heading: it may be discussed like any section."""

    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[("2", _("chapter")), ("3", _("part")), ("4", _("sub-part"))],
        default="2",
    )
    text = blocks.CharBlock(label=_("Heading"), max_length=500)

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "drafts/sections/heading.html"


class TextBlock(blocks.RichTextBlock):
    """A paragraph, or a list with what introduces it."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")
        template = "drafts/sections/text.html"


class MilestoneBlock(blocks.StructBlock):
    """A step that can be verified."""

    title = blocks.CharBlock(label=_("Step"), max_length=500)
    due = blocks.DateBlock(label=_("Due"), required=False)


class CommitmentValue(blocks.StructValue):
    """A commitment whose codes have names in the active language."""

    @property
    def theme_names(self) -> list[str]:
        return [str(Theme(code).label) for code in self["themes"]]

    @property
    def ogp_value_names(self) -> list[str]:
        return [str(OGPValue(code).label) for code in self["ogp_values"]]


class CommitmentBlock(blocks.StructBlock):
    """A commitment with the fields of OGP's National Handbook."""

    title = blocks.CharBlock(label=_("Title"), max_length=500)
    problem = blocks.RichTextBlock(label=_("Problem"), features=PROSE, required=False)
    actions = blocks.RichTextBlock(label=_("What will be done"), features=PROSE)
    # Without words they are empty words: a translation is made of words, and None is none.
    lead = blocks.CharBlock(label=_("Lead institution"), max_length=255, required=False, default="")
    partner = blocks.CharBlock(
        label=_("Civil-society partner"), max_length=255, required=False, default=""
    )
    milestones = blocks.ListBlock(MilestoneBlock(), label=_("Milestones"), default=[])
    themes = blocks.MultipleChoiceBlock(label=_("Themes"), choices=Theme.choices, required=False)
    ogp_values = blocks.MultipleChoiceBlock(
        label=_("OGP values"), choices=OGPValue.choices, required=False
    )
    sdgs = blocks.MultipleChoiceBlock(
        label=_("Sustainable Development Goals"), choices=SDGS, required=False
    )

    class Meta:
        icon = "clipboard-list"
        label = _("Commitment")
        template = "drafts/sections/commitment.html"
        value_class = CommitmentValue


class TableValue(blocks.StructValue):
    """A table as it is shown: every row as long as the longest."""

    @cached_property
    def lines(self) -> list[list[SafeString]]:
        """Return the cells of each row as HTML; rows without any cell are left out."""
        rows = [[inline(cell) for cell in row] for row in self["rows"]]
        width = max(map(len, rows), default=0)
        return [[*row, *[SafeString("")] * (width - len(row))] for row in rows if row]

    @property
    def head(self) -> list[SafeString]:
        return self.lines[0] if self["header_row"] and self.lines else []

    @property
    def body(self) -> list[list[SafeString]]:
        return self.lines[1:] if self["header_row"] else self.lines


def inline(cell: RichText) -> SafeString:
    """Return the words of a cell without paragraphs, each of which becomes a line."""
    html = BETWEEN_PARAGRAPHS.sub("<br>", expand_db_html(cell.source))
    html = " ".join(AROUND_PARAGRAPH.sub("", html).split())
    return mark_safe(html)  # noqa: S308 - rich text, written by editors and cleaned by Wagtail


class TableBlock(blocks.StructBlock):
    """A table, made of blocks that the editor of translations knows: it has a segment a cell."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=255, required=False, default="")
    header_row = blocks.BooleanBlock(
        label=_("The first row names the columns"), default=True, required=False
    )
    header_column = blocks.BooleanBlock(
        label=_("The first column names the rows"), default=False, required=False
    )
    rows = blocks.ListBlock(
        blocks.ListBlock(
            blocks.RichTextBlock(label=_("Cell"), features=IN_A_LINE, required=False),
            label=_("Row"),
        ),
        label=_("Rows"),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "drafts/sections/table.html"
        value_class = TableValue


class SectionsBlock(blocks.StreamBlock):
    """The sections of a draft, in order."""

    heading = HeadingBlock()
    text = TextBlock(features=PROSE)
    commitment = CommitmentBlock()
    table = TableBlock()
