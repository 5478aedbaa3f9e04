"""Who follows what, how they want to be told, and what they are told of."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.answers.models import Answer
from consult.core.ids import new_id
from consult.drafts.models import Draft, Section, Version
from consult.following.kinds import MAILED, Kind, Pace, What
from consult.threads.models import Comment, Status

ON_THE_DRAFT = Q(section=None, thread=None)


class Follow(models.Model):
    """Somebody wants to hear of a whole draft, of one section, or of one thread."""

    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="follows")
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    thread = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="follows"
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("what somebody follows")
        constraints = [
            models.CheckConstraint(
                condition=Q(section=None) | Q(thread=None), name="following_one_place"
            ),
            # Their indexes are walked by who follows what has news, in the order of participants.
            models.UniqueConstraint(
                fields=["draft", "participant"],
                condition=ON_THE_DRAFT,
                name="following_a_draft_once",
            ),
            models.UniqueConstraint(
                fields=["section", "participant"],
                condition=Q(section__isnull=False),
                name="following_a_section_once",
            ),
            models.UniqueConstraint(
                fields=["thread", "participant"],
                condition=Q(thread__isnull=False),
                name="following_a_thread_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.thread_id or self.section_id or self.draft_id}"

    @property
    def kind(self) -> Kind:
        """Return of what kind the news are that it brings."""
        if self.thread_id:
            return Kind.THREAD
        return Kind.SECTION if self.section_id else Kind.DRAFT


class Way(models.Model):
    """How somebody wants to be told of one kind, where it is not as usual."""

    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ways", db_index=False
    )
    kind = models.CharField(_("of what somebody is told"), max_length=10, choices=Kind)
    on_site = models.BooleanField(_("on the site"))
    mail = models.CharField(_("by mail"), max_length=10, choices=Pace)

    class Meta:
        verbose_name = _("how somebody is told")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "kind"], name="following_one_way_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=MAILED) | Q(mail=Pace.NEVER),
                name="following_decisions_are_mailed_by_moderation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.kind}"


class Rhythm(models.Model):
    """When somebody wants their mails, and whether they follow what they take part in."""

    participant = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rhythm", primary_key=True
    )
    hour = models.PositiveSmallIntegerField(
        _("hour"), default=8, validators=[MaxValueValidator(23)]
    )
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), default=0, validators=[MaxValueValidator(6)]
    )
    follows_own = models.BooleanField(_("follow what I take part in"), default=True)

    class Meta:
        verbose_name = _("when somebody is told")
        constraints = [
            models.CheckConstraint(
                condition=Q(hour__lte=23, weekday__lte=6), name="following_a_time_that_is"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.weekday}, {self.hour}"


class MailingState(models.TextChoices):
    """How far a mail is."""

    WAITING = "waiting", pgettext_lazy("state of a mail", "waiting")
    SENDING = "sending", pgettext_lazy("state of a mail", "being sent")
    SENT = "sent", pgettext_lazy("state of a mail", "sent")
    EMPTY = "empty", pgettext_lazy("state of a mail", "nothing to tell")
    REFUSED = "refused", pgettext_lazy("state of a mail", "refused")
    UNCERTAIN = "uncertain", pgettext_lazy("state of a mail", "uncertain")


class Mailing(models.Model):
    """One mail to somebody, for one period: made with its first news, sent once at most."""

    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mailings", db_index=False
    )
    pace = models.CharField(_("how soon"), max_length=10, choices=Pace)
    due_at = models.DateTimeField(_("due"))
    state = models.CharField(
        _("state"), max_length=10, choices=MailingState, default=MailingState.WAITING
    )
    stamp = models.UUIDField(
        default=new_id, help_text=_("Another one with each news, so that none is missed.")
    )
    taken_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)

    class Meta:
        verbose_name = _("mail with news")
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "pace", "due_at"], name="following_one_mail_a_period"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="following_mails_due",
                condition=Q(state=MailingState.WAITING),
            ),
            models.Index(
                fields=["changed_at"],
                name="following_mails_sending",
                condition=Q(state=MailingState.SENDING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.pace}, {self.due_at:%Y-%m-%d %H:%M}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, by what may be told of them now."""

    def standing(self) -> "NoticeQuerySet":
        """Notices of what is still public: nothing hidden, deleted or taken back since.

        Whoever's own words were hidden may hear what became of them. Whether the reader may still
        read the draft is asked beside this, once for each draft.
        """
        own = Q(kind__in=[Kind.ANSWERED, Kind.DECIDED]) & ~Q(comment__status=Status.DELETED)
        return self.filter(Q(comment=None) | Q(comment__status=Status.VISIBLE) | own)

    def on_site(self) -> "NoticeQuerySet":
        """Notices that the site shows."""
        return self.filter(on_site=True)


class Notice(models.Model):
    """Somebody is told of one event, once: `draft` and `number` name it in the log."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    participant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    # The unique constraint's index begins with the draft.
    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, related_name="notices", db_index=False
    )
    number = models.PositiveBigIntegerField(_("number of the event"))
    happened_at = models.DateTimeField(_("happened"))
    kind = models.CharField(_("why somebody is told"), max_length=10, choices=Kind)
    what = models.CharField(_("what happened"), max_length=15, choices=What)
    section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    comment = models.ForeignKey(
        Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="notices"
    )
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    version = models.ForeignKey(
        Version, null=True, blank=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    on_site = models.BooleanField(_("on the site"), default=True)
    read_at = models.DateTimeField(pgettext_lazy("of a notice", "read"), null=True, blank=True)
    mailing = models.ForeignKey(
        Mailing,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="notices",
        db_index=False,
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("what tells somebody of an event", "notice")
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "number", "participant"], name="following_an_event_told_once"
            ),
            models.CheckConstraint(
                condition=Q(what=What.VERSION, version__isnull=False, answer=None, comment=None)
                | Q(
                    what__in=[What.ANSWERED, What.ANSWER_EDITED],
                    answer__isnull=False,
                    version=None,
                )
                | Q(
                    what__in=[What.POSTED, What.HIDDEN, What.RESTORED],
                    comment__isnull=False,
                    answer=None,
                    version=None,
                ),
                name="following_a_notice_names_what_happened",
            ),
        ]
        indexes = [
            models.Index(fields=["participant", "-id"], name="following_newest_notices"),
            models.Index(
                fields=["participant", "-id"],
                name="following_unread_notices",
                condition=Q(read_at=None, on_site=True),
            ),
            models.Index(
                fields=["mailing"],
                name="following_mailed_notices",
                condition=Q(mailing__isnull=False),
            ),
            *(
                models.Index(
                    fields=[name],
                    name=f"following_{name}_notices",
                    condition=Q(**{f"{name}__isnull": False}),
                )
                for name in ("section", "answer", "version")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant_id}: {self.draft_id}, {self.number}"


class Position(models.Model):
    """How far a draft's stream is told: up to `number`, and the next event to those up to `within`."""

    stream = models.OneToOneField(
        "live.Stream", on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    number = models.PositiveBigIntegerField(_("number"), default=0)
    within = models.UUIDField(null=True, blank=True)

    class Meta:
        verbose_name = _("how far a stream is told")

    def __str__(self) -> str:
        return f"{self.stream_id} at {self.number}"
