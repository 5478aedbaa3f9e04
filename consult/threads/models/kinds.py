"""The codes that comments and votes bear, and how long their texts may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.threads.quotes import Fate

COMMENT_LENGTH = 5000
"""The greatest length of a comment, in characters."""
WORDING_LENGTH = 20_000
"""The greatest length of the wording that a suggestion proposes, in characters."""


class Kind(models.TextChoices):
    """What a comment is meant as."""

    REMARK = "remark", _("remark")
    QUESTION = "question", _("question")
    SUGGESTION = "suggestion", _("suggestion")


class Stance(models.TextChoices):
    """Where somebody stands on a section."""

    FOR = "for", pgettext_lazy("stance on a passage", "for")
    AGAINST = "against", pgettext_lazy("stance on a passage", "against")
    NEITHER = "neither", pgettext_lazy("stance on a passage", "neither for nor against")


class Status(models.TextChoices):
    """Whether the public sees a comment's words, or a tombstone with the reason."""

    VISIBLE = "visible", _("visible")
    HIDDEN = "hidden", _("hidden")
    DELETED = "deleted", _("deleted")


class Agreement(models.TextChoices):
    """A vote on a comment."""

    AGREE = "agree", _("agree")
    DISAGREE = "disagree", _("disagree")


class Outcome(models.TextChoices):
    """What became of a contribution, as the drafters' reasoned answer says."""

    ADOPTED = "adopted", pgettext_lazy("outcome of an answer", "adopted")
    PARTLY = "partly", pgettext_lazy("outcome of an answer", "adopted in part")
    ALREADY = "already", pgettext_lazy("outcome of an answer", "already there")
    DECLINED = "declined", pgettext_lazy("outcome of an answer", "declined")
    OUT_OF_SCOPE = "out_of_scope", pgettext_lazy("outcome of an answer", "out of scope")
    NEEDS_WORK = "needs_work", pgettext_lazy("outcome of an answer", "needs more work")


QUOTE_STATES = [
    (Fate.KEPT, _("as quoted")),
    (Fate.MOVED, _("moved within the passage")),
    (Fate.CHANGED, _("changed since")),
    (Fate.GONE, _("gone since")),
]
