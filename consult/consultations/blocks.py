"""The blocks of a consultation page."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class CharterArticleBlock(blocks.StructBlock):
    """One rule of the house and why it is there."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    explanation = blocks.TextBlock(label=_("Explanation"), rows=3)
    urgent = blocks.BooleanBlock(
        label=_("Urgent"),
        required=False,
        help_text=_("For violence, personal data and what is unlawful."),
    )

    class Meta:
        icon = "list-ol"
        label = _("Article")


def default_charter() -> list[tuple[str, dict]]:
    """Return a charter to start from, in the active language."""
    articles = [
        (
            gettext("Respect for persons"),
            gettext("Ideas are debated, people are not attacked, insulted or threatened."),
            True,
        ),
        (
            gettext("Private life"),
            gettext("Nobody publishes the address, telephone or health of somebody else."),
            True,
        ),
        (
            gettext("Respect for the law"),
            gettext("Nothing that the law forbids: incitement to hatred, defamation, forgery."),
            True,
        ),
        (
            gettext("The subject"),
            gettext("Contributions are about the text that is under discussion."),
            False,
        ),
        (
            gettext("No advertising, no repetition"),
            gettext("Each contribution adds something; none is there to sell or to flood."),
            False,
        ),
    ]
    return [
        ("article", {"title": title, "explanation": explanation, "urgent": urgent})
        for title, explanation, urgent in articles
    ]
