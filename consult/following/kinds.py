"""The codes of notices: why somebody is told, of what, and how soon by mail. Pure."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """Why somebody is told. The first that applies counts, so that nobody is told twice."""

    ANSWERED = "answered", _("The drafters answer what I contributed")
    DECIDED = "decided", _("A moderator decides about what I contributed")
    REPLY = "reply", _("Somebody replies to me, or names me")
    THREAD = "thread", _("News of contributions that I follow")
    SECTION = "section", _("News of passages that I follow")
    DRAFT = "draft", _("News of texts that I follow")


class Pace(models.TextChoices):
    """How soon a mail tells."""

    # Translators: how soon we send mail about something
    AT_ONCE = "at_once", pgettext_lazy("how soon a mail is sent", "at once")
    DAILY = "daily", pgettext_lazy("how soon a mail is sent", "once a day")
    WEEKLY = "weekly", pgettext_lazy("how soon a mail is sent", "once a week")
    NEVER = "never", pgettext_lazy("how soon a mail is sent", "never")


class What(models.TextChoices):
    """What happened."""

    POSTED = "posted", _("a contribution")
    ANSWERED = "answered", _("an answer")
    ANSWER_EDITED = "answer_edited", _("a changed answer")
    VERSION = "version", _("a version")
    HIDDEN = "hidden", _("hidden by a moderator")
    RESTORED = "restored", _("shown again by a moderator")


WHAT = {
    "comment.posted": What.POSTED,
    "comment.hidden": What.HIDDEN,
    "comment.restored": What.RESTORED,
    "answer.published": What.ANSWERED,
    "answer.edited": What.ANSWER_EDITED,
    "version.published": What.VERSION,
}
"""The types of events of which people are told."""

OWN = (Kind.ANSWERED, Kind.DECIDED, Kind.REPLY)
"""Kinds that concern somebody whatever they follow."""
MAILED = tuple(kind for kind in Kind if kind != Kind.DECIDED)
"""Kinds that mail may tell. A decision is always mailed with its reasons, by consult.moderation."""


@dataclass(frozen=True)
class Telling:
    """How somebody wants to be told of one kind."""

    on_site: bool
    mail: Pace

    @property
    def is_on(self) -> bool:
        """Tell whether they want to be told at all."""
        return self.on_site or self.mail != Pace.NEVER


USUAL = {
    Kind.ANSWERED: Telling(True, Pace.AT_ONCE),
    Kind.DECIDED: Telling(True, Pace.NEVER),
    Kind.REPLY: Telling(True, Pace.AT_ONCE),
    Kind.THREAD: Telling(True, Pace.DAILY),
    Kind.SECTION: Telling(True, Pace.DAILY),
    Kind.DRAFT: Telling(True, Pace.WEEKLY),
}
"""How people are told who have chosen nothing else."""
