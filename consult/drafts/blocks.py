"""The sections of a draft, as editors write them. Each block's id is its section's key."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

PROSE = ["bold", "italic", "link", "ul", "ol"]


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

    title = blocks.CharBlock(label=_("Step"), max_length=255)
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
    lead = blocks.CharBlock(label=_("Lead institution"), max_length=255, required=False)
    partner = blocks.CharBlock(label=_("Civil-society partner"), max_length=255, required=False)
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


class SectionsBlock(blocks.StreamBlock):
    """The sections of a draft, in order."""

    heading = HeadingBlock()
    text = TextBlock(features=PROSE)
    commitment = CommitmentBlock()
