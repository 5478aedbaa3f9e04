"""Comments: what somebody says about a section of a draft, or about all of it."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from consult.consultations.models import CharterArticle, Membership
from consult.core.ids import new_id
from consult.drafts.models import Draft, Section

COMMENT_LENGTH = 5000
"""The greatest length of a comment, in characters."""


class Kind(models.TextChoices):
    """What a comment is meant as."""

    REMARK = "remark", _("remark")
    QUESTION = "question", _("question")


class Status(models.TextChoices):
    """Whether the public sees a comment's words, or a tombstone with the reason."""

    VISIBLE = "visible", _("visible")
    HIDDEN = "hidden", _("hidden")


class CommentQuerySet(models.QuerySet["Comment"]):
    """Comments, by what pages ask for."""

    def at(self, section: Section) -> "CommentQuerySet":
        """Comments whose place is a section."""
        return self.filter(section=section)

    def roots(self) -> "CommentQuerySet":
        """Comments that begin a thread."""
        return self.filter(thread=None)

    def visible(self) -> "CommentQuerySet":
        """Comments whose words are public."""
        return self.filter(status=Status.VISIBLE)

    def visible_to(self, viewer: "Viewer") -> "CommentQuerySet":
        """Comments with `shown_html`, the words that this viewer may see: none of hidden ones,
        but for moderators. The stored words themselves are not loaded, so no surface leaks them.
        """
        words = models.F("html")
        if not viewer.moderates:
            words = models.Case(
                models.When(status=Status.VISIBLE, then=words),
                default=models.Value(""),
                output_field=models.TextField(),
            )
        return self.annotate(shown_html=words).defer("html", "source")

    def newest_first(self) -> "CommentQuerySet":
        """Comments by time, the newest first; their ids sort by time (UUIDv7)."""
        return self.order_by("-pk")

    def with_people(self) -> "CommentQuerySet":
        """Comments with the people, article and section that showing them names."""
        return self.with_names().prefetch_related("author__memberships")

    def with_names(self) -> "CommentQuerySet":
        """The same without memberships, which somebody loads for several lists at once."""
        return self.select_related(
            "author", "in_reply_to__author", "hidden_for", "section", "draft"
        )


@dataclass(frozen=True)
class Viewer:
    """Who looks at comments: somebody of the public, or a moderator of the consultation."""

    moderates: bool = False


PUBLIC = Viewer()


class Comment(models.Model):
    """A root comment begins a thread; a reply belongs to one and names what it answers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="comments")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="comments")
    thread = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="replies",
        help_text=_("The root comment that this one replies under; none for a root comment."),
    )
    in_reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.REMARK)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.VISIBLE, editable=False
    )
    hidden_for = models.ForeignKey(
        CharterArticle, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    language = models.CharField(_("language"), max_length=8)
    source = models.TextField(_("text as written"))
    html = models.TextField(_("text as shown"))
    number = models.PositiveIntegerField(
        _("number"), default=0, help_text=_("Place in its thread: 0 for the root, replies from 1.")
    )
    replies_count = models.PositiveIntegerField(_("replies"), default=0)
    posted_at = models.DateTimeField(_("posted"), default=timezone.now)
    idempotency_key = models.UUIDField(null=True, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("what participants say", "comment")
        verbose_name_plural = pgettext_lazy("what participants say", "comments")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "idempotency_key"], name="threads_a_form_posts_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status=Status.VISIBLE, hidden_for=None)
                | models.Q(status=Status.HIDDEN, hidden_for__isnull=False),
                name="threads_hidden_means_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(thread=models.F("id")), name="threads_no_thread_in_itself"
            ),
            models.CheckConstraint(
                condition=models.Q(thread=None, in_reply_to=None, number=0)
                | models.Q(thread__isnull=False, number__gt=0, replies_count=0),
                name="threads_are_two_levels_deep",
            ),
            models.UniqueConstraint(
                fields=["thread", "number"], name="threads_replies_are_numbered"
            ),
        ]
        indexes = [
            models.Index(
                fields=["section", "-id"],
                name="threads_roots",
                condition=models.Q(thread=None),
            ),
            models.Index(fields=["author", "-posted_at"], name="threads_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.author}, {self.posted_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        """Return the permalink, which finds the page and the place."""
        return f"/c/{self.pk}"

    @property
    def is_hidden(self) -> bool:
        """Tell whether the public sees a tombstone in place of the words."""
        return self.status == Status.HIDDEN

    @property
    def author_membership(self) -> Membership | None:
        """Return the membership by which the author speaks for a college in this consultation."""
        return next(
            (
                one
                for one in self.author.memberships.all()
                if one.consultation_id == self.draft.consultation_id and one.college
            ),
            None,
        )
