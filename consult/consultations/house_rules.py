"""What a consultation sets of how its house rules are kept: on its page, and on the row that rules read."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel


class Premoderation(models.TextChoices):
    """Whose contributions a moderator reads before they are public."""

    NONE = "none", _("nobody's")
    NEWCOMERS = "newcomers", _("newcomers'")
    ALL = "all", _("everybody's")


def whole(name: object, default: int, least: int, most: int, **more: object) -> models.Field:
    """Return a field for a whole number within bounds."""
    return models.PositiveSmallIntegerField(
        name,
        default=default,
        validators=[MinValueValidator(least), MaxValueValidator(most)],
        **more,
    )


class HouseRules(models.Model):
    """Who may contribute, how arriving text is screened, how decisions are confirmed and contested."""

    allows_guests = models.BooleanField(
        _("without an account"),
        default=False,
        help_text=_(
            "Whether people may contribute with an e-mail address alone. What they say becomes public "
            "when they follow a link in a mail, is marked, and is counted apart."
        ),
    )
    premoderation = models.CharField(
        _("read before publication"),
        max_length=20,
        choices=Premoderation,
        default=Premoderation.NONE,
        help_text=_(
            "Whose contributions wait for a moderator. Newcomers are those of whom nothing is "
            "public in this consultation yet."
        ),
    )
    most_links = whole(
        _("links allowed"),
        3,
        0,
        100,
        help_text=_("A contribution with more links waits for a moderator."),
    )
    holds_repetition = models.BooleanField(
        _("hold repetitions"),
        default=True,
        help_text=_(
            "What nearly repeats other contributions waits for a moderator, campaigns as one group."
        ),
    )
    holds_shouting = models.BooleanField(
        _("hold shouting"),
        default=True,
        help_text=_("What is mostly written in capitals waits for a moderator."),
    )
    holds_listed_words = models.BooleanField(
        _("hold listed words"),
        default=True,
        help_text=_("What holds a word of the site's lists waits for a moderator."),
    )
    review_hours = whole(
        _("hours until what waits is read"),
        24,
        1,
        720,
        help_text=_("What moderators promise; authors are told."),
    )
    has_two_keys = models.BooleanField(
        _("two keys"),
        default=True,
        help_text=_(
            "Hiding for an article that is not urgent is provisional until a moderator of the "
            "other college confirms it."
        ),
    )
    confirmation_hours = whole(
        _("hours for the second key"),
        48,
        1,
        720,
        help_text=_("Not confirmed by then, the contribution returns."),
    )
    appeal_days = whole(
        _("days for an appeal"),
        30,
        1,
        365,
        help_text=_("How long an author may contest a decision."),
    )

    class Meta:
        abstract = True


RULES = tuple(field.name for field in HouseRules._meta.local_fields)

PANEL = MultiFieldPanel(
    [
        FieldPanel("allows_guests"),
        FieldPanel("premoderation"),
        FieldRowPanel([FieldPanel("most_links"), FieldPanel("review_hours")]),
        FieldRowPanel([FieldPanel("holds_repetition"), FieldPanel("holds_shouting")]),
        FieldPanel("holds_listed_words"),
        FieldRowPanel([FieldPanel("has_two_keys"), FieldPanel("confirmation_hours")]),
        FieldPanel("appeal_days"),
    ],
    heading=_("House rules"),
)
