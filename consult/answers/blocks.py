"""What a closing report is made of. Publishers write the introductions; figures come of themselves."""

from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consult.answers.requirements import Requirement

PARTS = (
    *("process", "participants", "said", "changed"),
    *("declined", "moderation", "requirements"),
)
"""The parts of a report that the site fills, in their usual order."""
PROSE = ["bold", "italic", "link", "ul", "ol", "document-link"]


class PartBlock(blocks.StructBlock):
    """A part of the report: words of the publisher, then what the site counted."""

    introduction = blocks.RichTextBlock(
        label=_("Introduction"),
        features=PROSE,
        required=False,
        help_text=_("The figures, lists and charts of this part follow by themselves."),
    )


class StatementBlock(blocks.StructBlock):
    """Evidence that this site cannot know: a meeting, a campaign."""

    requirement = blocks.ChoiceBlock(label=_("Requirement"), choices=Requirement.choices)
    text = blocks.TextBlock(label=_("What was done"), rows=3, max_length=2000)
    link = blocks.URLBlock(
        label=_("Where to read about it"),
        required=False,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    day = blocks.DateBlock(label=_("When"), required=False)

    class Meta:
        icon = "calendar-alt"
        label = _("Evidence for a requirement")
        template = "answers/report/statement.html"


def part(name: str, label: object, icon: str) -> PartBlock:
    """Return a part of the report, shown by the template of its name."""
    return PartBlock(label=label, icon=icon, template=f"answers/report/{name}.html")


class ReportBlock(blocks.StreamBlock):
    """The body of a closing report."""

    process = part("process", _("The process"), "calendar-alt")
    participants = part("participants", _("Who took part"), "group")
    said = part("said", _("What was said"), "comment")
    changed = part("changed", _("What changed, and because of whom"), "edit")
    declined = part("declined", _("What was not taken up, and why"), "cross")
    moderation = part("moderation", _("How the house rules were kept"), "view")
    requirements = part("requirements", _("What OGP asks for"), "list-ul")
    statement = StatementBlock()
    text = blocks.RichTextBlock(
        label=_("Text"), features=["h2", "h3", *PROSE], template="answers/report/text.html"
    )

    class Meta:
        block_counts = {name: {"max_num": 1} for name in PARTS}
